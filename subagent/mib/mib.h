/*
 * mib - FIPD-MIB as one table.
 *
 * Each object is a row: its name and number, its type and range, where its value is and
 * how it is read, and for a writable one the setting that it changes and how its value
 * is written down for fipd.  GET, GETNEXT, SET, the notifications and the tests all go
 * through these rows; a new object is a row here and a paragraph in mib/FIPD-MIB.txt.
 */
#ifndef FIPD_MIB_MIB_H
#define FIPD_MIB_MIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mib/getter.h"
#include "mib/oid.h"
#include "mib/snmp_value.h"
#include "mib/to_text.h"

/* The places that an object can be a member of; they decide where its rows come from.
 */
enum mib_source {
	MIB_STATUS, /* scalar, a member of struct status */
	MIB_MIRROR, /* scalar, a member of struct mirror; exists also before contact */
	MIB_AGENT,  /* scalar, a member of struct agent; exists also before contact */
	MIB_LINK,   /* column, a member of struct link_status */
	MIB_FIP,    /* column, a member of struct address_row */
	MIB_DIRECT, /* likewise, a network of hosts that need no proxy */
	MIB_CLIENT, /* likewise, a network of clients */
	MIB_FIP_NAME,    /* column of the same rows, in the order of their texts */
	MIB_DIRECT_NAME, /* likewise */
	MIB_CLIENT_NAME, /* likewise */
	MIB_KIND,        /* column, a uint32_t: a kind of event */
	MIB_EVENT,       /* column, a member of struct entry */
	MIB_ALARM,       /* column, a member of struct entry */
	MIB_CHECK,       /* column, a member of struct check_status */
	MIB_HOOK,        /* column, a member of struct hook_status */
};

struct mib_object {
	const char *name; /* as in FIPD-MIB */
	uint8_t group;    /* arc below fipdObjects */
	uint8_t table;    /* arc of the table below the group, 0: a scalar */
	uint8_t arc;      /* of the scalar or the column */
	enum mib_source source;
	enum value_type type;
	uint32_t minimum; /* of the number or of the length, for writing */
	uint32_t maximum;
	enum getter get;
	size_t offset;       /* of the member */
	const char *setting; /* its name in fipd.yaml, NULL: read-only */
	enum to_text write;  /* how its value is written down for fipd */
};

/* The pseudo-setting of fipdAction: the value is an action and not a setting. */
#define MIB_ACTION "action"

/* The pseudo-setting of fipdSetLock: it is the subagent's own. */
#define MIB_LOCK "lock"

/* The pseudo-setting of fipdNotificationResendFrom: it is the subagent's own too. */
#define MIB_RESEND "resend"

/* Return whether rows of a source are those of a table, and which. */
bool mib_is_table(enum mib_source source, enum address_table *table);

/* Return whether the index of a source's rows is their text. */
bool mib_is_by_name(enum mib_source source);

/* Return the table in ascending order of object identifiers and set count. */
const struct mib_object *mib_objects(size_t *count);

/* Return an object by its name, or NULL. */
const struct mib_object *mib_find(const char *name);

/* Return the identifier of fipdMIB. */
struct oid mib_root(void);

/* Return the identifier of an object, without an instance. */
struct oid mib_name(const struct mib_object *object);

/* Return the identifier of the notification of a kind of event. */
struct oid mib_notification(uint32_t kind);

#endif
