#include "fips/resident.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/disk_file.h"
#include "fips/fip_dump.h"
#include "loop/clock.h"
#include "loop/log.h"
#include "loop/timer.h"
#include "model/types.h"

enum {
	LOOK_US = 10 * SECOND_US,
	FILE_BYTES_MAX = 64 + CONFIG_FIPS_MAX * IP_TEXT_SIZE,
	ARP_IGNORE_MAX = 8, /* of the kernel: ip-sysctl */
	ARP_ANNOUNCE_MAX = 2,
};

static const char loopback[] = "lo";

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
	bool changed;         /* the host is, as changes says */
	struct resident_changes changes;
	struct fip_list changed_list; /* the addresses of changes */
	uint32_t interface_index;     /* of the interface in changes, 0: not seen yet */
	struct fip_dump dump;         /* of lo */
	struct netlink_address requests[CONFIG_FIPS_MAX];
};

int resident_write_changes(const char *path, const struct resident_changes *changes)
{
	char text[FILE_BYTES_MAX];
	char address[IP_TEXT_SIZE];
	size_t length =
		(size_t)snprintf(text, sizeof(text), "%s %" PRIu32 " %" PRIu32 "\n",
			changes->interface, changes->arp.ignore, changes->arp.announce);

	for (size_t i = 0; i < changes->count; i++) {
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s\n",
			ip_write(changes->fips[i].address, address));
	}
	return disk_file_replace(path, text, length, false);
}

static bool read_address(struct resident_changes *changes, const char *line)
{
	return changes->count < CONFIG_FIPS_MAX
	       && ip_read(line, &changes->fips[changes->count++].address);
}

/* Read how the interface was: its name, and two numbers that the kernel can have. */
static bool read_interface(struct resident_changes *changes, const char *line)
{
	uint64_t ignore;
	uint64_t announce;
	bool good = sscanf(line, "%15s %" SCNu64 " %" SCNu64, changes->interface,
			    &ignore, &announce)
			    == 3
		    && ignore <= ARP_IGNORE_MAX && announce <= ARP_ANNOUNCE_MAX;

	if (good) {
		changes->arp.ignore = (uint32_t)ignore;
		changes->arp.announce = (uint32_t)announce;
	}
	return good;
}

static bool read_lines(char *text, struct resident_changes *changes)
{
	char *save;
	char *line = strtok_r(text, "\n", &save);
	bool good = line != NULL && read_interface(changes, line);

	while (good && (line = strtok_r(NULL, "\n", &save)) != NULL) {
		good = read_address(changes, line);
	}
	return good;
}

int resident_read_changes(const char *path, struct resident_changes *changes)
{
	char *text;
	size_t length;
	int error = disk_file_read(path, FILE_BYTES_MAX, &text, &length);

	memset(changes, 0, sizeof(*changes));
	if (!error) {
		error = read_lines(text, changes) ? 0 : -EINVAL;
	}
	free(text);
	return error;
}

static uint32_t find_loopback(struct resident *resident)
{
	struct netlink_interface interface;

	netlink_find_interface(resident->netlink, loopback, &interface);
	return interface.index;
}

static int dump_loopback(
	struct resident *resident, const struct fip_list *list, uint32_t index)
{
	resident->dump.list = list;
	return fip_dump_look(&resident->dump, resident->netlink, index);
}

static bool is_copied(const struct fip_dump *dump, struct ip address)
{
	for (size_t i = 0; i < dump->copy_count; i++) {
		if (ip_equal(dump->copies[i].address, address)) {
			return true;
		}
	}
	return false;
}

/* Put those of list on lo that are not there.  0 or -errno. */
static int add_to_loopback(struct resident *resident, const struct fip_list *list)
{
	const struct fip_dump *dump = &resident->dump;
	uint32_t index = find_loopback(resident);
	size_t count = 0;
	int error = dump_loopback(resident, list, index);

	for (size_t i = 0; !error && i < list->count; i++) {
		struct ip address = list->fips[i].address;

		if (dump->sound[i] == NULL && !is_copied(dump, address)) {
			resident->requests[count++] =
				fip_dump_name(address, index, NETLINK_FOREVER);
		}
	}
	if (!error && count > 0) {
		error = netlink_set_addresses(
			resident->netlink, resident->requests, count);
	}
	return error;
}

/*
 * Remove from lo what fipd has put there of list, except what is in kept too; NULL:
 * nothing is kept.  An address that somebody else has put there stays his.
 */
static int remove_from_loopback(struct resident *resident, const struct fip_list *list,
	const struct fip_list *kept)
{
	size_t count = 0;
	size_t place;
	int error = dump_loopback(resident, list, find_loopback(resident));

	for (size_t i = 0; !error && i < list->count; i++) {
		const struct netlink_address *ours = resident->dump.sound[i];

		if (ours != NULL
			&& (kept == NULL
				|| !fip_list_find(kept, ours->address, &place))) {
			resident->requests[count++] = *ours;
		}
	}
	if (!error && count > 0) {
		error = netlink_delete_addresses(
			resident->netlink, resident->requests, count);
	}
	return error;
}

