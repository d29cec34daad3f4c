/*
 * wiretap FILE PORT... - note at the bridge what matters of a takeover, each row with
 * the kernel's time of arrival at the port.
 *
 *     beat TIME PORT               a heartbeat of fipd or an advertisement of VRRP
 *     owner TIME PORT ADDRESS LAST another port than before answers for an address; the
 *                                  one before answered last at LAST (0: nobody before)
 *     announced TIME PORT ADDRESS  another port than before announces an address
 *     double TIME ADDRESS          two ports have answered one request
 *
 * Times are seconds of CLOCK_MONOTONIC.  Ports are names of interfaces.  Addresses are
 * told apart by their last 16 bits, requests by the last 6 of their sender's address.
 */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/moment.h"

enum {
	MONITOR_PORT = 7900,
	PROTOCOL_VRRP = 112,
	PROTOCOL_AT = 23, /* of IPv4 in Ethernet */
	ADDRESSES = 65536,
	REQUESTS = 64,
	BUFFER_BYTES = 16 << 20,
};

struct address {
	int owner; /* interface whose answer was the last, 0: none */
	int announcer;
	int64_t answered_ns;
};

struct request {
	uint32_t target;
	int answerer; /* 0: none yet */
};

struct wiretap {
	FILE *rows;
	int fd;
	int64_t distance_ns;
	struct address addresses[ADDRESSES];
	struct request requests[REQUESTS];
};

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* ARP, IPv4 of protocol 112, UDP to the monitor port. */
static void set_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_ARP, 7, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETHERTYPE_IP, 0, 7),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, PROTOCOL_AT),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROTOCOL_VRRP, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 4),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, ETH_HLEN),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, ETH_HLEN + 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MONITOR_PORT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 256),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program))
		< 0) {
		fail("filter");
	}
}

static int open_socket(void)
{
	struct sockaddr_ll everywhere = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	const int yes = 1;
	const int bytes = BUFFER_BYTES;

	if (fd < 0) {
		fail("packet socket");
	}
	set_filter(fd);
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof(yes)) < 0
		|| setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0
		|| setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes))
			   < 0
		|| bind(fd, (struct sockaddr *)&everywhere, sizeof(everywhere)) < 0) {
		fail("packet socket");
	}
	return fd;
}

static uint32_t address_of(const uint8_t bytes[4])
{
	uint32_t address;

	memcpy(&address, bytes, sizeof(address));
	return ntohl(address);
}

static void write_row(
	struct wiretap *tap, const char *kind, int64_t moment_ns, int interface)
{
	char name[IF_NAMESIZE] = "?";

	if_indextoname((unsigned)interface, name);
	fprintf(tap->rows, "%s %.7f %s", kind, (double)moment_ns / 1e9, name);
}

static void write_address(struct wiretap *tap, uint32_t address)
{
	fprintf(tap->rows, " %u.%u.%u.%u", address >> 24, address >> 16 & 255,
		address >> 8 & 255, address & 255);
}

static void note_doubles(struct wiretap *tap, const struct ether_arp *arp,
	int interface, int64_t moment_ns)
{
	uint32_t address = address_of(arp->arp_spa);
	struct request *request = &tap->requests[arp->arp_tpa[3] % REQUESTS];

	if (request->target != address) {
		return;
	}
	if (request->answerer != 0 && request->answerer != interface) {
		fprintf(tap->rows, "double %.7f", (double)moment_ns / 1e9);
		write_address(tap, address);
		fputc('\n', tap->rows);
	}
	request->answerer = interface;
}

static void note_answer(struct wiretap *tap, const struct ether_arp *arp, int interface,
	int64_t moment_ns)
{
	uint32_t number = address_of(arp->arp_spa);
	struct address *address = &tap->addresses[number % ADDRESSES];

	if (address->owner != interface) {
		write_row(tap, "owner", moment_ns, interface);
		write_address(tap, number);
		fprintf(tap->rows, " %.7f\n", (double)address->answered_ns / 1e9);
	}
	address->owner = interface;
	address->answered_ns = moment_ns;
	note_doubles(tap, arp, interface, moment_ns);
}

static void note_announcement(struct wiretap *tap, const struct ether_arp *arp,
	int interface, int64_t moment_ns)
{
	uint32_t number = address_of(arp->arp_spa);
	struct address *address = &tap->addresses[number % ADDRESSES];

	if (address->announcer != interface) {
		write_row(tap, "announced", moment_ns, interface);
		write_address(tap, number);
		fputc('\n', tap->rows);
	}
	address->announcer = interface;
}

static void note_arp(struct wiretap *tap, const struct ether_arp *arp, int interface,
	int64_t moment_ns)
{
	if (memcmp(arp->arp_spa, arp->arp_tpa, sizeof(arp->arp_spa)) == 0) {
		note_announcement(tap, arp, interface, moment_ns);
	} else if (ntohs(arp->arp_op) == ARPOP_REPLY) {
		note_answer(tap, arp, interface, moment_ns);
	} else if (address_of(arp->arp_spa) != 0) {
		struct request *request = &tap->requests[arp->arp_spa[3] % REQUESTS];

		request->target = address_of(arp->arp_tpa);
		request->answerer = 0;
	}
}

static void note(
	struct wiretap *tap, const uint8_t *frame, int interface, int64_t moment_ns)
{
	struct ether_arp arp;

	if (frame[12] == ETHERTYPE_ARP >> 8 && frame[13] == (ETHERTYPE_ARP & 255)) {
		memcpy(&arp, frame + ETH_HLEN, sizeof(arp));
		note_arp(tap, &arp, interface, moment_ns);
	} else {
		write_row(tap, "beat", moment_ns, interface);
		fputc('\n', tap->rows);
	}
}

/* Return whether there was a frame. */
static bool read_frame(struct wiretap *tap, const int *ports, int count)
{
	uint8_t frame[256];
	uint8_t control[128];
	struct sockaddr_ll origin;
	struct iovec part = { .iov_base = frame, .iov_len = sizeof(frame) };
	struct msghdr message = { .msg_name = &origin,
		.msg_namelen = sizeof(origin),
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(tap->fd, &message, MSG_DONTWAIT);

	for (int i = 0; i < count && length >= 42; i++) {
		if (origin.sll_ifindex == ports[i]) {
			note(tap, frame, ports[i],
				moment_stamp_ns(&message) + tap->distance_ns);
		}
	}
	return length > 0;
}

int main(int argc, char **argv)
{
	struct wiretap *tap = calloc(1, sizeof(*tap));
	int ports[8];
	int count = 0;

	if (tap == NULL || argc < 3 || argc > 10) {
		fprintf(stderr, "use: wiretap FILE PORT...\n");
		return EXIT_FAILURE;
	}
	for (int i = 2; i < argc; i++) {
		ports[count++] = (int)if_nametoindex(argv[i]);
	}
	tap->distance_ns = moment_of_wall_clock_ns();
	tap->fd = open_socket();
	tap->rows = fopen(argv[1], "w");
	if (tap->rows == NULL) {
		fail(argv[1]);
	}
	for (;;) {
		struct pollfd readable = { .fd = tap->fd, .events = POLLIN };

		fflush(tap->rows);
		poll(&readable, 1, -1);
		while (read_frame(tap, ports, count)) {
		}
	}
}
