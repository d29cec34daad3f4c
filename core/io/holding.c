#include "io/holding.h"

#include <errno.h>
#include <stdlib.h>

#include "io/clock.h"
#include "io/fiplist.h"
#include "logic/types.h"

enum {
	MARGIN_US = SECOND_US / 2, /* of the lease, within which it is not renewed */
	FOUND_MAX = 2 * CONFIG_FIPS_MAX, /* with copies of another prefix */
	REMOVE_TRIES = 3,
	HOST_PREFIX = 32,
};

struct holding {
	struct netlink *netlink;
	uint32_t home_index; /* where they were put last: a rename leaves them there */
	int64_t expires_us;  /* the lease may run out from then on, 0: not held */
	struct fiplist list;
	size_t found_count;
	struct netlink_address found[FOUND_MAX];
	struct netlink_address wanted[CONFIG_FIPS_MAX]; /* of the request under way */
};

static void set_states(struct holding *holding, enum fip_state state)
{
	fiplist_set_all(&holding->list, state, clock_now_us());
}

int holding_open(struct holding **holding, struct netlink *netlink,
	const struct config_fip *list, size_t count)
{
	struct holding *fresh;

	*holding = NULL;
	if (count == 0 || count > CONFIG_FIPS_MAX) {
		return -EINVAL;
	}
	fresh = calloc(1, sizeof(*fresh));
	if (!fresh) {
		return -ENOMEM;
	}
	fresh->netlink = netlink;
	fiplist_init(&fresh->list, list, count, clock_now_us());
	*holding = fresh;
	return 0;
}

void holding_close(struct holding *holding)
{
	free(holding);
}

bool holding_is_held(const struct holding *holding)
{
	return holding->expires_us != 0;
}

static void on_found(const struct netlink_address *address, void *context)
{
	struct holding *holding = context;

	if (fiplist_find(&holding->list, address->address)
		&& holding->found_count < FOUND_MAX) {
		holding->found[holding->found_count++] = *address;
	}
}

/* List in found what an interface has of our F-IPs, whoever set it. */
static int survey(struct holding *holding, uint32_t interface_index)
{
	holding->found_count = 0;
	return netlink_list_addresses(
		holding->netlink, interface_index, on_found, holding);
}

static const struct netlink_address *find_ours(
	const struct holding *holding, struct ip address)
{
	for (size_t i = 0; i < holding->found_count; i++) {
		const struct netlink_address *found = &holding->found[i];

		if (ip_equal(found->address, address)
			&& found->prefix_length == HOST_PREFIX
			&& found->protocol == NLMESSAGE_FIP_PROTOCOL) {
			return found;
		}
	}
	return NULL;
}

/* The kernel rounds up to whole seconds; one without an end has no lease to rely on. */
static int64_t surely_left_us(const struct netlink_address *address)
{
	if (address->valid_s == NLMESSAGE_FOREVER || address->valid_s == 0) {
		return 0;
	}
	return ((int64_t)address->valid_s - 1) * SECOND_US;
}

int holding_find(
	struct holding *holding, uint32_t interface_index, int64_t *remaining_us)
{
	int64_t now_us = clock_now_us();
	int count = 0;
	int error = survey(holding, interface_index);

	*remaining_us = 0;
	for (size_t i = 0; error == 0 && i < holding->list.count; i++) {
		const struct netlink_address *ours =
			find_ours(holding, holding->list.entries[i].fip.address);

		if (ours) {
			int64_t left_us = surely_left_us(ours);

			*remaining_us = count == 0 || left_us < *remaining_us
						? left_us
						: *remaining_us;
			count++;
		}
	}
	if (count > 0 && (size_t)count == holding->list.count) {
		set_states(holding, FIP_HELD);
		holding->home_index = interface_index;
		holding->expires_us = now_us + *remaining_us;
	}
	return error ? error : count;
}

static void list_fips(struct holding *holding, uint32_t lease_s)
{
	for (size_t i = 0; i < holding->list.count; i++) {
		holding->wanted[i] = (struct netlink_address){
			.address = holding->list.entries[i].fip.address,
			.interface_index = holding->home_index,
			.valid_s = lease_s,
			.prefix_length = HOST_PREFIX,
			.protocol = NLMESSAGE_FIP_PROTOCOL,
		};
	}
}

