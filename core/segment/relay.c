#include "segment/relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fips/fip_list.h"

enum {
	FRAME_MAX = 65536 + ETH_HLEN, /* the kernel may have merged segments */
	QUEUE_BYTES = 4 << 20,
	EARS = 2,
};

/* The two kinds of packets differ in this. */
struct kind {
	uint8_t family;
	uint16_t protocol;
	uint32_t destination; /* place of the address in the frame */
};

static const struct kind kinds[EARS] = {
	{ IP_V4, ETH_P_IP, ETH_HLEN + 16 },
	{ IP_V6, ETH_P_IPV6, ETH_HLEN + 24 },
};

struct ear {
	const struct kind *kind;
	struct watch *watch;
	int fd;
	bool needed;     /* there is an F-IP of its kind */
	uint32_t lowest; /* of the F-IPs' last 32 bits */
	uint32_t highest;
};

struct relay {
	struct loop *loop;
	bool open;
	bool passing;
	struct netlink_interface interface;
	uint8_t taker[ETH_ALEN];
	struct ear ears[EARS];
	struct fip_list list;
	/* As the kernel hands it over: checksums and merged segments are still open. */
	struct {
		struct virtio_net_hdr offload;
		uint8_t frame[FRAME_MAX];
	} __attribute__((packed)) buffer;
};

static uint32_t tail_at(const struct kind *kind)
{
	return kind->destination + (uint32_t)ip_length_bytes(kind->family)
	       - (uint32_t)sizeof(uint32_t);
}

/* The socket stays open and deaf: opening it would cost time, closing it even more. */
static int listen_to(const struct ear *ear, bool fips)
{
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, tail_at(ear->kind)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ear->lowest, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, ear->highest, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, FRAME_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = fips ? 5 : 1,
		.filter = fips ? program : program + 4,
	};

	return setsockopt(
		       ear->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter))
			       < 0
		       ? -errno
		       : 0;
}

static int prepare(const struct relay *relay, const struct ear *ear)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ear->kind->protocol),
		.sll_ifindex = (int)relay->interface.index,
	};
	int on = 1;
	int size = QUEUE_BYTES;
	int error = listen_to(ear, false);

	if (error) {
		return error;
	}
	if (setsockopt(ear->fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) < 0) {
		return -errno;
	}
	setsockopt(ear->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return bind(ear->fd, (const struct sockaddr *)&address, sizeof(address)) < 0
		       ? -errno
		       : 0;
}

static bool is_for_fip(const struct relay *relay, const struct kind *kind)
{
	struct ip destination =
		ip_make(kind->family, relay->buffer.frame + kind->destination);
	size_t place;

	return fip_list_find(&relay->list, destination, &place);
}

/* Read one frame; its length with the offload header, 0: not for us, or -errno. */
static ssize_t receive(struct relay *relay, const struct ear *ear)
{
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t length = recvfrom(ear->fd, &relay->buffer, sizeof(relay->buffer), 0,
		(struct sockaddr *)&from, &size);

	if (length < 0) {
		return -errno;
	}
	if ((size_t)length < sizeof(relay->buffer.offload) + tail_at(ear->kind)
				     + sizeof(uint32_t)
		|| from.sll_pkttype != PACKET_HOST || !is_for_fip(relay, ear->kind)) {
		return 0;
	}
	return length;
}

static void pass_on(struct relay *relay, const struct ear *ear)
{
	for (int i = 0; i < LOOP_READS_MAX; i++) {
		ssize_t length = receive(relay, ear);

		if (length < 0) {
			return;
		}
		if (length == 0) {
			continue;
		}
		memcpy(relay->buffer.frame, relay->taker, ETH_ALEN);
		memcpy(relay->buffer.frame + ETH_ALEN, relay->interface.mac, ETH_ALEN);
		/* What does not get through is lost, as it was without us. */
		(void)send(ear->fd, &relay->buffer, (size_t)length, 0);
	}
}

/* Either ear wakes the relay, and it looks at both. */
static void on_readable(void *context)
{
	struct relay *relay = context;

	for (int i = 0; i < EARS; i++) {
		if (relay->ears[i].fd >= 0) {
			pass_on(relay, &relay->ears[i]);
		}
	}
}

