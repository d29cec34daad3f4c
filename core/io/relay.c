#include "io/relay.h"

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

enum {
	AT_DESTINATION = ETH_HLEN + 16, /* IPv4 destination in the frame */
	FRAME_MAX = 65536 + ETH_HLEN,   /* the kernel may have merged segments */
	QUEUE_BYTES = 4 << 20,
};

struct relay {
	struct loop *loop;
	struct watch *watch;
	int fd;
	struct netlink_interface interface;
	uint8_t taker[ETH_ALEN];
	size_t count;
	struct ip fips[CONFIG_FIPS_MAX];
	/* As the kernel hands it over: checksums and merged segments are still open. */
	struct {
		struct virtio_net_hdr offload;
		uint8_t frame[FRAME_MAX];
	} __attribute__((packed)) buffer;
};

static void find_range(const struct relay *relay, uint32_t *lowest, uint32_t *highest)
{
	*lowest = UINT32_MAX;
	*highest = 0;
	for (size_t i = 0; i < relay->count; i++) {
		uint32_t address = ip_number(relay->fips[i]);

		*lowest = address < *lowest ? address : *lowest;
		*highest = address > *highest ? address : *highest;
	}
}

/* The socket stays open and deaf: opening it would cost time, closing it even more. */
static int listen_to(const struct relay *relay, bool fips)
{
	uint32_t lowest;
	uint32_t highest;

	find_range(relay, &lowest, &highest);
	/* clang-format off */
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT_DESTINATION),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, lowest, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, highest, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, FRAME_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	/* clang-format on */
	struct sock_fprog filter = {
		.len = fips ? 5 : 1,
		.filter = fips ? program : program + 4,
	};

	return setsockopt(
		       relay->fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter))
			       < 0
		       ? -errno
		       : 0;
}

static int prepare(const struct relay *relay)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)relay->interface.index,
	};
	int on = 1;
	int size = QUEUE_BYTES;
	int error = listen_to(relay, false);

	if (error) {
		return error;
	}
	if (setsockopt(relay->fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) < 0) {
		return -errno;
	}
	setsockopt(relay->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return bind(relay->fd, (const struct sockaddr *)&address, sizeof(address)) < 0
		       ? -errno
		       : 0;
}

static bool is_fip(const struct relay *relay, const uint8_t *frame)
{
	for (size_t i = 0; i < relay->count; i++) {
		if (memcmp(frame + AT_DESTINATION, relay->fips[i].bytes, 4) == 0) {
			return true;
		}
	}
	return false;
}

/* Read one frame; its length with the offload header, 0 if it is not for us, or -errno.
 */
static ssize_t receive(struct relay *relay)
{
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t length = recvfrom(relay->fd, &relay->buffer, sizeof(relay->buffer), 0,
		(struct sockaddr *)&from, &size);

	if (length < 0) {
		return -errno;
	}
	if ((size_t)length < sizeof(relay->buffer.offload) + AT_DESTINATION + 4
		|| from.sll_pkttype != PACKET_HOST
		|| !is_fip(relay, relay->buffer.frame)) {
		return 0;
	}
	return length;
}

static void on_readable(void *context)
{
	struct relay *relay = context;

	for (int i = 0; i < LOOP_READS_MAX; i++) {
		ssize_t length = receive(relay);

		if (length < 0) {
			return;
		}
		if (length == 0) {
			continue;
		}
		memcpy(relay->buffer.frame, relay->taker, ETH_ALEN);
		memcpy(relay->buffer.frame + ETH_ALEN, relay->interface.mac, ETH_ALEN);
		/* What does not get through is lost, as it was without us. */
		(void)send(relay->fd, &relay->buffer, (size_t)length, 0);
	}
}

void relay_catch(struct relay *relay)
{
	relay_drop(relay);
	if (relay->fd >= 0) {
		listen_to(relay, true);
	}
}

void relay_pass(struct relay *relay, const uint8_t mac[6])
{
	if (relay->fd < 0 || relay->watch) {
		return;
	}
	memcpy(relay->taker, mac, ETH_ALEN);
	on_readable(relay);
	relay->watch =
		loop_watch(relay->loop, relay->fd, LOOP_DATAGRAM, on_readable, relay);
}

void relay_drop(struct relay *relay)
{
	loop_unwatch(relay->watch);
	relay->watch = NULL;
	if (relay->fd < 0) {
		return;
	}
	listen_to(relay, false);
	while (receive(relay) >= 0) {
	}
}

static void shut(struct relay *relay)
{
	loop_unwatch(relay->watch);
	relay->watch = NULL;
	if (relay->fd >= 0) {
		close(relay->fd);
	}
	relay->fd = -1;
}

int relay_bind(struct relay *relay, const struct netlink_interface *interface)
{
	bool same = relay->fd >= 0 && interface->index == relay->interface.index;
	int error;

	relay->interface = *interface;
	if (same) {
		return 0;
	}
	shut(relay);
	if (interface->index == 0) {
		return 0;
	}
	relay->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (relay->fd < 0) {
		return -errno;
	}
	error = prepare(relay);
	if (error) {
		shut(relay);
	}
	return error;
}

int relay_open(struct relay **relay, struct loop *loop, const struct config *config)
{
	struct relay *fresh = calloc(1, sizeof(*fresh));

	*relay = NULL;
	if (!fresh) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->count = config->fip_count;
	for (size_t i = 0; i < config->fip_count; i++) {
		fresh->fips[i] = config->fips[i].address;
	}
	*relay = fresh;
	return 0;
}

void relay_close(struct relay *relay)
{
	if (relay) {
		shut(relay);
		free(relay);
	}
}
