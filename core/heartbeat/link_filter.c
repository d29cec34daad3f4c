#include "heartbeat/link_filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <sys/socket.h>

#include "wire/heartbeat.h"

enum {
	UDP_HEADER_BYTES = 8, /* a filter of UDP sees a datagram from there on */
	LENGTH_1 = UDP_HEADER_BYTES + HEARTBEAT_1_BYTES,
	LENGTH_2 = UDP_HEADER_BYTES + HEARTBEAT_2_BYTES,
};

/* The places where a filter finds the members of a heartbeat. */
enum {
	AT_PORTS = 0,
	AT_MAGIC = UDP_HEADER_BYTES,
	AT_PAIR = UDP_HEADER_BYTES + HEARTBEAT_AT_PAIR,
	AT_INCARNATION = UDP_HEADER_BYTES + HEARTBEAT_AT_INCARNATION,
	AT_ECHO = UDP_HEADER_BYTES + HEARTBEAT_AT_ECHO,
	AT_SEQUENCE = UDP_HEADER_BYTES + HEARTBEAT_AT_SEQUENCE,
	TAKE = 0xffff, /* whole */
	DROP = 0,
};

/* Load from behind the header of IPv4, whose length X has. */
#define LOAD(size, offset)  BPF_STMT(BPF_LD | (size) | BPF_IND, offset)
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)

static const struct sock_filter no_header = BPF_STMT(BPF_LDX | BPF_IMM, 0);
static const struct sock_filter header_length = BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0);

static int attach(int fd, struct sock_filter *program, size_t length)
{
	struct sock_fprog whole = {
		.len = (unsigned short)length,
		.filter = program,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &whole, sizeof(whole)) < 0
		       ? -errno
		       : 0;
}

/* What strangers send is counted nowhere, so a wrong hop limit is dropped here. */
static int attach_strangers(int fd, const struct link_filter *filter)
{
	uint32_t ports = (uint32_t)filter->port << 16 | filter->port;
	uint32_t at_hop_limit = filter->ipv6 ? 7 : 8;
	/* clang-format off */
	struct sock_filter program[] = {
		no_header,
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)SKF_NET_OFF + at_hop_limit),
		UNLESS(HEARTBEAT_HOP_LIMIT, filter->any_hop_limit ? 0 : 10),
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LENGTH_1, 1, 0),
		UNLESS(LENGTH_2, 7),
		LOAD(BPF_W, AT_PORTS),
		UNLESS(ports, 5),
		LOAD(BPF_H, AT_MAGIC),
		UNLESS(HEARTBEAT_MAGIC, 3),
		LOAD(BPF_W, AT_PAIR),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, filter->pair, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, TAKE),
		BPF_STMT(BPF_RET | BPF_K, DROP),
	};

	/* clang-format on */
	return attach(fd, program, sizeof(program) / sizeof(program[0]));
}

static int attach_of_peer(int fd, const struct link_filter *filter)
{
	uint32_t ports = (uint32_t)filter->port << 16 | filter->port;
	uint32_t echo_high = (uint32_t)(filter->incarnation >> 32);
	uint32_t echo_low = (uint32_t)filter->incarnation;
	uint32_t heard_high = (uint32_t)(filter->heard >> 32);
	uint32_t heard_low = (uint32_t)filter->heard;
	bool known = filter->incarnation != 0;
	/* clang-format off */
	struct sock_filter program[] = {
		filter->ip_header ? header_length : no_header,
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_STMT(BPF_ALU | BPF_SUB | BPF_X, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LENGTH_1, 1, 0),
		UNLESS(LENGTH_2, 18),
		LOAD(BPF_W, AT_PORTS),
		UNLESS(ports, 16),
		LOAD(BPF_H, AT_MAGIC),
		UNLESS(HEARTBEAT_MAGIC, 14),
		LOAD(BPF_W, AT_PAIR),
		UNLESS(filter->pair, filter->any_pair ? 0 : 12),
		LOAD(BPF_W, AT_ECHO),
		UNLESS(echo_high, 9),
		LOAD(BPF_W, AT_ECHO + 4),
		UNLESS(echo_low, 7),
		LOAD(BPF_W, AT_INCARNATION),
		UNLESS(heard_high, 4),
		LOAD(BPF_W, AT_INCARNATION + 4),
		UNLESS(heard_low, 2),
		LOAD(BPF_W, AT_SEQUENCE),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, filter->sequence, 0, 2),
		BPF_STMT(BPF_RET | BPF_K, filter->echoing == known ? TAKE : DROP),
		BPF_STMT(BPF_RET | BPF_K, filter->echoing ? DROP : TAKE),
		BPF_STMT(BPF_RET | BPF_K, DROP),
	};

	/* clang-format on */
	return attach(fd, program, sizeof(program) / sizeof(program[0]));
}

int link_filter_attach(int fd, const struct link_filter *filter)
{
	return filter->strangers ? attach_strangers(fd, filter)
				 : attach_of_peer(fd, filter);
}
