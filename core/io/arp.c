#include "io/arp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/mac.h"
#include "io/announcing.h"
#include "io/arpframe.h"
#include "io/arpsocket.h"

struct heard {
	struct ip address;
	uint64_t conflicts;
	uint8_t conflict_mac[MAC_BYTES];
};

struct arp {
	struct loop *loop;
	struct announcing *announcing;
	struct watch *watch;
	int fd;
	struct netlink_interface interface;
	struct ip own;
	struct ip peer;
	void (*on_answered)(
		struct ip fip, const uint8_t mac[6], bool by_peer, void *context);
	void (*on_rival)(void *context);
	void *context;
	bool peer_known;
	uint8_t peer_mac[MAC_BYTES];
	size_t count;
	struct heard fips[CONFIG_FIPS_MAX];
};

static int send_frame(const struct arp *arp, const uint8_t bytes[ARPFRAME_BYTES])
{
	if (arp->fd < 0) {
		return -ENODEV;
	}
	return send(arp->fd, bytes, ARPFRAME_BYTES, 0) < 0 ? -errno : 0;
}

int arp_announce(struct arp *arp)
{
	if (arp->fd < 0) {
		return -ENODEV;
	}
	return announcing_start(arp->announcing, arp->fd, arp->interface.mac);
}

void arp_hush(struct arp *arp)
{
	announcing_stop(arp->announcing);
}

int arp_ask_peer(struct arp *arp)
{
	uint8_t bytes[ARPFRAME_BYTES];

	arpframe_put_request(bytes, arp->interface.mac, arp->own, arp->peer);
	return send_frame(arp, bytes);
}

/* Who answers cannot be told from the peer while its MAC is not known. */
static void ask_unknown_peer(struct arp *arp)
{
	if (!arp->peer_known && arp->fd >= 0 && arp->interface.up) {
		arp_ask_peer(arp);
	}
}

int arp_probe(struct arp *arp)
{
	const struct ip nobody = { .family = IP_NONE };
	uint8_t bytes[ARPFRAME_BYTES];
	int first_error = 0;

	ask_unknown_peer(arp);
	for (size_t i = 0; i < arp->count; i++) {
		int error;

		arpframe_put_request(
			bytes, arp->interface.mac, nobody, arp->fips[i].address);
		error = send_frame(arp, bytes);
		first_error = first_error ? first_error : error;
	}
	return first_error;
}

static bool is_peers(const struct arp *arp, const uint8_t mac[6])
{
	return !arp->peer_known || memcmp(mac, arp->peer_mac, MAC_BYTES) == 0;
}

static struct heard *find_fip(struct arp *arp, struct ip address)
{
	for (size_t i = 0; i < arp->count; i++) {
		if (ip_equal(arp->fips[i].address, address)) {
			return &arp->fips[i];
		}
	}
	return NULL;
}

static void hear_fip(struct arp *arp, struct heard *fip, const uint8_t mac[6])
{
	bool by_peer = is_peers(arp, mac);

	if (!by_peer) {
		fip->conflicts++;
		memcpy(fip->conflict_mac, mac, MAC_BYTES);
	}
	arp->on_answered(fip->address, mac, by_peer, arp->context);
}

static void hear_probe(struct arp *arp, const struct arpframe *frame)
{
	if (!frame->reply && find_fip(arp, frame->target)
		&& is_peers(arp, frame->sender_mac)) {
		arp->on_rival(arp->context);
	}
}

static void hear(struct arp *arp, const struct arpframe *frame)
{
	const uint8_t *own = arp->interface.mac;
	struct heard *fip;

	if (memcmp(frame->source, own, MAC_BYTES) == 0
		|| memcmp(frame->sender_mac, own, MAC_BYTES) == 0) {
		return;
	}
	if (!ip_is_set(frame->sender)) {
		hear_probe(arp, frame);
		return;
	}
	if (ip_equal(frame->sender, arp->peer)) {
		memcpy(arp->peer_mac, frame->sender_mac, MAC_BYTES);
		arp->peer_known = true;
	}
	fip = find_fip(arp, frame->sender);
	if (fip) {
		hear_fip(arp, fip, frame->sender_mac);
	}
}

