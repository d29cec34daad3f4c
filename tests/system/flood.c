/*
 * flood INTERFACE FILE SECONDS - send the frames of a file as fast as the machine can,
 * over and over until the time is up, or each once if SECONDS is 0; print how many.
 *
 * The file has each frame behind its length, two bytes in network order.  A batch goes
 * out with one system call.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	FRAMES_MAX = 1024,
	FRAME_BYTES_MAX = 1514,
};

struct frames {
	struct mmsghdr messages[FRAMES_MAX];
	struct iovec parts[FRAMES_MAX];
	unsigned char bytes[FRAMES_MAX][FRAME_BYTES_MAX];
	unsigned count;
};

static int fail(const char *what)
{
	fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
	return EXIT_FAILURE;
}

static int open_socket(const char *interface)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(interface),
	};

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		return -1;
	}
	return fd;
}

static void add(struct frames *frames, size_t length_bytes)
{
	unsigned number = frames->count++;

	frames->parts[number].iov_base = frames->bytes[number];
	frames->parts[number].iov_len = length_bytes;
	frames->messages[number].msg_hdr.msg_iov = &frames->parts[number];
	frames->messages[number].msg_hdr.msg_iovlen = 1;
}

static int read_frames(struct frames *frames, const char *path)
{
	FILE *file = fopen(path, "rbe");
	unsigned char length[2];

	if (file == NULL) {
		return -1;
	}
	while (frames->count < FRAMES_MAX
		&& fread(length, sizeof(length), 1, file) == 1) {
		size_t length_bytes = (size_t)(length[0] << 8 | length[1]);

		if (length_bytes > FRAME_BYTES_MAX
			|| fread(frames->bytes[frames->count], length_bytes, 1, file)
				   != 1) {
			break;
		}
		add(frames, length_bytes);
	}
	fclose(file);
	return frames->count > 0 ? 0 : -1;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Send every frame once; a queue that is full loses the rest.  How many went out. */
static unsigned long send_all(int fd, struct frames *frames)
{
	unsigned sent = 0;

	while (sent < frames->count) {
		int count =
			sendmmsg(fd, frames->messages + sent, frames->count - sent, 0);

		if (count <= 0) {
			break;
		}
		sent += (unsigned)count;
	}
	return sent;
}

int main(int argc, char **argv)
{
	static struct frames frames;
	unsigned long sent = 0;
	double end;
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: flood INTERFACE FILE SECONDS\n");
		return EXIT_FAILURE;
	}
	fd = open_socket(argv[1]);
	if (fd < 0) {
		return fail(argv[1]);
	}
	if (read_frames(&frames, argv[2]) < 0) {
		return fail(argv[2]);
	}
	end = now_s() + strtod(argv[3], NULL);
	do {
		sent += send_all(fd, &frames);
	} while (now_s() < end);
	printf("%lu\n", sent);
	close(fd);
	return EXIT_SUCCESS;
}
