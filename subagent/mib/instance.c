#include "mib/instance.h"

#include <string.h>

#define EVENT(name, number, ...) number,
static const uint32_t kinds[] = {
#include "model/events.def"
};
#undef EVENT

/* The place of the last object that does not come after a name; 0 if all do. */
static size_t find_object(const struct oid *name)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	size_t low = 0;

	while (count - low > 1) {
		size_t middle = low + (count - low) / 2;
		struct oid object = mib_name(&objects[middle]);

		if (oid_order(&object, name) > 0) {
			count = middle;
		} else {
			low = middle;
		}
	}
	return low;
}

const struct mib_object *instance_object(const struct oid *name)
{
	size_t count;
	const struct mib_object *found = mib_objects(&count) + find_object(name);
	struct oid object = mib_name(found);

	return oid_begins(name, &object) ? found : NULL;
}

size_t instance_rows(const struct view *view, enum mib_source source)
{
	const struct mirror *mirror = view->mirror;
	enum address_table table;

	if (source == MIB_MIRROR || source == MIB_AGENT) {
		return 1;
	}
	if (source == MIB_EVENT) {
		return mirror->event_count;
	}
	if (mirror->state == MIRROR_ABSENT) {
		return 0;
	}
	if (source == MIB_LINK) {
		return mirror->status.link_count;
	}
	if (source == MIB_ALARM) {
		return mirror->status.alarms.count;
	}
	if (source == MIB_CHECK) {
		return mirror->status.check_count;
	}
	if (source == MIB_HOOK) {
		return mirror->status.hook_count;
	}
	if (source == MIB_KIND) {
		return sizeof(kinds) / sizeof(kinds[0]);
	}
	return mib_is_table(source, &table) ? view->agent->addresses[table].count : 1;
}

static const struct address_row *row_by_name(
	const struct view *view, enum address_table table, size_t row)
{
	const struct addresses *addresses = &view->agent->addresses[table];

	return &addresses->list[addresses->by_text[row]];
}

/* flat switch */
const void *instance_row(const struct view *view, enum mib_source source, size_t row)
{
	switch (source) {
	case MIB_STATUS:
		return &view->mirror->status;
	case MIB_MIRROR:
		return view->mirror;
	case MIB_AGENT:
		return view->agent;
	case MIB_LINK:
		return &view->mirror->status.links[row];
	case MIB_FIP:
		return &view->agent->addresses[ADDRESSES_FIPS].list[row];
	case MIB_DIRECT:
		return &view->agent->addresses[ADDRESSES_DIRECT].list[row];
	case MIB_CLIENT:
		return &view->agent->addresses[ADDRESSES_CLIENTS].list[row];
	case MIB_FIP_NAME:
		return row_by_name(view, ADDRESSES_FIPS, row);
	case MIB_DIRECT_NAME:
		return row_by_name(view, ADDRESSES_DIRECT, row);
	case MIB_CLIENT_NAME:
		return row_by_name(view, ADDRESSES_CLIENTS, row);
	case MIB_KIND:
		return &kinds[row];
	case MIB_EVENT:
		return &view->mirror->events[row];
	case MIB_ALARM:
		return &view->mirror->status.alarms.list[row];
	case MIB_CHECK:
		return &view->mirror->status.checks[row];
	case MIB_HOOK:
		return &view->mirror->status.hooks[row];
	}
	return NULL;
}

/* InetAddressType and InetAddress: kind, length, and one arc for each byte. */
static struct oid index_address(const struct address_row *row)
{
	struct oid index = { 0 };

	oid_add(&index, row->key[0]);
	oid_add(&index, row->address_bytes);
	for (size_t i = 0; i < row->address_bytes; i++) {
		oid_add(&index, row->key[1 + i]);
	}
	return index;
}

/* An IMPLIED text: an arc for each byte, without its length. */
static struct oid index_name(const struct address_row *row)
{
	struct oid index = { 0 };
	char text[ADDRESSES_TEXT_BYTES];

	addresses_write(&row->fip, text);
	for (const char *letter = text; *letter != '\0'; letter++) {
		oid_add(&index, (uint8_t)*letter);
	}
	return index;
}

struct oid instance_index(enum mib_source source, const void *row, size_t number)
{
	struct oid index = { 0 };
	enum address_table table;

	if (mib_is_by_name(source)) {
		return index_name(row);
	}
	if (mib_is_table(source, &table)) {
		index = index_address(row);
		if (table != ADDRESSES_FIPS) {
			const struct address_row *network = row;

			oid_add(&index, network->fip.prefix_length);
		}
		return index;
	}
	if (source == MIB_EVENT || source == MIB_ALARM) {
		oid_add(&index, (uint32_t)((const struct entry *)row)->sequence);
	} else if (source == MIB_KIND) {
		oid_add(&index, kinds[number]);
	} else if (source == MIB_LINK || source == MIB_CHECK || source == MIB_HOOK) {
		oid_add(&index, (uint32_t)number + 1);
	} else {
		oid_add(&index, 0);
	}
	return index;
}

void instance_read(const struct mib_object *object, const void *row,
	const struct view *view, struct value *value)
{
	memset(value, 0, sizeof(*value));
	value->type = object->type;
	getter_read(object->get, value, (const char *)row + object->offset, view);
}

static struct oid index_of(
	const struct view *view, const struct mib_object *object, size_t row)
{
	return instance_index(
		object->source, instance_row(view, object->source, row), row);
}

/* The first row whose index does not come before one, or comes after it. */
static size_t find_row(const struct view *view, const struct mib_object *object,
	const struct oid *index, bool after)
{
	size_t low = 0;
	size_t high = instance_rows(view, object->source);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct oid candidate = index_of(view, object, middle);
		int order = oid_order(&candidate, index);

		if (order < 0 || (order == 0 && after)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static void read_row(const struct view *view, const struct mib_object *object,
	size_t row, struct value *value)
{
	instance_read(object, instance_row(view, object->source, row), view, value);
}

bool instance_get(const struct view *view, const struct oid *name, struct value *value)
{
	const struct mib_object *object = instance_object(name);
	struct oid index;
	size_t row;
	struct oid found;

	if (object == NULL) {
		return false;
	}
	index = oid_rest(name, mib_name(object).length);
	row = find_row(view, object, &index, false);
	if (row == instance_rows(view, object->source)) {
		return false;
	}
	found = index_of(view, object, row);
	if (oid_order(&found, &index) != 0) {
		return false;
	}
	read_row(view, object, row, value);
	return true;
}

/* The first variable of an object that comes after a name; false if there is none. */
static bool next_of(const struct view *view, const struct mib_object *object,
	const struct oid *after, struct varbind *found)
{
	struct oid name = mib_name(object);
	struct oid index = { 0 };
	size_t row;

	if (oid_begins(after, &name)) {
		index = oid_rest(after, name.length);
	} else if (oid_order(&name, after) < 0) {
		return false;
	}
	row = find_row(view, object, &index, true);
	if (row == instance_rows(view, object->source)) {
		return false;
	}
	index = index_of(view, object, row);
	found->name = name;
	oid_append(&found->name, &index);
	read_row(view, object, row, &found->value);
	return true;
}

bool instance_next(
	const struct view *view, const struct oid *after, struct varbind *found)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	struct oid start = *after; /* callers walk with after inside found */

	for (size_t i = find_object(&start); i < count; i++) {
		if (next_of(view, &objects[i], &start, found)) {
			return true;
		}
	}
	return false;
}
