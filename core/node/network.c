#include "node/network.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fips/fip_hold.h"
#include "loop/log.h"
#include "netlink/ports.h"
#include "node/setup.h"

static int bind_segment(struct network *network)
{
	const struct netlink_interface *interface = fips_interface(network->fips);
	int error = segment_bind(network->segment, interface);

	if (!error) {
		error = relay_bind(network->relay, interface);
	}
	/* An interface that is going away is no error: its end is on its way here. */
	return error == -ENODEV || error == -ENETDOWN || error == -ENXIO ? 0 : error;
}

static void on_interface(const struct netlink_interface *interface, void *context)
{
	static const struct quiet_line line = { 0, MESSAGE_WARNING, 315 };
	struct network *network = context;
	int error = bind_segment(network);

	(void)interface;
	if (error) {
		quiet_log(&network->quiet, &line, loop_now_us(network->loop),
			"ARP and ND on %s do not work: %s", network->config.interface,
			strerror(-error));
	} else {
		quiet_forget(&network->quiet, line.cause);
	}
	network->listener.on_usable(network->listener.context);
}

static void on_gone(struct ip fip, void *context)
{
	struct network *network = context;

	network->listener.on_gone(fip, network->listener.context);
}

static void on_copy(void *context)
{
	struct network *network = context;

	network->listener.on_copy(network->listener.context);
}

static int open_fips(
	struct network *network, const struct config *config, struct fips **fips)
{
	struct fips_options options = {
		.monitor = network->monitor,
		.interface = config->interface,
		.list = config->fips,
		.count = config->fip_count,
		.on_interface = on_interface,
		.on_gone = on_gone,
		.on_copy = on_copy,
		.context = network,
	};

	return fips_open(fips, network->loop, &options);
}

static int open_segment(struct network *network, const struct network_plan *plan)
{
	struct segment_options options = {
		.own = plan->own,
		.config = plan->config,
		.listener = network->listener.segment,
	};
	struct relay *relay;
	struct segment *segment;
	int error = relay_open(&relay, network->loop, plan->config);

	if (!error) {
		error = segment_open(&segment, network->loop, &options);
	}
	if (error) {
		relay_close(relay);
		return error;
	}
	relay_close(network->relay);
	segment_close(network->segment);
	network->relay = relay;
	network->segment = segment;
	network->own = plan->own;
	return bind_segment(network);
}

/* Fill in the plan of link 1 (between the real IPs), or of a configured link. */
static void plan_link(
	struct link_plan *link, const struct network_plan *plan, uint8_t number)
{
	const struct config *config = plan->config;
	const struct config_link *row = number > 1 ? &config->links[number - 2] : NULL;

	*link = (struct link_plan){
		.own = row != NULL ? row->address : plan->own,
		.peer = row != NULL ? row->peer : config->peer,
		.port = (uint16_t)config->port,
		.peer_node = plan->settings->node == 1 ? 2 : 1,
		.routed = config->routed,
		.pair = plan->settings->pair,
		.interval_ms = config->interval_ms,
		.keys = *plan->keys,
	};
	snprintf(link->name, sizeof(link->name), "%s",
		row != NULL ? row->name : config->interface);
	snprintf(link->interface, sizeof(link->interface), "%s",
		row != NULL ? row->interface : config->interface);
}

static int put_links(struct network *network, const struct network_plan *plan)
{
	struct link_plan links[LINKS_MAX];
	int error;

	for (uint8_t i = 0; i < plan->settings->links; i++) {
		plan_link(&links[i], plan, i + 1);
	}
	error = links_put(&network->links, links, plan->settings->links);
	explicit_bzero(links, sizeof(links));
	return error;
}

static void on_addressing(bool lacks, enum lack lack, void *context)
{
	struct network *network = context;

	network->lacks = lacks;
	network->lack = lack;
	network->listener.on_usable(network->listener.context);
}

int network_open(struct network *network, struct loop *loop,
	const struct network_plan *plan, const struct network_listener *listener)
{
	const struct links_listener links = {
		.heartbeats = listener->heartbeats,
		.on_open = listener->on_usable,
		.context = listener->context,
	};
	int error;

	*network = (struct network){ .loop = loop, .listener = *listener };
	network->config = *plan->config;
	error = monitor_open(&network->monitor, loop);
	if (!error) {
		error = fence_open(&network->fence, loop, plan->state);
	}
	if (!error) {
		fip_hold_prepare(network->fence, plan->settings);
		error = links_open(&network->links, loop, network->monitor, &links);
	}
	if (!error) {
		error = open_fips(network, plan->config, &network->fips);
	}
	if (!error) {
		error = open_segment(network, plan);
	}
	if (!error) {
		error = addressing_open(&network->addressing, loop, network->monitor,
			on_addressing, network);
	}
	if (!error) {
		addressing_put(network->addressing, plan->config, plan->own);
	}
	return error ? error : put_links(network, plan);
}

void network_close(struct network *network)
{
	links_close(&network->links);
	addressing_close(network->addressing);
	network->addressing = NULL;
	relay_close(network->relay);
	segment_close(network->segment);
	fips_close(network->fips);
	fence_close(network->fence);
	monitor_close(network->monitor);
	network->monitor = NULL;
	network->relay = NULL;
	network->segment = NULL;
	network->fips = NULL;
	network->fence = NULL;
}

