#include "heartbeat/link_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "heartbeat/arrival.h"
#include "heartbeat/direct.h"
#include "heartbeat/endpoint.h"
#include "heartbeat/link_filter.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/timer.h"

enum {
	UDP_HEADER_BYTES = 8,
	IPV4_HEADER_MAX_BYTES = 60,
	PACKET_BYTES_MAX =
		IPV4_HEADER_MAX_BYTES + UDP_HEADER_BYTES + HEARTBEAT_BYTES_MAX,
	CONTROL_BYTES = CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct timespec)),
	REPLAYED_MAX = 16,
	BATCH = 8,
};

/*
 * 6,400 datagrams a second at most: less than 3 % of a core, and in a flood of 200,000
 * a second one in thirty of a restarted peer's still gets through.
 */
enum {
	BUDGET_READS = 32,
	BUDGET_PAUSE_US = 5000,
};

/*
 * When a socket was last found empty.  A read that finds fewer than it could take has
 * found it so, unless an error cut it short: that is what the next read meets then.
 */
struct emptiness {
	struct arrival_clocks sure;
	struct arrival_clocks likely;
};

/* What one read takes. */
struct batch {
	struct mmsghdr headers[BATCH];
	struct iovec data[BATCH];
	uint8_t bytes[BATCH][PACKET_BYTES_MAX];
	_Alignas(struct cmsghdr) uint8_t control[BATCH][CONTROL_BYTES];
};

struct link_sockets {
	struct loop *loop;
	int fd;                       /* -1: shut */
	int second_fd;                /* -1: shut */
	int direct_fd;                /* -1: shut, or there is none to be had */
	bool told;                    /* a message has said that there is none */
	struct direct_way direct_way; /* but for the MAC */
	struct watch *watch;
	struct watch *second_watch; /* NULL also while the budget is used up */
	struct timer *pause;        /* of the budget */
	struct link_filter filter;  /* of the first socket */
	uint8_t family;
	struct emptiness empty;
	struct emptiness second_empty;
	uint64_t second_count;   /* read from the second socket */
	uint64_t dropped_before; /* by first sockets that were shut */
	void (*on_datagram)(const struct link_datagram *datagram, void *context);
	void (*on_error)(int error, void *context);
	void *context;
};

/* The filter of the second socket takes what the first one's leaves out. */
static struct link_filter filter_others(const struct link_sockets *sockets)
{
	struct link_filter others = sockets->filter;

	others.echoing = false;
	others.any_pair = true;
	others.ip_header = sockets->family == IP_V4;
	return others;
}

/* A filter that cannot be replaced leaves the last one: then all is read by budget. */
static void expect(struct link_sockets *sockets, uint64_t incarnation)
{
	struct link_filter others;

	if (incarnation != sockets->filter.incarnation && sockets->fd >= 0) {
		sockets->filter.incarnation = incarnation;
		others = filter_others(sockets);
		link_filter_attach(sockets->fd, &sockets->filter);
		link_filter_attach(sockets->second_fd, &others);
	}
}

/* Return whether so many were replayed that attaching the filter anew is worth it. */
static bool learn(struct link_filter *filter, const struct heartbeat *heartbeat)
{
	if (heartbeat->incarnation != filter->heard
		|| heartbeat->sequence > filter->sequence) {
		filter->heard = heartbeat->incarnation;
		filter->sequence = heartbeat->sequence;
		return false;
	}
	filter->replayed = (filter->replayed + 1) % REPLAYED_MAX;
	return filter->replayed == 0;
}

void link_sockets_learn(struct link_sockets *sockets, const struct heartbeat *heartbeat)
{
	if (heartbeat->echo == sockets->filter.incarnation
		&& learn(&sockets->filter, heartbeat)) {
		link_filter_attach(sockets->fd, &sockets->filter);
	}
}

static struct arrival_clocks read_clocks(void)
{
	return (struct arrival_clocks){
		.now_us = clock_now_us(),
		.wall_us = clock_wall_us(),
	};
}

