#include "fips/fips.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fips/fip_dump.h"
#include "loop/clock.h"
#include "loop/timer.h"
#include "model/types.h"
#include "netlink/monitor.h"
#include "netlink/routing.h"

enum {
	RECONCILE_US = 10 * SECOND_US,
	MARGIN_US = SECOND_US / 2, /* of the lease, within which it is not renewed */
	TRIES = 3,
	DELIVERY_LIMIT_US = 50 * MS_US, /* for all addresses to be delivered */
	DELIVERY_PAUSE_US = 100,
};

struct fips {
	struct loop *loop;
	struct netlink *netlink;
	struct monitor *monitor; /* the caller's */
	struct monitor_listener listener;
	struct timer *reconciling;
	void (*on_interface)(const struct netlink_interface *interface, void *context);
	void (*on_gone)(struct ip fip, void *context);
	void (*on_copy)(void *context);
	void *context;
	char name[IF_NAMESIZE];
	struct netlink_interface interface;
	bool changed;  /* the interface, not yet reported */
	bool doubtful; /* whether every F-IP is still there */
	bool gone;     /* a held F-IP, not yet reported */
	struct ip gone_fip;
	bool copied;         /* whether outsiders have set F-IPs, is in doubt */
	uint32_t home_index; /* where they were put last: a rename leaves them there */
	int64_t expires_us;  /* the lease may run out from then on, 0: not held */
	struct fip_list list;
	struct fips_entry entries[CONFIG_FIPS_MAX]; /* as list */
	struct copy copy; /* an outsider's, if there is one that can be removed */
	struct fip_dump dump;
	struct netlink_address wanted[CONFIG_FIPS_MAX]; /* of the request under way */
};

static void set_state(struct fips_entry *entry, enum fips_state state)
{
	if (entry->state != state) {
		entry->state = state;
		entry->since_us = clock_now_us();
	}
}

static void set_states(struct fips *fips, enum fips_state state)
{
	for (size_t i = 0; i < fips->list.count; i++) {
		set_state(&fips->entries[i], state);
	}
}

static int dump_fips(struct fips *fips, uint32_t interface_index)
{
	return fip_dump_look(&fips->dump, fips->netlink, interface_index);
}

static void name_fips(const struct fips *fips, uint32_t interface_index,
	uint32_t lease_s, struct netlink_address names[CONFIG_FIPS_MAX])
{
	for (size_t i = 0; i < fips->list.count; i++) {
		names[i] = fip_dump_name(
			fips->list.fips[i].address, interface_index, lease_s);
	}
}

size_t fips_name(const struct fips *fips, struct netlink_address names[CONFIG_FIPS_MAX])
{
	name_fips(fips, fips->interface.index, 0, names);
	return fips->list.count;
}

bool fips_are_held(const struct fips *fips)
{
	return fips->expires_us != 0;
}

int64_t fips_expire_us(const struct fips *fips)
{
	return fips->expires_us;
}

const struct netlink_interface *fips_interface(const struct fips *fips)
{
	return &fips->interface;
}

size_t fips_count(const struct fips *fips)
{
	return fips->list.count;
}

const struct fips_entry *fips_entry(const struct fips *fips, size_t place)
{
	return &fips->entries[place];
}

int fips_find(struct fips *fips, int64_t *remaining_us)
{
	int64_t now_us = clock_now_us();
	int error = dump_fips(fips, fips->interface.index);
	size_t count;

	*remaining_us = 0;
	if (error) {
		return error;
	}
	count = fip_dump_count_sound(&fips->dump);
	if (count == 0) {
		return 0;
	}
	*remaining_us = fip_dump_left_us(&fips->dump);
	if (count == fips->list.count) {
		set_states(fips, FIPS_HELD);
		fips->home_index = fips->interface.index;
		fips->expires_us = now_us + *remaining_us;
	}
	return (int)count;
}

/* Return the first error; as long as there is none, sink hears of each batch. */
static int set_wanted(struct fips *fips, const struct fips_sink *sink)
{
	int first_error = 0;

	for (size_t done = 0; done < fips->list.count; done += NETLINK_BATCH_MAX) {
		size_t left = fips->list.count - done;
		size_t part = left < NETLINK_BATCH_MAX ? left : NETLINK_BATCH_MAX;
		int error =
			netlink_set_addresses(fips->netlink, fips->wanted + done, part);

		first_error = first_error ? first_error : error;
		if (first_error == 0 && sink != NULL) {
			sink->on_set(done, part, sink->context);
		}
	}
	return first_error;
}

