#include "fips/fips.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fips/holding.h"
#include "loop/clock.h"
#include "loop/timer.h"
#include "model/types.h"
#include "netlink/monitor.h"
#include "netlink/netlink.h"

enum {
	RECONCILE_US = 10 * SECOND_US
};

struct fips {
	struct loop *loop;
	struct netlink *netlink;
	struct holding *holding;
	struct monitor *monitor;
	struct timer *reconciling;
	void (*on_interface)(const struct netlink_interface *interface, void *context);
	void (*on_gone)(void *context);
	void *context;
	char name[IF_NAMESIZE];
	struct netlink_interface interface;
	bool changed;  /* the interface, not yet reported */
	bool doubtful; /* whether every F-IP is still there */
	bool gone;     /* a held F-IP, not yet reported */
};

static void take_interface(struct fips *fips, const struct netlink_interface *interface)
{
	const struct netlink_interface *last = &fips->interface;

	if (interface->index != last->index || interface->up != last->up
		|| interface->router != last->router
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

/*
 * What others did is looked at when all has been heard: by then F-IPs that were removed
 * may be back already.
 */
static void on_address(
	const struct netlink_address *address, bool removed, void *context)
{
	struct fips *fips = context;

	if ((removed || address->tentative)
		&& holding_concerns(fips->holding, address)) {
		fips->doubtful = true;
	}
}

/* Under its name there may be another interface now, with the F-IPs on the old one. */
static void move(struct fips *fips)
{
	if (fips->interface.index != 0
		&& holding_leave(fips->holding, fips->interface.index)) {
		fips->gone = true;
	}
}

static void on_settled(void *context)
{
	struct fips *fips = context;

	if (fips->doubtful) {
		fips->doubtful = false;
		fips->gone = holding_compare(fips->holding) || fips->gone;
	}
	if (fips->changed) {
		fips->changed = false;
		move(fips);
		fips->on_interface(&fips->interface, fips->context);
	}
	if (fips->gone) {
		fips->gone = false;
		fips->on_gone(fips->context);
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
	struct monitor_listener listener = {
		.own_port = netlink_port(fips->netlink),
		.on_interface = on_interface,
		.on_address = on_address,
		.on_overrun = on_overrun,
		.on_settled = on_settled,
		.context = fips,
	};
	int error = monitor_open(&fips->monitor, fips->loop, &listener);

	if (error == 0) {
		error = timer_open(&fips->reconciling, fips->loop, LOOP_KERNEL,
			on_reconcile, fips);
	}
	if (error == 0) {
		timer_set(fips->reconciling, clock_now_us() + RECONCILE_US);
		look_at_interface(fips);
		fips->changed = false;
	}
	return error;
}

static int start(struct fips *fips, const struct fips_options *options)
{
	int error = netlink_open(&fips->netlink);

	if (error == 0) {
		error = holding_open(
			&fips->holding, fips->netlink, options->list, options->count);
	}
	return error ? error : watch_kernel(fips);
}

int fips_open(struct fips **fips, struct loop *loop, const struct fips_options *options)
{
	struct fips *fresh = calloc(1, sizeof(*fresh));
	int error;

	*fips = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->on_interface = options->on_interface;
	fresh->on_gone = options->on_gone;
	fresh->context = options->context;
	snprintf(fresh->name, sizeof(fresh->name), "%s", options->interface);
	error = start(fresh, options);
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
	monitor_close(fips->monitor);
	holding_close(fips->holding);
	netlink_close(fips->netlink);
	free(fips);
}

const struct netlink_interface *fips_interface(const struct fips *fips)
{
	return &fips->interface;
}

bool fips_are_held(const struct fips *fips)
{
	return holding_is_held(fips->holding);
}

int64_t fips_expire_us(const struct fips *fips)
{
	return holding_expires_us(fips->holding);
}

size_t fips_name(const struct fips *fips, struct netlink_address names[CONFIG_FIPS_MAX])
{
	return holding_name(fips->holding, fips->interface.index, names);
}

int fips_find(struct fips *fips, int64_t *remaining_us)
{
	return holding_find(fips->holding, fips->interface.index, remaining_us);
}

int fips_hold(struct fips *fips, uint32_t lease_s)
{
	fips->gone = false;
	return holding_take(fips->holding, fips->interface.index, lease_s);
}

int fips_renew(struct fips *fips, uint32_t lease_s)
{
	return holding_renew(fips->holding, lease_s);
}

int fips_release(struct fips *fips)
{
	fips->gone = false;
	return holding_release(fips->holding, fips->interface.index);
}

void fips_tell(const struct fips *fips, int64_t now_us, struct status *status)
{
	holding_tell(fips->holding, now_us, status);
	for (uint32_t i = 0; i < status->fip_count; i++) {
		status->fips[i].interface_index = fips->interface.index;
	}
}
