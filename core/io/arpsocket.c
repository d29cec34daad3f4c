#include "io/arpsocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	AT_SENDER = 28,        /* sender IP in the frame */
	QUEUE_BYTES = 1 << 20, /* a probe for each of 1,000 F-IPs goes out at once */
};

static int set_filter(int fd, const struct arpsocket_range *range)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT_SENDER),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ip_number(range->also), 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, INADDR_ANY, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ip_number(range->lowest), 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, ip_number(range->highest), 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) < 0
		       ? -errno
		       : 0;
}

/* Filter first, bind last: nothing unwanted can be in the queue. */
static int prepare(
	int fd, uint32_t interface_index, const struct arpsocket_range *range)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ARP),
		.sll_ifindex = (int)interface_index,
	};
	int size = QUEUE_BYTES;
	int error = set_filter(fd, range);

	if (error) {
		return error;
	}
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	return bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno
										: 0;
}

int arpsocket_open(uint32_t interface_index, const struct arpsocket_range *range)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = prepare(fd, interface_index, range);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}