static int remove_all(struct holding *holding)
{
	list_fips(holding, 0);
	return netlink_delete_addresses(
		holding->netlink, holding->wanted, holding->list.count);
}

/* A copy that somebody set with another prefix has no lease and would outlive ours. */
static int remove_copies(struct holding *holding)
{
	size_t copies = 0;
	int error = survey(holding, holding->home_index);

	for (size_t i = 0; i < holding->found_count; i++) {
		if (holding->found[i].prefix_length != HOST_PREFIX) {
			holding->found[copies++] = holding->found[i];
		}
	}
	if (error == 0 && copies > 0) {
		error = netlink_delete_addresses(
			holding->netlink, holding->found, copies);
	}
	return error;
}

/* Let every lease begin now; if that is refused the old one's end stays in force. */
static int set_all(struct holding *holding, uint32_t lease_s)
{
	int64_t begin_us = clock_now_us();
	int error;

	list_fips(holding, lease_s);
	error = netlink_set_addresses(
		holding->netlink, holding->wanted, holding->list.count);
	if (error == 0) {
		holding->expires_us = begin_us + (int64_t)lease_s * SECOND_US;
		set_states(holding, FIP_HELD);
	}
	return error;
}

int holding_take(struct holding *holding, uint32_t interface_index, uint32_t lease_s)
{
	int error = -ENODEV;

	if (interface_index != 0) {
		holding->home_index = interface_index;
		error = set_all(holding, lease_s);
	}
	if (error == 0) {
		error = remove_copies(holding);
	}
	if (error) {
		set_states(holding, FIP_FAILED);
		holding->expires_us = 0;
	}
	return error;
}

int holding_renew(struct holding *holding, uint32_t lease_s)
{
	int64_t expires_us = holding->expires_us;
	int error;

	if (!holding_is_held(holding) || clock_now_us() > expires_us - MARGIN_US) {
		return -ESTALE;
	}
	error = set_all(holding, lease_s);
	/* Frozen between the look at the clock and the request: undo it. */
	if (clock_now_us() > expires_us) {
		remove_all(holding);
		holding->expires_us = expires_us;
		error = -ESTALE;
	}
	return error;
}

/* Remove until a look shows none: that decides, not the answers to the requests. */
static int clear_interface(struct holding *holding, uint32_t interface_index)
{
	int removal = 0;

	for (int i = 0; i < REMOVE_TRIES; i++) {
		int error = survey(holding, interface_index);

		if (error || holding->found_count == 0) {
			return error;
		}
		removal = netlink_delete_addresses(
			holding->netlink, holding->found, holding->found_count);
	}
	return removal ? removal : -EBUSY;
}

int holding_release(struct holding *holding, uint32_t interface_index)
{
	int error = 0;

	holding->expires_us = 0;
	if (holding->home_index != 0) {
		remove_all(holding);
		error = clear_interface(holding, holding->home_index);
	}
	if (error == 0 && interface_index != 0
		&& interface_index != holding->home_index) {
		error = clear_interface(holding, interface_index);
	}
	if (error == 0) {
		holding->home_index = 0;
		set_states(holding, FIP_RELEASED);
	}
	return error;
}

static bool lose_entry(const struct holding *holding, struct fiplist_entry *entry)
{
	if (!holding_is_held(holding) || entry->state != FIP_HELD) {
		return false;
	}
	fiplist_set(entry, FIP_ABSENT, clock_now_us());
	return true;
}

bool holding_lose(struct holding *holding, const struct netlink_address *address)
{
	struct fiplist_entry *entry = fiplist_find(&holding->list, address->address);

	return entry && address->interface_index == holding->home_index
	       && address->prefix_length == HOST_PREFIX && lose_entry(holding, entry);
}

bool holding_compare(struct holding *holding)
{
	bool missing = false;

	if (!holding_is_held(holding) || survey(holding, holding->home_index) < 0) {
		return false;
	}
	for (size_t i = 0; i < holding->list.count; i++) {
		struct fiplist_entry *entry = &holding->list.entries[i];

		if (!find_ours(holding, entry->fip.address)
			&& lose_entry(holding, entry)) {
			missing = true;
		}
	}
	return missing;
}

void holding_tell(const struct holding *holding, int64_t now_us, struct status *status)
{
	fiplist_tell(&holding->list, now_us, status);
}