/* Let every lease begin now; if that is refused the old one's end stays in force. */
static int set_all(struct fips *fips, uint32_t lease_s, const struct fips_sink *sink)
{
	int64_t begin_us = clock_now_us();
	int error;

	name_fips(fips, fips->home_index, lease_s, fips->wanted);
	error = set_wanted(fips, sink);
	if (error == 0) {
		fips->expires_us = begin_us + (int64_t)lease_s * SECOND_US;
		set_states(fips, FIPS_HELD);
	}
	return error;
}

static int remove_all(struct fips *fips)
{
	name_fips(fips, fips->home_index, 0, fips->wanted);
	return netlink_delete_addresses(fips->netlink, fips->wanted, fips->list.count);
}

/*
 * Of an IPv6 address there is only one, so if an outsider set it, it is his that lives
 * anew, as it was.
 */
static int replace_obstacles(struct fips *fips, uint32_t lease_s)
{
	const struct fip_dump *dump = &fips->dump;
	int error = dump_fips(fips, fips->home_index);

	for (int i = 0; i < TRIES && error == 0 && dump->obstacle_count > 0; i++) {
		error = netlink_delete_addresses(
			fips->netlink, dump->obstacles, dump->obstacle_count);
		error = error ? error : set_all(fips, lease_s, NULL);
		error = error ? error : dump_fips(fips, fips->home_index);
	}
	return error;
}

static bool is_delivered(const struct fips *fips, struct ip address)
{
	enum routing_way way;

	return address.family != IP_V6
	       || (routing_find(fips->netlink, address, 0, &way) == 0
		       && way == ROUTING_LOCAL);
}

/* One that cannot be removed must not keep the others from being. */
static void note_copies(struct fips *fips)
{
	fips->copy = (struct copy){ .fip = 0 };
	for (size_t i = 0; i < fips->list.count; i++) {
		fips->entries[i].copy = fips->copy;
	}
	for (size_t i = fips->dump.copy_count; i > 0; i--) {
		struct copy copy = fip_dump_copy(&fips->dump, i - 1);

		fips->entries[copy.fip - 1].copy = copy;
		fips->copy = copy.bound && fips->copy.fip != 0 ? fips->copy : copy;
	}
}

/* Whether secondary addresses are promoted changes without any news of it. */
static void look_for_copies(struct fips *fips)
{
	struct netlink_interface interface;

	fips->copied = false;
	if (dump_fips(fips, fips->interface.index) != 0) {
		return;
	}
	if (fips->dump.copy_count > 0
		&& netlink_find_interface(fips->netlink, fips->name, &interface) == 0) {
		fips->dump.promotes = interface.promotes;
	}
	note_copies(fips);
}

struct copy fips_copy(const struct fips *fips)
{
	return fips->copy;
}

int fips_expel(struct fips *fips)
{
	int error;

	look_for_copies(fips);
	error = fip_dump_expel(&fips->dump, fips->netlink);
	look_for_copies(fips);
	return error;
}

/*
 * Wait until the kernel delivers what is sent to the addresses that were just set, 50
 * ms at most.  For IPv4 it does so when it has confirmed them.  For IPv6 a worker of
 * the kernel joins the group and adds the local route a moment later, and until then
 * what comes is lost: too early to tell anybody that this host has them.
 */
static void await_delivery(const struct fips *fips)
{
	int64_t end_us = clock_now_us() + DELIVERY_LIMIT_US;

	for (size_t i = 0; i < fips->list.count; i++) {
		struct ip address = fips->list.fips[i].address;

		while (!is_delivered(fips, address)) {
			if (clock_now_us() > end_us) {
				return;
			}
			usleep(DELIVERY_PAUSE_US);
		}
	}
}

/*
 * The look at what stands there comes last: of many it takes long, and what it finds,
 * an outsider's copy or one that is gone again, is no reason to let clients wait.
 */
