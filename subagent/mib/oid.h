/*
 * oid - an object identifier as plain data.
 *
 * Long enough for every name of FIPD-MIB with its index.  A name from the network that
 * is longer is cut at OID_MAX arcs by its reader, which keeps its place in the order as
 * far as FIPD-MIB is concerned.
 */
#ifndef FIPD_MIB_OID_H
#define FIPD_MIB_OID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OID_MAX = 64
};

struct oid {
	size_t length;
	uint32_t arcs[OID_MAX];
};

/* Append one arc. */
void oid_add(struct oid *oid, uint32_t arc);

/* Append every arc of tail. */
void oid_append(struct oid *oid, const struct oid *tail);

/* Return a negative number, 0 or a positive one as a comes before, equals or follows b.
 */
int oid_order(const struct oid *a, const struct oid *b);

/* Return whether oid begins with every arc of prefix. */
bool oid_begins(const struct oid *oid, const struct oid *prefix);

/* Return what follows the first `skip` arcs of oid. */
struct oid oid_rest(const struct oid *oid, size_t skip);

#endif