static void read_part(struct cmsghdr *part, const struct arrival_clocks *empty,
	struct link_datagram *datagram)
{
	struct arrival_clocks now;
	struct timespec stamp;

	if ((part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL)
		|| (part->cmsg_level == IPPROTO_IPV6
			&& part->cmsg_type == IPV6_HOPLIMIT)) {
		memcpy(&datagram->hop_limit, CMSG_DATA(part),
			sizeof(datagram->hop_limit));
	}
	if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
		memcpy(&stamp, CMSG_DATA(part), sizeof(stamp));
		now = read_clocks();
		datagram->age_us = arrival_age_us(empty, &now,
			(int64_t)stamp.tv_sec * SECOND_US + stamp.tv_nsec / 1000);
	}
}

static void prepare(struct batch *batch)
{
	for (int i = 0; i < BATCH; i++) {
		batch->data[i] = (struct iovec){
			.iov_base = batch->bytes[i],
			.iov_len = sizeof(batch->bytes[i]),
		};
		batch->headers[i].msg_hdr = (struct msghdr){
			.msg_iov = &batch->data[i],
			.msg_iovlen = 1,
			.msg_control = batch->control[i],
			.msg_controllen = sizeof(batch->control[i]),
		};
	}
}

/*
 * Read what is there into a batch, and learn when the socket was empty.  Return how
 * many datagrams that are, 0 if there is none, or -errno.
 */
static int receive(int fd, struct batch *batch, struct emptiness *empty)
{
	int count;

	prepare(batch);
	count = recvmmsg(fd, batch->headers, BATCH, MSG_TRUNC, NULL);
	if (count < 0 && errno != EAGAIN) {
		int error = -errno;

		empty->likely = empty->sure;
		return error;
	}
	empty->sure = empty->likely;
	if (count < BATCH) {
		empty->likely = read_clocks();
	}
	return count < 0 ? 0 : count;
}

/* Return a datagram of a batch: its whole length, even if it is longer than its bytes.
 */
static struct link_datagram unpack(
	struct batch *batch, int index, const struct arrival_clocks *empty)
{
	struct msghdr *header = &batch->headers[index].msg_hdr;
	struct link_datagram datagram = {
		.bytes = batch->bytes[index],
		.length_bytes = batch->headers[index].msg_len,
		.hop_limit = -1,
	};

	for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL;
		part = CMSG_NXTHDR(header, part)) {
		read_part(part, empty, &datagram);
	}
	return datagram;
}

/* Leave out the headers that a raw socket of this family shows; 0 or -errno. */
static int skip_headers(struct link_datagram *datagram, uint8_t family)
{
	size_t header_bytes = UDP_HEADER_BYTES;

	if (family == IP_V4) {
		header_bytes += (size_t)(datagram->bytes[0] & 0x0f) * 4;
	}
	/* The filter has seen to it that there is one whole heartbeat behind. */
	if (datagram->length_bytes != header_bytes + HEARTBEAT_1_BYTES
		&& datagram->length_bytes != header_bytes + HEARTBEAT_2_BYTES) {
		return -EBADMSG;
	}
	datagram->bytes += header_bytes;
	datagram->length_bytes -= header_bytes;
	return 0;
}

/* A callback may shut the sockets. */
static void pass(struct link_sockets *sockets, struct batch *batch, int count)
{
	for (int i = 0; i < count && sockets->fd >= 0; i++) {
		struct link_datagram datagram = unpack(batch, i, &sockets->empty.sure);

		sockets->on_datagram(&datagram, sockets->context);
	}
}

static void on_readable(void *context)
{
	struct link_sockets *sockets = context;
	struct batch batch;
	int count = BATCH;

	for (int i = 0; i < LOOP_READS_MAX / BATCH && sockets->fd >= 0; i++) {
		count = receive(sockets->fd, &batch, &sockets->empty);
		if (count < 0) {
			sockets->on_error(count, sockets->context);
			continue;
		}
		pass(sockets, &batch, count);
		if (count < BATCH) {
			return;
		}
	}
}