int fips_hold(struct fips *fips, uint32_t lease_s, const struct fips_sink *sink)
{
	int error = -ENODEV;

	fips->gone = false;
	if (fips->interface.index != 0) {
		fips->home_index = fips->interface.index;
		error = set_all(fips, lease_s, sink);
	}
	error = error ? error : replace_obstacles(fips, lease_s);
	/* An F-IP that is missing by now was set and removed, as by the fence: that is
	 * no refusal, and the kernel's news of it are on their way. */
	if (error == 0 && fips->dump.obstacle_count > 0) {
		error = -EADDRNOTAVAIL;
	}
	if (error) {
		set_states(fips, FIPS_FAILED);
		fips->expires_us = 0;
	} else {
		await_delivery(fips);
		note_copies(fips);
	}
	return error;
}

int fips_renew(struct fips *fips, uint32_t lease_s)
{
	int64_t expires_us = fips->expires_us;
	int error;

	if (!fips_are_held(fips) || clock_now_us() > expires_us - MARGIN_US) {
		return -ESTALE;
	}
	error = set_all(fips, lease_s, NULL);
	/* fipd was frozen between the look at the clock and the request: undo it. */
	if (clock_now_us() > expires_us) {
		remove_all(fips);
		fips->expires_us = expires_us;
		error = -ESTALE;
	}
	return error;
}

/*
 * Remove fipd's own until a look shows none: that decides, not the answers to the
 * requests.  What outsiders have set is not taken along: the engine says what becomes
 * of it.
 */
static int clear_interface(struct fips *fips, uint32_t interface_index)
{
	int removal = 0;

	for (int i = 0; i < TRIES; i++) {
		int error = dump_fips(fips, interface_index);

		if (error || fips->dump.own_count == 0) {
			return error;
		}
		removal = netlink_delete_addresses(
			fips->netlink, fips->dump.own, fips->dump.own_count);
	}
	return removal ? removal : -EBUSY;
}

/* They go from the interface and from where they were put last. */
int fips_release(struct fips *fips)
{
	uint32_t index = fips->interface.index;
	int error = 0;

	fips->gone = false;
	fips->expires_us = 0;
	if (fips->home_index != 0) {
		remove_all(fips);
		error = clear_interface(fips, fips->home_index);
	}
	if (error == 0 && index != 0 && index != fips->home_index) {
		error = clear_interface(fips, index);
	}
	if (error == 0) {
		fips->home_index = 0;
		set_states(fips, FIPS_RELEASED);
	}
	return error;
}

static bool lose_entry(struct fips *fips, size_t place)
{
	struct fips_entry *entry = &fips->entries[place];
	bool held = entry->state == FIPS_HELD;

	if (held) {
		set_state(entry, FIPS_ABSENT);
		fips->gone_fip = fips->list.fips[place].address;
	}
	return held;
}

/* Look which held F-IPs the kernel has; return whether one more is not sound. */
static bool lose_missing(struct fips *fips)
{
	bool missing = false;

	if (!fips_are_held(fips) || dump_fips(fips, fips->home_index) < 0) {
		return false;
	}
	for (size_t i = 0; i < fips->list.count; i++) {
		missing |= fips->dump.sound[i] == NULL && lose_entry(fips, i);
	}
	return missing;
}

/*
 * Under its name there may be another interface now, with the F-IPs on the old one:
 * give up that place.  Return whether they are missing now, with their lease going on.
 */
static bool leave_home(struct fips *fips)
{
	bool missing = false;

	if (fips->interface.index == 0 || !fips_are_held(fips)
		|| fips->home_index == fips->interface.index) {
		return false;
	}
	/* Whether that worked, the release that is due anyhow will find out. */
	remove_all(fips);
	for (size_t i = 0; i < fips->list.count; i++) {
		missing = lose_entry(fips, i) || missing;
	}
	return missing;
}

static void take_interface(struct fips *fips, const struct netlink_interface *interface)
{
	const struct netlink_interface *last = &fips->interface;

	if (interface->index != last->index || interface->up != last->up
		|| interface->router != last->router
		|| interface->carriers != last->carriers
		|| memcmp(interface->mac, last->mac, sizeof(last->mac)) != 0) {
		fips->interface = *interface;
		fips->changed = true;
	}
}

static void on_interface(
	const struct netlink_interface *interface, bool removed, void *context)
{
	static const struct netlink_interface missing = { .index = 0 };
	struct fips *fips = context;

	if (strcmp(interface->name, fips->name) == 0 && !removed) {
		take_interface(fips, interface);
	} else if (interface->index == fips->interface.index) {
		take_interface(fips, &missing);
	}
}