static void unwatch(struct relay *relay)
{
	for (int i = 0; i < EARS; i++) {
		loop_unwatch(relay->ears[i].watch);
		relay->ears[i].watch = NULL;
	}
	relay->passing = false;
}

static void drop_frames(struct relay *relay)
{
	unwatch(relay);
	for (int i = 0; i < EARS; i++) {
		const struct ear *ear = &relay->ears[i];

		if (ear->fd < 0) {
			continue;
		}
		listen_to(ear, false);
		while (receive(relay, ear) >= 0) {
		}
	}
}

/* Call it right before the F-IPs are removed. */
static void catch_frames(struct relay *relay)
{
	drop_frames(relay);
	for (int i = 0; i < EARS; i++) {
		if (relay->ears[i].fd >= 0) {
			listen_to(&relay->ears[i], true);
		}
	}
}

/* Send what was kept, and all that still comes, on to mac. */
static void pass_frames(struct relay *relay, const uint8_t mac[6])
{
	if (!relay->open || relay->passing) {
		return;
	}
	memcpy(relay->taker, mac, ETH_ALEN);
	relay->passing = true;
	on_readable(relay);
	for (int i = 0; i < EARS; i++) {
		if (relay->ears[i].fd >= 0) {
			relay->ears[i].watch = loop_watch(relay->loop,
				relay->ears[i].fd, LOOP_DATAGRAM, on_readable, relay);
		}
	}
}

void relay_set(struct relay *relay, enum relay_duty duty, const uint8_t *mac)
{
	if (duty == RELAY_CATCH) {
		catch_frames(relay);
	} else if (duty == RELAY_PASS && mac != NULL) {
		pass_frames(relay, mac);
	} else {
		drop_frames(relay);
	}
}

static void shut(struct relay *relay)
{
	unwatch(relay);
	for (int i = 0; i < EARS; i++) {
		if (relay->ears[i].fd >= 0) {
			close(relay->ears[i].fd);
		}
		relay->ears[i].fd = -1;
	}
	relay->open = false;
}

static int open_ear(const struct relay *relay, struct ear *ear)
{
	if (!ear->needed) {
		return 0;
	}
	ear->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	return ear->fd < 0 ? -errno : prepare(relay, ear);
}

int relay_bind(struct relay *relay, const struct netlink_interface *interface)
{
	bool same = relay->open && interface->index == relay->interface.index;
	int error = 0;

	relay->interface = *interface;
	if (same) {
		return 0;
	}
	shut(relay);
	for (int i = 0; interface->index != 0 && !error && i < EARS; i++) {
		error = open_ear(relay, &relay->ears[i]);
	}
	if (error) {
		shut(relay);
	}
	relay->open = !error && interface->index != 0;
	return error;
}

static void widen(struct ear *ear, struct ip address)
{
	const uint8_t *end = address.bytes + ip_length_bytes(address.family);
	uint32_t tail;

	memcpy(&tail, end - sizeof(tail), sizeof(tail));
	tail = ntohl(tail);
	ear->lowest = ear->needed && ear->lowest < tail ? ear->lowest : tail;
	ear->highest = ear->needed && ear->highest > tail ? ear->highest : tail;
	ear->needed = true;
}

int relay_open(struct relay **relay, struct loop *loop, const struct config *config)
{
	struct relay *fresh = calloc(1, sizeof(*fresh));

	*relay = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fip_list_init(&fresh->list, config->fips, config->fip_count);
	for (int i = 0; i < EARS; i++) {
		fresh->ears[i] = (struct ear){ .kind = &kinds[i], .fd = -1 };
	}
	for (size_t i = 0; i < config->fip_count; i++) {
		struct ip address = config->fips[i].address;

		widen(&fresh->ears[address.family == IP_V6], address);
	}
	*relay = fresh;
	return 0;
}

void relay_close(struct relay *relay)
{
	if (relay != NULL) {
		shut(relay);
		free(relay);
	}
}
