#include "subagent/instance.h"

#include <string.h>

#include "subagent/getter.h"

const struct mib_object *instance_object(const struct oid *name)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	for (size_t i = 0; i < count; i++) {
		struct oid object = mib_name(&objects[i]);
		if (oid_begins(name, &object)) {
			return &objects[i];
		}
	}
	return NULL;
}

size_t instance_rows(const struct view *view, enum mib_source source)
{
	const struct mirror *mirror = view->mirror;
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
	return source == MIB_FIP ? mirror->status.fip_count : 1;
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
		return &view->mirror->status.fips[row];
	case MIB_EVENT:
		return &view->mirror->events[row];
	}
	return NULL;
}

/* InetAddressType and InetAddress: kind, length, and one arc for each byte. */
static struct oid index_fip(const struct fip_status *fip)
{
	struct oid index = { 0 };
	struct value value = { 0 };
	get_address_type(&value, fip->address, NULL);
	get_address(&value, fip->address, NULL);
	oid_add(&index, (uint32_t)value.number);
	oid_add(&index, (uint32_t)value.length);
	for (size_t i = 0; i < value.length; i++) {
		oid_add(&index, value.octets[i]);
	}
	return index;
}

struct oid instance_index(enum mib_source source, const void *row, size_t number)
{
	if (source == MIB_FIP) {
		return index_fip(row);
	}
	struct oid index = { 0 };
	if (source == MIB_EVENT) {
		oid_add(&index, (uint32_t)((const struct record *)row)->sequence);
	} else if (source == MIB_LINK) {
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
	object->get(value, (const char *)row + object->offset, view);
}

bool instance_get(const struct view *view, const struct oid *name, struct value *value)
{
	const struct mib_object *object = instance_object(name);
	if (object == NULL) {
		return false;
	}
	struct oid index = oid_rest(name, mib_name(object).length);
	for (size_t i = 0; i < instance_rows(view, object->source); i++) {
		const void *row = instance_row(view, object->source, i);
		struct oid candidate = instance_index(object->source, row, i);
		if (oid_order(&candidate, &index) == 0) {
			instance_read(object, row, view, value);
			return true;
		}
	}
	return false;
}

/* The row of an object whose variable comes first after a name, or NULL. */
static const void *find_next(const struct view *view, const struct mib_object *object,
	const struct oid *after, struct oid *name)
{
	const void *best = NULL;
	for (size_t i = 0; i < instance_rows(view, object->source); i++) {
		const void *row = instance_row(view, object->source, i);
		struct oid index = instance_index(object->source, row, i);
		struct oid candidate = mib_name(object);
		oid_append(&candidate, &index);
		if (oid_order(&candidate, after) > 0
			&& (best == NULL || oid_order(&candidate, name) < 0)) {
			best = row;
			*name = candidate;
		}
	}
	return best;
}

/* Whether every variable of an object comes before a name. */
static bool is_past(const struct mib_object *object, const struct oid *after)
{
	struct oid name = mib_name(object);
	return oid_order(&name, after) < 0 && !oid_begins(after, &name);
}

bool instance_next(
	const struct view *view, const struct oid *after, struct varbind *found)
{
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	struct oid start = *after; /* callers walk with after inside found */
	for (size_t i = 0; i < count; i++) {
		if (is_past(&objects[i], &start)) {
			continue;
		}
		const void *row = find_next(view, &objects[i], &start, &found->name);
		if (row != NULL) {
			instance_read(&objects[i], row, view, &found->value);
			return true;
		}
	}
	return false;
}
