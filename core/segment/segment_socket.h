/*
 * segment_socket - packet sockets that hear what is said of certain addresses only.
 *
 * One for ARP, one for Neighbour Discovery.  The filter runs in the kernel, so a
 * segment full of either does not wake fipd; it looks at the last 32 bits of an
 * address, and whoever reads looks at the whole.  Probes for IPv6 go to multicast
 * groups, and a network card or a switch passes on only those of groups that were
 * joined: these sockets join the F-IPs'.
 */
#ifndef FIPD_SEGMENT_SEGMENT_SOCKET_H
#define FIPD_SEGMENT_SEGMENT_SOCKET_H

#include <stddef.h>
#include <stdint.h>

#include "segment/frame.h"

enum {
	SEGMENT_SOCKET_OTHERS_MAX = 32,
	SEGMENT_SOCKET_GROUPS_MAX = 64, /* all F-IPs move together: some are enough */
	SEGMENT_SOCKET_FRAMES_MAX = 64, /* that go out with one system call */
	SEGMENT_SOCKET_ARP = 0,
	SEGMENT_SOCKET_ND,
	SEGMENT_SOCKET_KINDS,
};

/* Whose frames are heard. */
struct segment_socket_filter {
	struct {
		size_t fip_count;
		uint32_t lowest; /* of them */
		uint32_t highest;
		size_t other_count;
		uint32_t others[SEGMENT_SOCKET_OTHERS_MAX];
	} kinds[SEGMENT_SOCKET_KINDS];
	size_t group_count;
	struct ip groups[SEGMENT_SOCKET_GROUPS_MAX];
};

struct segment_sockets {
	int fds[SEGMENT_SOCKET_KINDS]; /* -1: not open */
	int member_fd;
};

/* Hear also of an F-IP, one of many that lie close together, and who probes for it. */
void segment_socket_add_fip(struct segment_socket_filter *filter, struct ip fip);

/* Hear also of another host's address; beyond OTHERS_MAX it is not heard of. */
void segment_socket_add_host(struct segment_socket_filter *filter, struct ip host);

/* Begin with none open. */
void segment_socket_init(struct segment_sockets *sockets);

/*
 * Open the non-blocking sockets on an interface.  0, or -errno with
 * none open: -EPERM without CAP_NET_RAW, -ENODEV, -ENXIO.
 */
int segment_socket_open(struct segment_sockets *sockets, uint32_t interface_index,
	const struct segment_socket_filter *filter);

/* Hear of other addresses from now on; the groups stay those of the opening.  0 or
 * -errno. */
int segment_socket_set_filter(const struct segment_sockets *sockets,
	const struct segment_socket_filter *filter);

/* Close what is open; allowed more than once. */
void segment_socket_close(struct segment_sockets *sockets);

/*
 * Send frames, all of one family, with one system call.  Return how many of them went
 * out, the first ones, or -errno if none did: -ENODEV if their socket is not open.
 */
int segment_socket_send(
	const struct segment_sockets *sockets, struct frame *frames, size_t count);

#endif
