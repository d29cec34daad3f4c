#include "fips/resident.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/disk_file.h"
#include "fips/host_changes.h"
#include "fips/loopback.h"
#include "loop/clock.h"
#include "loop/timer.h"
#include "netlink/netlink.h"

enum {
	LOOK_US = 10 * SECOND_US,
};

/* With arp_ignore 2 an F-IP outside the real IP's network would not be answered. */
static const struct netlink_arp quiet = { .ignore = 1, .announce = 2 };

struct resident {
	struct loop *loop;
	struct netlink *netlink;
	struct timer *looking;
	char path[DISK_FILE_PATH_MAX];
	bool wanted;
	char interface[IF_NAMESIZE];
	struct fip_list list; /* the F-IPs that are wanted */
	bool noted;           /* the host is changed as note says */
	struct host_changes note;
	struct fip_list noted_list; /* its addresses */
	uint32_t interface_index;   /* of note's interface, 0: not seen yet */
	struct loopback loopback;
};

static bool is_quiet(const struct netlink_interface *interface)
{
	return interface->arp.ignore == quiet.ignore
	       && interface->arp.announce == quiet.announce;
}

static int set_arp(struct resident *resident, const struct netlink_interface *interface)
{
	return is_quiet(interface)
		       ? 0
		       : netlink_set_arp(resident->netlink, interface->index, &quiet);
}

/* By its index, for it may have another name now. */
static int restore_arp(struct resident *resident)
{
	struct netlink_interface interface = { .index = resident->interface_index };
	int error;

	if (interface.index == 0) {
		netlink_find_interface(
			resident->netlink, resident->note.interface, &interface);
	}
	error = netlink_set_arp(
		resident->netlink, interface.index, &resident->note.arp);
	return error == -ENODEV || interface.index == 0 ? 0 : error;
}

/* The note is of this interface already, by its index or from a former life. */
static bool is_noted(
	const struct resident *resident, const struct netlink_interface *interface)
{
	return resident->noted
	       && (resident->interface_index == interface->index
		       || (resident->interface_index == 0
			       && strcmp(resident->note.interface, interface->name)
					  == 0));
}

/* Note how the host was and what is about to be done to it. */
static int note_down(
	struct resident *resident, const struct netlink_interface *interface)
{
	struct host_changes *note = &resident->note;

	if (!is_noted(resident, interface)) {
		memcpy(note->interface, interface->name, sizeof(note->interface));
		note->arp = interface->arp;
	}
	note->count = resident->list.count;
	for (size_t i = 0; i < note->count; i++) {
		note->fips[i] = resident->list.entries[i].fip;
	}
	resident->noted_list = resident->list;
	resident->interface_index = interface->index;
	resident->noted = true;
	return host_changes_write(resident->path, note);
}

/* Give back what is changed but is not to be: other F-IPs, another interface. */
static int give_back(
	struct resident *resident, const struct netlink_interface *interface)
{
	int error = loopback_remove(
		&resident->loopback, &resident->noted_list, &resident->list);

	return error || is_noted(resident, interface) ? error : restore_arp(resident);
}

/* First the interface keeps quiet, then the F-IPs come. */
static int settle(struct resident *resident)
{
	struct netlink_interface interface;
	int error = netlink_find_interface(
		resident->netlink, resident->interface, &interface);

	if (!error && resident->noted) {
		error = give_back(resident, &interface);
	}
	if (!error) {
		error = note_down(resident, &interface);
	}
	if (!error) {
		error = set_arp(resident, &interface);
	}
	return error ? error : loopback_add(&resident->loopback, &resident->list);
}

/* Look again, and write only if there is something new to note. */
static void mend(struct resident *resident)
{
	struct netlink_interface interface;

	if (netlink_find_interface(resident->netlink, resident->interface, &interface)
		!= 0) {
		return;
	}
	if (!resident->noted || interface.index != resident->interface_index) {
		settle(resident);
	} else if (set_arp(resident, &interface) == 0) {
		loopback_add(&resident->loopback, &resident->list);
	}
}

int resident_undo(struct resident *resident)
{
	int error;

	if (!resident->noted) {
		return 0;
	}
	error = loopback_remove(&resident->loopback, &resident->noted_list, NULL);
	if (!error) {
		error = restore_arp(resident);
	}
	if (!error) {
		resident->noted = false;
		resident->interface_index = 0;
		unlink(resident->path);
	}
	return error;
}

int resident_put(struct resident *resident, const struct config *config)
{
	resident->wanted = config->resident;
	snprintf(resident->interface, sizeof(resident->interface), "%s",
		config->interface);
	fip_list_init(&resident->list, config->fips, config->fip_count, 0);
	return resident->wanted ? settle(resident) : resident_undo(resident);
}

void resident_look(struct resident *resident)
{
	if (resident->wanted) {
		mend(resident);
	}
}

static void on_time(void *context)
{
	struct resident *resident = context;

	timer_set(resident->looking, loop_now_us(resident->loop) + LOOK_US);
	resident_look(resident);
}

/* After a reboot the host is as it was: neither F-IPs on lo nor a quiet interface. */
static void recall(struct resident *resident)
{
	struct host_changes *note = &resident->note;
	struct netlink_interface interface;

	if (host_changes_read(resident->path, note) != 0) {
		return;
	}
	fip_list_init(&resident->noted_list, note->fips, note->count, 0);
	netlink_find_interface(resident->netlink, note->interface, &interface);
	resident->noted =
		is_quiet(&interface)
		|| loopback_has_any(&resident->loopback, &resident->noted_list);
}

int resident_open(struct resident **resident, struct loop *loop, const char *folder)
{
	struct resident *fresh = calloc(1, sizeof(*fresh));
	int error;

	*resident = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	snprintf(fresh->path, sizeof(fresh->path), "%s/resident", folder);
	error = netlink_open(&fresh->netlink);
	if (!error) {
		error = timer_open(&fresh->looking, loop, LOOP_REST, on_time, fresh);
	}
	if (error) {
		resident_close(fresh);
		return error;
	}
	fresh->loopback.netlink = fresh->netlink;
	timer_set(fresh->looking, clock_now_us() + LOOK_US);
	recall(fresh);
	*resident = fresh;
	return 0;
}

void resident_close(struct resident *resident)
{
	if (resident != NULL) {
		timer_close(resident->looking);
		netlink_close(resident->netlink);
		free(resident);
	}
}