static void on_readable(void *context)
{
	struct arp *arp = context;
	struct arpframe frame;
	uint8_t bytes[128];

	for (int i = 0; i < LOOP_READS_MAX; i++) {
		ssize_t length = recv(arp->fd, bytes, sizeof(bytes), 0);

		/* An error (the interface went down) is read once and passes. */
		if (length < 0) {
			return;
		}
		if (arpframe_read(&frame, bytes, (size_t)length)) {
			hear(arp, &frame);
		}
	}
}

static void shut(struct arp *arp)
{
	arp_hush(arp);
	loop_unwatch(arp->watch);
	arp->watch = NULL;
	if (arp->fd >= 0) {
		close(arp->fd);
	}
	arp->fd = -1;
}

static struct arpsocket_range range_of(const struct arp *arp)
{
	struct arpsocket_range range = { .also = arp->peer,
		.lowest = arp->fips[0].address,
		.highest = arp->fips[0].address };

	for (size_t i = 1; i < arp->count; i++) {
		struct ip address = arp->fips[i].address;

		if (ip_compare(address, range.lowest) < 0) {
			range.lowest = address;
		}
		if (ip_compare(address, range.highest) > 0) {
			range.highest = address;
		}
	}
	return range;
}

static int open_socket(struct arp *arp)
{
	struct arpsocket_range range = range_of(arp);
	int fd = arpsocket_open(arp->interface.index, &range);

	if (fd < 0) {
		return fd;
	}
	arp->fd = fd;
	arp->watch = loop_watch(arp->loop, fd, LOOP_PROBE, on_readable, arp);
	if (!arp->watch) {
		shut(arp);
		return -ENOMEM;
	}
	return 0;
}

int arp_bind(struct arp *arp, const struct netlink_interface *interface)
{
	bool same = arp->fd >= 0 && interface->index == arp->interface.index;
	int error = 0;

	arp->interface = *interface;
	if (!same) {
		shut(arp);
		error = interface->index == 0 ? 0 : open_socket(arp);
	}
	ask_unknown_peer(arp);
	return error;
}

int arp_open(struct arp **arp, struct loop *loop, const struct arp_options *options)
{
	struct arp *fresh;
	int error;

	*arp = NULL;
	if (options->count == 0 || options->count > CONFIG_FIPS_MAX) {
		return -EINVAL;
	}
	fresh = calloc(1, sizeof(*fresh));
	if (!fresh) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->fd = -1;
	fresh->own = options->own;
	fresh->peer = options->peer;
	fresh->on_answered = options->on_answered;
	fresh->on_rival = options->on_rival;
	fresh->context = options->context;
	fresh->count = options->count;
	for (size_t i = 0; i < options->count; i++) {
		fresh->fips[i].address = options->list[i].address;
	}
	error = announcing_open(
		&fresh->announcing, loop, options->list, options->count);
	if (error) {
		free(fresh);
		return error;
	}
	*arp = fresh;
	return 0;
}

void arp_close(struct arp *arp)
{
	if (!arp) {
		return;
	}
	shut(arp);
	announcing_close(arp->announcing);
	free(arp);
}

const uint8_t *arp_peer(const struct arp *arp)
{
	return arp->peer_known ? arp->peer_mac : NULL;
}

void arp_tell(const struct arp *arp, struct status *status)
{
	for (size_t i = 0; i < arp->count; i++) {
		status->fips[i].announcements = announcing_count(arp->announcing, i);
		status->fips[i].conflicts = arp->fips[i].conflicts;
		status->fips[i].conflict_mac[0] = '\0';
		if (arp->fips[i].conflicts > 0) {
			mac_to_text(status->fips[i].conflict_mac,
				arp->fips[i].conflict_mac);
		}
	}
}

void arp_reset_counters(struct arp *arp)
{
	announcing_reset_counts(arp->announcing);
	for (size_t i = 0; i < arp->count; i++) {
		arp->fips[i].conflicts = 0;
	}
}
