#include "mib/oid.h"

#include <assert.h>
#include <string.h>

void oid_add(struct oid *oid, uint32_t arc)
{
	assert(oid->length < OID_MAX);
	oid->arcs[oid->length++] = arc;
}

void oid_append(struct oid *oid, const struct oid *tail)
{
	for (size_t i = 0; i < tail->length; i++) {
		oid_add(oid, tail->arcs[i]);
	}
}

int oid_order(const struct oid *a, const struct oid *b)
{
	size_t common = a->length < b->length ? a->length : b->length;

	for (size_t i = 0; i < common; i++) {
		if (a->arcs[i] != b->arcs[i]) {
			return a->arcs[i] < b->arcs[i] ? -1 : 1;
		}
	}
	return (a->length > b->length) - (a->length < b->length);
}

bool oid_begins(const struct oid *oid, const struct oid *prefix)
{
	return oid->length >= prefix->length
	       && memcmp(oid->arcs, prefix->arcs,
			  prefix->length * sizeof(prefix->arcs[0]))
			  == 0;
}

struct oid oid_rest(const struct oid *oid, size_t skip)
{
	struct oid rest = { .length = oid->length - skip };

	memcpy(rest.arcs, oid->arcs + skip, rest.length * sizeof(rest.arcs[0]));
	return rest;
}