/* Return whether fipd, in this life or one before, has put one of list on lo. */
static bool has_any_on_loopback(struct resident *resident, const struct fip_list *list)
{
	return dump_loopback(resident, list, find_loopback(resident)) == 0
	       && fip_dump_count_sound(&resident->dump) > 0;
}

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

/* Find the interface by its index, for it may have another name now. */
static int restore_arp(struct resident *resident)
{
	struct netlink_interface interface = { .index = resident->interface_index };
	int error;

	if (interface.index == 0) {
		netlink_find_interface(
			resident->netlink, resident->changes.interface, &interface);
	}
	error = netlink_set_arp(
		resident->netlink, interface.index, &resident->changes.arp);
	return error == -ENODEV || interface.index == 0 ? 0 : error;
}

/* Return whether the changes are those of this interface, by its index or from a former
 * life. */
static bool is_recorded(
	const struct resident *resident, const struct netlink_interface *interface)
{
	return resident->changed
	       && (resident->interface_index == interface->index
		       || (resident->interface_index == 0
			       && strcmp(resident->changes.interface, interface->name)
					  == 0));
}

/* Write down how the host was and what is about to be done to it. */
static int record_changes(
	struct resident *resident, const struct netlink_interface *interface)
{
	struct resident_changes *changes = &resident->changes;

	if (!is_recorded(resident, interface)) {
		memcpy(changes->interface, interface->name, sizeof(changes->interface));
		changes->arp = interface->arp;
	}
	changes->count = resident->list.count;
	for (size_t i = 0; i < changes->count; i++) {
		changes->fips[i] = resident->list.fips[i];
	}
	resident->changed_list = resident->list;
	resident->interface_index = interface->index;
	resident->changed = true;
	return resident_write_changes(resident->path, changes);
}

/* Give back what is changed but is not to be: other F-IPs, another interface. */
static int give_back(
	struct resident *resident, const struct netlink_interface *interface)
{
	int error = remove_from_loopback(
		resident, &resident->changed_list, &resident->list);

	return error || is_recorded(resident, interface) ? error
							 : restore_arp(resident);
}

/* First the interface keeps quiet, then the F-IPs come. */
static int settle(struct resident *resident)
{
	struct netlink_interface interface;
	int error = netlink_find_interface(
		resident->netlink, resident->interface, &interface);

	if (!error && resident->changed) {
		error = give_back(resident, &interface);
	}
	if (!error) {
		error = record_changes(resident, &interface);
	}
	if (!error) {
		error = set_arp(resident, &interface);
	}
	return error ? error : add_to_loopback(resident, &resident->list);
}

/* Look again, and write only if there is something new to write down. */
static void mend(struct resident *resident)
{
	struct netlink_interface interface;

	if (netlink_find_interface(resident->netlink, resident->interface, &interface)
		!= 0) {
		return;
	}
	if (!resident->changed || interface.index != resident->interface_index) {
		settle(resident);
	} else if (set_arp(resident, &interface) == 0) {
		add_to_loopback(resident, &resident->list);
	}
}

/* Undo every change on the host. */
static int undo_changes(struct resident *resident)
{
	int error;

	if (!resident->changed) {
		return 0;
	}
	error = remove_from_loopback(resident, &resident->changed_list, NULL);
	if (!error) {
		error = restore_arp(resident);
	}
	if (!error) {
		resident->changed = false;
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
	fip_list_init(&resident->list, config->fips, config->fip_count);
	return resident->wanted ? settle(resident) : undo_changes(resident);
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
	struct resident_changes *changes = &resident->changes;
	struct netlink_interface interface;
	int error = resident_read_changes(resident->path, changes);

	if (error) {
		if (error != -ENOENT) {
			log_message(MESSAGE_WARNING, 223,
				"%s is damaged; fipd goes on without it",
				resident->path);
		}
		return;
	}
	fip_list_init(&resident->changed_list, changes->fips, changes->count);
	netlink_find_interface(resident->netlink, changes->interface, &interface);
	resident->changed = is_quiet(&interface)
			    || has_any_on_loopback(resident, &resident->changed_list);
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
		resident_close(fresh, false);
		return error;
	}
	timer_set(fresh->looking, clock_now_us() + LOOK_US);
	recall(fresh);
	*resident = fresh;
	return 0;
}

int resident_close(struct resident *resident, bool undo)
{
	int error = 0;

	if (resident != NULL) {
		error = undo ? undo_changes(resident) : 0;
		timer_close(resident->looking);
		netlink_close(resident->netlink);
		free(resident);
	}
	return error;
}