static void pass_others(struct link_sockets *sockets, struct batch *batch, int count)
{
	for (int i = 0; i < count && sockets->second_fd >= 0; i++) {
		struct link_datagram datagram =
			unpack(batch, i, &sockets->second_empty.sure);

		if (skip_headers(&datagram, sockets->family) == 0) {
			sockets->second_count++;
			sockets->on_datagram(&datagram, sockets->context);
		}
	}
}

static void on_second_readable(void *context)
{
	struct link_sockets *sockets = context;
	struct batch batch;

	for (int i = 0; i < BUDGET_READS / BATCH && sockets->second_fd >= 0; i++) {
		int count = receive(sockets->second_fd, &batch, &sockets->second_empty);

		pass_others(sockets, &batch, count);
		if (count >= 0 && count < BATCH) {
			return;
		}
	}
	if (sockets->second_fd >= 0) {
		loop_unwatch(sockets->second_watch);
		sockets->second_watch = NULL;
		timer_set(sockets->pause, loop_now_us(sockets->loop) + BUDGET_PAUSE_US);
	}
}

static void watch_second(void *context)
{
	struct link_sockets *sockets = context;

	if (sockets->second_fd >= 0 && sockets->second_watch == NULL) {
		sockets->second_watch = loop_watch(sockets->loop, sockets->second_fd,
			LOOP_DATAGRAM, on_second_readable, sockets);
	}
}

int link_sockets_open(struct link_sockets **sockets, struct loop *loop,
	void (*on_datagram)(const struct link_datagram *datagram, void *context),
	void (*on_error)(int error, void *context), void *context)
{
	struct link_sockets *fresh = calloc(1, sizeof(*fresh));
	int error;

	*sockets = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->second_fd = -1;
	fresh->direct_fd = -1;
	fresh->on_datagram = on_datagram;
	fresh->on_error = on_error;
	fresh->context = context;
	error = timer_open(&fresh->pause, loop, LOOP_DATAGRAM, watch_second, fresh);
	if (error) {
		free(fresh);
		return error;
	}
	*sockets = fresh;
	return 0;
}

/* The counter of SO_RXQ_OVFL, but to be had without waiting for a good datagram. */
static uint32_t count_dropped(int fd)
{
	uint32_t figures[SK_MEMINFO_VARS] = { 0 };
	socklen_t size = sizeof(figures);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, figures, &size) < 0) {
		return 0;
	}
	return figures[SK_MEMINFO_DROPS];
}

static void shut(struct link_sockets *sockets)
{
	loop_unwatch(sockets->watch);
	loop_unwatch(sockets->second_watch);
	sockets->watch = NULL;
	sockets->second_watch = NULL;
	timer_clear(sockets->pause);
	if (sockets->second_fd >= 0) {
		close(sockets->second_fd);
	}
	if (sockets->direct_fd >= 0) {
		close(sockets->direct_fd);
	}
	if (sockets->fd >= 0) {
		sockets->dropped_before += count_dropped(sockets->fd);
		close(sockets->fd);
	}
	sockets->fd = -1;
	sockets->second_fd = -1;
	sockets->direct_fd = -1;
}

void link_sockets_close(struct link_sockets *sockets)
{
	if (sockets != NULL) {
		shut(sockets);
		timer_close(sockets->pause);
		free(sockets);
	}
}

/* Without it all goes by UDP, as to a peer whose MAC is not known. */
static void open_direct(struct link_sockets *sockets, const struct link_plan *plan)
{
	sockets->direct_way = (struct direct_way){
		.own = plan->own,
		.peer = plan->peer,
		.port = plan->port,
		.interface_index = if_nametoindex(plan->interface),
	};
	/* Of no protocol: it receives nothing. */
	sockets->direct_fd =
		socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (sockets->direct_fd < 0 && !sockets->told) {
		sockets->told = true;
		log_message(MESSAGE_WARNING, 320,
			"heartbeats on %s cannot be sent to a known MAC: %s; they "
			"depend on ARP",
			plan->name, strerror(errno));
	}
}

