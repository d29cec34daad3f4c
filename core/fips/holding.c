#include "fips/holding.h"

#include <errno.h>
#include <stdlib.h>

#include "fips/fip_dump.h"
#include "fips/fip_ready.h"
#include "loop/clock.h"
#include "model/types.h"

enum {
	MARGIN_US = SECOND_US / 2, /* of the lease, within which it is not renewed */
	TRIES = 3,
};

struct holding {
	struct netlink *netlink;
	uint32_t home_index; /* where they were put last: a rename leaves them there */
	int64_t expires_us;  /* the lease may run out from then on, 0: not held */
	struct fip_list list;
	struct fip_dump dump;
	struct netlink_address wanted[CONFIG_FIPS_MAX]; /* of the request under way */
};

static void set_states(struct holding *holding, enum fip_state state)
{
	fip_list_set_all(&holding->list, state, clock_now_us());
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
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->netlink = netlink;
	fip_list_init(&fresh->list, list, count, clock_now_us());
	fresh->dump.list = &fresh->list;
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

int64_t holding_expires_us(const struct holding *holding)
{
	return holding->expires_us;
}

size_t holding_name(const struct holding *holding, uint32_t interface_index,
	struct netlink_address names[CONFIG_FIPS_MAX])
{
	fip_list_name(&holding->list, interface_index, 0, names);
	return holding->list.count;
}

static int look(struct holding *holding, uint32_t interface_index)
{
	return fip_dump_look(&holding->dump, holding->netlink, interface_index);
}

/* The kernel rounds up to whole seconds; one without an end has no lease to rely on. */
static int64_t surely_left_us(const struct netlink_address *address)
{
	if (address->valid_s == ADDRESS_MESSAGE_FOREVER || address->valid_s == 0) {
		return 0;
	}
	return ((int64_t)address->valid_s - 1) * SECOND_US;
}

static int64_t least_left_us(const struct fip_dump *dump)
{
	int64_t least_us = INT64_MAX;

	for (size_t i = 0; i < dump->list->count; i++) {
		if (dump->sound[i]) {
			int64_t left_us = surely_left_us(dump->sound[i]);

			least_us = left_us < least_us ? left_us : least_us;
		}
	}
	return least_us;
}

int holding_find(
	struct holding *holding, uint32_t interface_index, int64_t *remaining_us)
{
	int64_t now_us = clock_now_us();
	int error = look(holding, interface_index);
	size_t count;

	*remaining_us = 0;
	if (error) {
		return error;
	}
	count = fip_dump_count_sound(&holding->dump);
	if (count > 0) {
		*remaining_us = least_left_us(&holding->dump);
	}
	if (count == holding->list.count) {
		set_states(holding, FIP_HELD);
		holding->home_index = interface_index;
		holding->expires_us = now_us + *remaining_us;
	}
	return (int)count;
}

static void list_fips(struct holding *holding, uint32_t lease_s)
{
	fip_list_name(&holding->list, holding->home_index, lease_s, holding->wanted);
}

static int remove_all(struct holding *holding)
{
	list_fips(holding, 0);
	return netlink_delete_addresses(
		holding->netlink, holding->wanted, holding->list.count);
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

/*
 * A copy has no lease and would outlive ours; of an IPv6 address there is only one, so
 * then it is the copy that lives anew, as it was.
 */
static int replace_copies(struct holding *holding, uint32_t lease_s)
{
	int error = look(holding, holding->home_index);

	for (int i = 0; i < TRIES && error == 0 && holding->dump.copy_count > 0; i++) {
		error = netlink_delete_addresses(holding->netlink, holding->dump.copies,
			holding->dump.copy_count);
		error = error ? error : set_all(holding, lease_s);
		error = error ? error : look(holding, holding->home_index);
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
	error = error ? error : replace_copies(holding, lease_s);
	/* One that is missing by now was set and removed, as by the fence: no refusal,
	 * and the kernel's news of it are on their way. */
	if (error == 0 && holding->dump.copy_count > 0) {
		error = -EADDRNOTAVAIL;
	}
	if (error) {
		set_states(holding, FIP_FAILED);
		holding->expires_us = 0;
	} else {
		fip_ready_await(holding->netlink, holding->wanted, holding->list.count);
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

	for (int i = 0; i < TRIES; i++) {
		int error = look(holding, interface_index);

		if (error || holding->dump.count == 0) {
			return error;
		}
		removal = netlink_delete_addresses(
			holding->netlink, holding->dump.found, holding->dump.count);
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

bool holding_concerns(
	const struct holding *holding, const struct netlink_address *address)
{
	size_t place;

	return holding_is_held(holding)
	       && address->interface_index == holding->home_index
	       && fip_list_find(&holding->list, address->address, &place);
}

static bool lose(struct fip_list_entry *entry)
{
	bool held = entry->state == FIP_HELD;

	if (held) {
		fip_list_set(entry, FIP_ABSENT, clock_now_us());
	}
	return held;
}

bool holding_compare(struct holding *holding)
{
	bool missing = false;

	if (!holding_is_held(holding) || look(holding, holding->home_index) < 0) {
		return false;
	}
	for (size_t i = 0; i < holding->list.count; i++) {
		if (!holding->dump.sound[i] && lose(&holding->list.entries[i])) {
			missing = true;
		}
	}
	return missing;
}

bool holding_leave(struct holding *holding, uint32_t interface_index)
{
	bool missing = false;

	if (!holding_is_held(holding) || holding->home_index == interface_index) {
		return false;
	}
	/* Whether that worked, the release that is due anyhow will find out. */
	remove_all(holding);
	for (size_t i = 0; i < holding->list.count; i++) {
		missing = lose(&holding->list.entries[i]) || missing;
	}
	return missing;
}

void holding_tell(const struct holding *holding, int64_t now_us, struct status *status)
{
	fip_list_tell(&holding->list, now_us, status);
}
