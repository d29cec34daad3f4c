#include "mib/mib.h"

#include <string.h>

#include "mib/mib_table.h"
#include "mib/root.h"

enum {
	ARC_NOTIFICATIONS = 0,
	ARC_OBJECTS = 1,
	ARC_ENTRY = 1
};

const struct mib_object *mib_objects(size_t *count)
{
	*count = mib_table_count;
	return mib_table;
}

const struct mib_object *mib_find(const char *name)
{
	for (size_t i = 0; i < mib_table_count; i++) {
		if (strcmp(mib_table[i].name, name) == 0) {
			return &mib_table[i];
		}
	}
	return NULL;
}

bool mib_is_table(enum mib_source source, enum address_table *table)
{
	*table = source == MIB_CLIENT   ? ADDRESSES_CLIENTS
		 : source == MIB_DIRECT ? ADDRESSES_DIRECT
					: ADDRESSES_FIPS;
	return source == MIB_FIP || source == MIB_DIRECT || source == MIB_CLIENT;
}

struct oid mib_root(void)
{
	static const uint32_t root[] = { MIB_ROOT };
	struct oid oid = { .length = sizeof(root) / sizeof(root[0]) };

	memcpy(oid.arcs, root, sizeof(root));
	return oid;
}

struct oid mib_objects_root(void)
{
	struct oid oid = mib_root();

	oid_add(&oid, ARC_OBJECTS);
	return oid;
}

struct oid mib_name(const struct mib_object *object)
{
	struct oid oid = mib_objects_root();

	oid_add(&oid, object->group);
	if (object->table != 0) {
		oid_add(&oid, object->table);
		oid_add(&oid, ARC_ENTRY);
	}
	oid_add(&oid, object->arc);
	return oid;
}

struct oid mib_notification(uint32_t kind)
{
	struct oid oid = mib_root();

	oid_add(&oid, ARC_NOTIFICATIONS);
	oid_add(&oid, kind);
	return oid;
}