/* The filter keeps what it has learned: that is about the peer, not the sockets. */
static int open_both(struct link_sockets *sockets, const struct link_plan *plan)
{
	struct link_filter others;

	sockets->family = plan->own.family;
	sockets->empty.sure = read_clocks();
	sockets->empty.likely = sockets->empty.sure;
	sockets->second_empty = sockets->empty;
	sockets->filter.echoing = true;
	sockets->filter.port = plan->port;
	sockets->filter.pair = plan->pair;
	sockets->fd = endpoint_open(SOCK_DGRAM, 0, plan, &sockets->filter, -1);
	if (sockets->fd < 0) {
		return sockets->fd;
	}
	others = filter_others(sockets);
	sockets->second_fd = endpoint_open(SOCK_RAW, IPPROTO_UDP, plan, &others, -1);
	if (sockets->second_fd < 0) {
		return sockets->second_fd;
	}
	open_direct(sockets, plan);
	watch_second(sockets);
	sockets->watch = loop_watch(
		sockets->loop, sockets->fd, LOOP_DATAGRAM, on_readable, sockets);
	return sockets->watch != NULL && sockets->second_watch != NULL ? 0 : -ENOMEM;
}

int link_sockets_bind(
	struct link_sockets *sockets, const struct link_plan *plan, int *first_fd)
{
	int error;

	shut(sockets);
	error = open_both(sockets, plan);
	if (error) {
		shut(sockets);
	}
	*first_fd = sockets->fd;
	return error;
}

static int send_direct(struct link_sockets *sockets, const uint8_t *bytes,
	const uint8_t mac[sizeof(sockets->direct_way.mac)])
{
	if (sockets->direct_fd < 0) {
		return -ENOTCONN;
	}
	memcpy(sockets->direct_way.mac, mac, sizeof(sockets->direct_way.mac));
	return direct_send(sockets->direct_fd, &sockets->direct_way, bytes,
		heartbeat_length_bytes(bytes));
}

/*
 * The kernel reports what an earlier datagram has met, by the word of anybody (ICMP:
 * the peer's port is closed, its host is unknown), instead of sending the next one,
 * which still has to go.
 */
static int send_from_first(struct link_sockets *sockets, const uint8_t *bytes)
{
	size_t length_bytes = heartbeat_length_bytes(bytes);
	int met;

	if (send(sockets->fd, bytes, length_bytes, 0) >= 0) {
		return 0;
	}
	met = -errno;
	if (send(sockets->fd, bytes, length_bytes, 0) < 0) {
		return -errno;
	}
	sockets->on_error(met, sockets->context);
	return 0;
}

int link_sockets_send(
	struct link_sockets *sockets, const uint8_t *bytes, const struct link_way *way)
{
	bool sent = false;
	int error;

	if (sockets->fd < 0) {
		return -ENOTCONN;
	}
	expect(sockets, way->incarnation);
	if (way->mac != NULL) {
		sent = send_direct(sockets, bytes, way->mac) == 0;
	}
	if (sent && way->direct_only) {
		return 0;
	}
	error = send_from_first(sockets, bytes);
	return sent ? 0 : error;
}

/*
 * The first socket's filter leaves out, and the kernel counts as dropped, also what the
 * second socket gets.
 */
uint64_t link_sockets_dropped(const struct link_sockets *sockets)
{
	uint64_t dropped = sockets->dropped_before;

	if (sockets->fd >= 0) {
		dropped += count_dropped(sockets->fd);
	}
	return dropped > sockets->second_count ? dropped - sockets->second_count : 0;
}