static bool is_held_there(
	const struct fips *fips, const struct netlink_address *address)
{
	size_t place;

	return fips_are_held(fips) && address->interface_index == fips->home_index
	       && fip_list_find(&fips->list, address->address, &place);
}

static bool is_copy(const struct fips *fips, const struct netlink_address *address)
{
	size_t place;

	return address->interface_index == fips->interface.index
	       && address->protocol != NETLINK_FIP_PROTOCOL
	       && fip_list_find(&fips->list, address->address, &place);
}

/*
 * The F-IPs are compared with the kernel when all news have been heard: by then F-IPs
 * that others removed may be back already.
 */
static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct fips *fips = context;
	bool copy = is_copy(fips, address);

	/* An outsider may have set his own over fipd's. */
	if ((removed || address->tentative || copy) && is_held_there(fips, address)) {
		fips->doubtful = true;
	}
	fips->copied = fips->copied || copy;
}

static void on_settled(void *context)
{
	struct fips *fips = context;

	if (fips->doubtful) {
		fips->doubtful = false;
		fips->gone = lose_missing(fips) || fips->gone;
	}
	if (fips->copied || fips->changed) {
		look_for_copies(fips);
		fips->on_copy(fips->context);
	}
	if (fips->changed) {
		fips->changed = false;
		fips->gone = leave_home(fips) || fips->gone;
		fips->on_interface(&fips->interface, fips->context);
	}
	if (fips->gone) {
		fips->gone = false;
		fips->on_gone(fips->gone_fip, fips->context);
	}
}

static void look_at_interface(struct fips *fips)
{
	struct netlink_interface interface;
	int error = netlink_find_interface(fips->netlink, fips->name, &interface);

	if (error == 0 || error == -ENODEV) {
		take_interface(fips, &interface);
	}
}

static void on_overrun(void *context)
{
	struct fips *fips = context;

	look_at_interface(fips);
	fips->doubtful = true;
	fips->copied = true;
}

void fips_reconcile(struct fips *fips)
{
	on_overrun(fips);
	on_settled(fips);
}

static void on_reconcile(void *context)
{
	struct fips *fips = context;

	timer_set(fips->reconciling, loop_now_us(fips->loop) + RECONCILE_US);
	fips_reconcile(fips);
}

static int watch_kernel(struct fips *fips)
{
	int error = timer_open(
		&fips->reconciling, fips->loop, LOOP_KERNEL, on_reconcile, fips);

	fips->listener = (struct monitor_listener){
		.on_interface = on_interface,
		.on_address = on_address,
		.on_overrun = on_overrun,
		.on_settled = on_settled,
		.context = fips,
	};
	monitor_listen(fips->monitor, &fips->listener);
	if (error == 0) {
		timer_set(fips->reconciling, clock_now_us() + RECONCILE_US);
		look_at_interface(fips);
		fips->changed = false;
		look_for_copies(fips);
	}
	return error;
}

static void take_options(struct fips *fips, const struct fips_options *options)
{
	int64_t now_us = clock_now_us();

	fips->on_interface = options->on_interface;
	fips->on_gone = options->on_gone;
	fips->on_copy = options->on_copy;
	fips->context = options->context;
	snprintf(fips->name, sizeof(fips->name), "%s", options->interface);
	fip_list_init(&fips->list, options->list, options->count);
	fips->dump.list = &fips->list;
	for (size_t i = 0; i < options->count; i++) {
		fips->entries[i] = (struct fips_entry){
			.fip = options->list[i],
			.state = FIPS_ABSENT,
			.since_us = now_us,
		};
	}
}

int fips_open(struct fips **fips, struct loop *loop, const struct fips_options *options)
{
	struct fips *fresh;
	int error;

	*fips = NULL;
	if (options->count > CONFIG_FIPS_MAX) {
		return -EINVAL;
	}
	fresh = calloc(1, sizeof(*fresh));
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->monitor = options->monitor;
	take_options(fresh, options);
	error = netlink_open(&fresh->netlink);
	if (error == 0) {
		error = watch_kernel(fresh);
	}
	if (error) {
		fips_close(fresh);
		return error;
	}
	*fips = fresh;
	return 0;
}

void fips_close(struct fips *fips)
{
	if (fips == NULL) {
		return;
	}
	timer_close(fips->reconciling);
	monitor_leave(fips->monitor, &fips->listener);
	netlink_close(fips->netlink);
	free(fips);
}
