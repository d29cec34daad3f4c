/*
 * instance - finding variables: GET and GETNEXT over the table of objects.
 *
 * Needs no SNMP library, so unit tests walk the whole MIB with it.  The order is that
 * of the table and, inside a column, of the rows, which are in that of their
 * indexes (addresses.h); so everything is found by bisection.
 */
#ifndef FIPD_MIB_INSTANCE_H
#define FIPD_MIB_INSTANCE_H

#include <stdbool.h>

#include "mib/mib.h"

/* Return the object whose instances begin with name, or NULL. */
const struct mib_object *instance_object(const struct oid *name);

/* Read the variable of exactly this name; false if there is none. */
bool instance_get(const struct view *view, const struct oid *name, struct value *value);

/* Read the first variable after a name, which may be found's; false at the end. */
bool instance_next(
	const struct view *view, const struct oid *after, struct varbind *found);

/* Return how many rows the source has: 0 or 1 for a scalar. */
size_t instance_rows(const struct view *view, enum mib_source source);

/* Return the struct that a row's members are in. */
const void *instance_row(const struct view *view, enum mib_source source, size_t row);

/* Return the index of a row, as the last arcs of its variables; {0} for a scalar. */
struct oid instance_index(enum mib_source source, const void *row, size_t number);

/* Read an object from a row that need not be in the table any more. */
void instance_read(const struct mib_object *object, const void *row,
	const struct view *view, struct value *value);

#endif
