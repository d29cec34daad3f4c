#include "traps/notification.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "mib/instance.h"

/* The same places in each notification: managers address variables by their place. */
static const char *const head[] = { "fipdNodeName", "fipdPairName", "fipdEventSeverity",
	"fipdEventSequence", "fipdEventClears", "fipdEventKind", "fipdEventSubject",
	"fipdEventText", "fipdEventDate", "fipdEventRole", "fipdEventPreviousRole",
	"fipdEventReason", "fipdEventPeerRole", NULL };

/* clang-format off */
/* table */
static const char *const extra[EVENT_LAST + 1][3] = {
	[EVENT_SWITCHOVER] = { "fipdEventDuration" },
	[EVENT_FAILOVER] = { "fipdEventSilence", "fipdEventDuration" },
	[EVENT_PEER_LOST] = { "fipdEventSilence", "fipdEventSilenceLimit" },
	[EVENT_ADDRESS_CONFLICT] = { "fipdEventMac" },
	[EVENT_CONFIG_CHANGED] = { "fipdEventActor" },
	[EVENT_ACTION_REFUSED] = { "fipdEventActor" },
};
/* clang-format on */

struct list {
	const struct view *view;
	const struct entry *entry;
	struct varbind *varbinds;
	size_t count;
};

static struct varbind *add(struct list *list)
{
	struct varbind *varbind;

	assert(list->count < NOTIFICATION_VARBINDS_MAX);
	varbind = &list->varbinds[list->count++];
	memset(varbind, 0, sizeof(*varbind));
	return varbind;
}

static void add_object(struct list *list, const char *name)
{
	const struct mib_object *object = mib_find(name);
	const void *row;
	struct varbind *varbind;
	struct oid index;

	assert(object != NULL);
	row = list->entry;
	if (object->source != MIB_EVENT) {
		row = instance_row(list->view, object->source, 0);
	}
	varbind = add(list);
	index = instance_index(object->source, row, 0);
	varbind->name = mib_name(object);
	oid_append(&varbind->name, &index);
	instance_read(object, row, list->view, &varbind->value);
}

static void add_objects(struct list *list, const char *const *names)
{
	for (; *names != NULL; names++) {
		add_object(list, *names);
	}
}

static void add_uptime(struct list *list, uint32_t uptime)
{
	static const struct oid sysuptime = { 9, { 1, 3, 6, 1, 2, 1, 1, 3, 0 } };
	struct varbind *varbind = add(list);

	varbind->name = sysuptime;
	varbind->value.type = VALUE_TICKS;
	varbind->value.number = uptime;
}

static void add_kind(struct list *list)
{
	static const struct oid snmptrap = { 11, { 1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0 } };
	struct varbind *varbind = add(list);

	varbind->name = snmptrap;
	varbind->value.type = VALUE_OID;
	varbind->value.oid = mib_notification(list->entry->event.kind);
}

static void add_address(struct list *list)
{
	static const struct oid trap_address = { 10,
		{ 1, 3, 6, 1, 6, 3, 18, 1, 3, 0 } };
	struct in_addr address;
	struct varbind *varbind;

	if (inet_pton(AF_INET, list->view->mirror->status.own_address, &address) != 1) {
		return;
	}
	varbind = add(list);
	varbind->name = trap_address;
	varbind->value.type = VALUE_IP;
	varbind->value.length = sizeof(address);
	memcpy(varbind->value.octets, &address, sizeof(address));
}

size_t notification_build(const struct view *view, const struct entry *entry,
	uint32_t uptime, struct varbind varbinds[NOTIFICATION_VARBINDS_MAX])
{
	struct list list = { view, entry, varbinds, 0 };

	add_uptime(&list, uptime);
	add_kind(&list);
	add_objects(&list, head);
	if (entry->event.kind <= EVENT_LAST) {
		add_objects(&list, extra[entry->event.kind]);
	}
	add_address(&list);
	return list.count;
}

uint32_t notification_uptime(int64_t date_ms, int64_t now_ms, uint32_t uptime)
{
	int64_t age = (now_ms - date_ms) / 10;

	if (age < 0) {
		age = 0;
	}
	return age > uptime ? 0 : uptime - (uint32_t)age;
}
