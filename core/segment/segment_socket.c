#include "segment/segment_socket.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	AT_ARP_SENDER = 28,
	AT_NEXT_HEADER = 20,
	AT_ICMP_TYPE = 54,
	AT_ND_TARGET_END = 74, /* the last 32 bits of the target */
	QUEUE_BYTES = 1 << 20, /* a probe for each of 200 F-IPs goes out at once */
	PROGRAM_MAX = 16 + 2 * SEGMENT_SOCKET_OTHERS_MAX,
};

struct program {
	unsigned short length;
	struct sock_filter steps[PROGRAM_MAX];
};

static unsigned kind_of(uint8_t family)
{
	return family == IP_V6 ? SEGMENT_SOCKET_ND : SEGMENT_SOCKET_ARP;
}

static uint32_t tail_of(struct ip ip)
{
	const uint8_t *end = ip.bytes + ip_length_bytes(ip.family);
	uint32_t tail;

	memcpy(&tail, end - sizeof(tail), sizeof(tail));
	return ntohl(tail);
}

static void add_group(struct segment_socket_filter *filter, struct ip group)
{
	for (size_t i = 0; i < filter->group_count; i++) {
		if (ip_equal(filter->groups[i], group)) {
			return;
		}
	}
	if (filter->group_count < SEGMENT_SOCKET_GROUPS_MAX) {
		filter->groups[filter->group_count++] = group;
	}
}

void segment_socket_add_fip(struct segment_socket_filter *filter, struct ip fip)
{
	unsigned kind = kind_of(fip.family);
	uint32_t tail = tail_of(fip);
	bool first = filter->kinds[kind].fip_count++ == 0;

	if (first || tail < filter->kinds[kind].lowest) {
		filter->kinds[kind].lowest = tail;
	}
	if (first || tail > filter->kinds[kind].highest) {
		filter->kinds[kind].highest = tail;
	}
	if (fip.family == IP_V6) {
		add_group(filter, frame_group(fip));
	}
}

void segment_socket_add_host(struct segment_socket_filter *filter, struct ip host)
{
	unsigned kind = kind_of(host.family);
	size_t *count = &filter->kinds[kind].other_count;

	if (ip_is_set(host) && *count < SEGMENT_SOCKET_OTHERS_MAX) {
		filter->kinds[kind].others[(*count)++] = tail_of(host);
	}
}

static void add_step(struct program *program, struct sock_filter step)
{
	program->steps[program->length++] = step;
}

static void refuse_unless(
	struct program *program, uint16_t condition, uint32_t value, bool holds)
{
	const struct sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_filter jump =
		BPF_JUMP((uint16_t)(BPF_JMP | BPF_K | condition), value, holds, !holds);

	add_step(program, jump);
	add_step(program, refuse);
}

static void load(struct program *program, uint16_t size, uint32_t at)
{
	struct sock_filter step = BPF_STMT((uint16_t)(BPF_LD | BPF_ABS | size), at);

	add_step(program, step);
}

static void accept_one(struct program *program, uint32_t tail)
{
	const struct sock_filter accept = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_filter jump = BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, tail, 0, 1);

	add_step(program, jump);
	add_step(program, accept);
}

/* An ARP probe names the address only as its target, so every probe is heard. */
static void load_tail(struct program *program, unsigned kind)
{
	if (kind == SEGMENT_SOCKET_ARP) {
		load(program, BPF_W, AT_ARP_SENDER);
		accept_one(program, INADDR_ANY);
		return;
	}
	load(program, BPF_B, AT_NEXT_HEADER);
	refuse_unless(program, BPF_JEQ, IPPROTO_ICMPV6, true);
	load(program, BPF_B, AT_ICMP_TYPE);
	refuse_unless(program, BPF_JGE, ND_NEIGHBOR_SOLICIT, true);
	refuse_unless(program, BPF_JGT, ND_NEIGHBOR_ADVERT, false);
	load(program, BPF_W, AT_ND_TARGET_END);
}

static void accept_range(struct program *program, uint32_t lowest, uint32_t highest)
{
	const struct sock_filter accept = BPF_STMT(BPF_RET | BPF_K, 0xffff);

	refuse_unless(program, BPF_JGE, lowest, true);
	refuse_unless(program, BPF_JGT, highest, false);
	add_step(program, accept);
}