/* While fipd stands still a carrier can go and come: only the kernel's count tells. */
static bool look_at_carrier(struct network *network)
{
	const struct netlink_interface *interface = fips_interface(network->fips);
	bool came = interface->index != network->mac_index
		    || interface->carriers != network->carriers;

	network->carriers = interface->carriers;
	return interface->index != 0 && came;
}

/* An interface that is gone keeps its MACs: they are those of its last words. */
static void look_at_macs(struct network *network)
{
	const struct netlink_interface *interface = fips_interface(network->fips);
	bool same = network->mac_index == interface->index
		    && memcmp(network->macs[0], interface->mac, sizeof(interface->mac))
			       == 0;

	if (interface->index == 0 || (same && !network->links.interface_news)) {
		return;
	}
	network->links.interface_news = false;
	network->mac_index = interface->index;
	memset(network->macs, 0, sizeof(network->macs));
	network->mac_count = (uint8_t)ports_list(network->links.netlink,
		interface->index, network->macs, HEARTBEAT_MACS_MAX);
}

bool network_describe(struct network *network, struct input *input)
{
	bool came = look_at_carrier(network);

	look_at_macs(network);
	input->lack = LACK_INTERFACE;
	input->up =
		links_are_open(&network->links) && fips_interface(network->fips)->up;
	if (input->up && network->lacks) {
		input->up = false;
		input->lack = network->lack;
	}
	input->mac_count = network->mac_count;
	memcpy(input->macs, network->macs, sizeof(input->macs));
	return came;
}

/* Remove from the kernel what is held but not in config any more. */
static int remove_dropped(struct network *network, const struct config *config)
{
	const struct config *old = &network->config;
	bool moved = strcmp(old->interface, config->interface) != 0;
	struct config dropped = *old;
	struct fips *fips;
	int error;

	dropped.fip_count = 0;
	for (size_t i = 0; i < old->fip_count; i++) {
		if (moved || !setup_has_fip(config, old->fips[i].address)) {
			dropped.fips[dropped.fip_count++] = old->fips[i];
		}
	}
	if (dropped.fip_count == 0) {
		return 0;
	}
	error = open_fips(network, &dropped, &fips);
	if (!error) {
		error = fips_release(fips);
		fips_close(fips);
	}
	return error;
}

/* Old F-IPs go before new ones come: on another interface they may be the same. */
static int change_fips(
	struct network *network, const struct network_plan *plan, uint32_t held_lease_s)
{
	struct fips *fips = NULL;
	int error = open_fips(network, plan->config, &fips);

	if (!error && held_lease_s) {
		segment_hush(network->segment);
		error = remove_dropped(network, plan->config);
	}
	if (error) {
		fips_close(fips);
		return error;
	}
	fips_close(network->fips);
	network->fips = fips;
	network->config = *plan->config;
	error = open_segment(network, plan);
	if (!error && held_lease_s && fips_count(fips) > 0) {
		error = fip_hold_resume(fips, network->fence, held_lease_s);
	}
	return error;
}

/* Only people read the prefix length, but they read it from the same list. */
static bool has_same_fips(const struct config *a, const struct config *b)
{
	bool same =
		strcmp(a->interface, b->interface) == 0 && a->fip_count == b->fip_count;

	for (size_t i = 0; same && i < a->fip_count; i++) {
		same = ip_equal(a->fips[i].address, b->fips[i].address)
		       && a->fips[i].prefix_length == b->fips[i].prefix_length;
	}
	return same;
}

static bool has_same_hosts(const struct config *a, const struct config *b)
{
	bool same = ip_equal(a->peer, b->peer)
		    && a->reference_gateway == b->reference_gateway
		    && a->reference_count == b->reference_count;

	for (size_t i = 0; same && i < a->reference_count; i++) {
		same = ip_equal(a->references[i], b->references[i]);
	}
	return same;
}

int network_change(
	struct network *network, const struct network_plan *plan, uint32_t held_lease_s)
{
	bool segment_stays = has_same_hosts(&network->config, plan->config)
			     && ip_equal(network->own, plan->own);
	int error = put_links(network, plan);

	addressing_put(network->addressing, plan->config, plan->own);
	fip_hold_prepare(network->fence, plan->settings);
	network->config.resident = plan->config->resident;
	if (!error && !has_same_fips(&network->config, plan->config)) {
		error = change_fips(network, plan, held_lease_s);
		if (!error && held_lease_s) {
			segment_announce(network->segment);
		}
	} else if (!error && !segment_stays) {
		network->config = *plan->config;
		error = open_segment(network, plan);
	}
	return error;
}

void network_relay(
	struct network *network, enum relay_duty duty, const uint8_t mac[MAC_BYTES])
{
	static const uint8_t nobody[MAC_BYTES] = { 0 };
	bool known = memcmp(mac, nobody, MAC_BYTES) != 0;

	/* Packets that still come for resident F-IPs reach this node's services. */
	relay_set(network->relay, network->config.resident ? RELAY_DROP : duty,
		known ? mac : NULL);
}

void network_reset_counters(struct network *network)
{
	links_reset_counters(&network->links);
	segment_reset_counters(network->segment);
}