static void write_program(struct program *program,
	const struct segment_socket_filter *filter, unsigned kind)
{
	const struct sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, 0);

	load_tail(program, kind);
	for (size_t i = 0; i < filter->kinds[kind].other_count; i++) {
		accept_one(program, filter->kinds[kind].others[i]);
	}
	if (filter->kinds[kind].fip_count > 0) {
		accept_range(program, filter->kinds[kind].lowest,
			filter->kinds[kind].highest);
	}
	add_step(program, refuse);
}

static int attach(int fd, const struct segment_socket_filter *filter, unsigned kind)
{
	struct program program = { .length = 0 };
	struct sock_fprog attached = { .filter = program.steps };

	write_program(&program, filter, kind);
	attached.len = program.length;
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached))
			       < 0
		       ? -errno
		       : 0;
}

/* The filter comes first and bind last: so nothing unwanted can be in the queue. */
static int prepare(int fd, uint32_t interface_index,
	const struct segment_socket_filter *filter, unsigned kind)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol =
			htons(kind == SEGMENT_SOCKET_ARP ? ETH_P_ARP : ETH_P_IPV6),
		.sll_ifindex = (int)interface_index,
	};
	int size = QUEUE_BYTES;
	int error = attach(fd, filter, kind);

	if (error) {
		return error;
	}
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ? -errno
										: 0;
}

/* Without IPv6 on the interface nobody is a member; other hosts' frames do come. */
static void join(struct segment_sockets *sockets, uint32_t interface_index,
	const struct segment_socket_filter *filter)
{
	if (filter->group_count == 0) {
		return;
	}
	sockets->member_fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; sockets->member_fd >= 0 && i < filter->group_count; i++) {
		struct ipv6_mreq request = { .ipv6mr_interface = interface_index };

		memcpy(&request.ipv6mr_multiaddr, filter->groups[i].bytes,
			sizeof(request.ipv6mr_multiaddr));
		setsockopt(sockets->member_fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request,
			sizeof(request));
	}
}

void segment_socket_init(struct segment_sockets *sockets)
{
	sockets->fds[SEGMENT_SOCKET_ARP] = -1;
	sockets->fds[SEGMENT_SOCKET_ND] = -1;
	sockets->member_fd = -1;
}

static int open_kind(struct segment_sockets *sockets, uint32_t interface_index,
	const struct segment_socket_filter *filter, unsigned kind)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		return -errno;
	}
	sockets->fds[kind] = fd;
	return prepare(fd, interface_index, filter, kind);
}

int segment_socket_open(struct segment_sockets *sockets, uint32_t interface_index,
	const struct segment_socket_filter *filter)
{
	int error = 0;

	segment_socket_close(sockets);
	for (unsigned kind = 0; !error && kind < SEGMENT_SOCKET_KINDS; kind++) {
		error = open_kind(sockets, interface_index, filter, kind);
	}
	if (error) {
		segment_socket_close(sockets);
		return error;
	}
	join(sockets, interface_index, filter);
	return 0;
}

int segment_socket_set_filter(const struct segment_sockets *sockets,
	const struct segment_socket_filter *filter)
{
	int error = 0;

	for (unsigned kind = 0; !error && kind < SEGMENT_SOCKET_KINDS; kind++) {
		if (sockets->fds[kind] >= 0) {
			error = attach(sockets->fds[kind], filter, kind);
		}
	}
	return error;
}

void segment_socket_close(struct segment_sockets *sockets)
{
	for (unsigned kind = 0; kind < SEGMENT_SOCKET_KINDS; kind++) {
		if (sockets->fds[kind] >= 0) {
			close(sockets->fds[kind]);
		}
	}
	if (sockets->member_fd >= 0) {
		close(sockets->member_fd);
	}
	segment_socket_init(sockets);
}

int segment_socket_send(
	const struct segment_sockets *sockets, struct frame *frames, size_t count)
{
	struct iovec parts[SEGMENT_SOCKET_FRAMES_MAX];
	struct mmsghdr messages[SEGMENT_SOCKET_FRAMES_MAX];
	int fd = sockets->fds[kind_of(frames->family)];
	int sent;

	assert(count <= SEGMENT_SOCKET_FRAMES_MAX);
	if (fd < 0) {
		return -ENODEV;
	}
	for (size_t i = 0; i < count; i++) {
		parts[i] = (struct iovec){
			.iov_base = frames[i].bytes,
			.iov_len = frames[i].length_bytes,
		};
		messages[i] = (struct mmsghdr){
			.msg_hdr = { .msg_iov = &parts[i], .msg_iovlen = 1 },
		};
	}
	sent = sendmmsg(fd, messages, (unsigned)count, 0);
	return sent < 0 ? -errno : sent;
}
