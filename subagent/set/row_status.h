/*
 * row_status - what a SET on the rows of a table asks for, as a whole: which F-IPs or
 * networks are in force then, and which rows are not.
 *
 * RFC 2579's RowStatus decides for each row by itself; the order of the variables in
 * the request does not matter.  What is in force is then one setting of fipd, a list,
 * and so it changes whole or not at all.
 */
#ifndef FIPD_SET_ROW_STATUS_H
#define FIPD_SET_ROW_STATUS_H

#include <jansson.h>
#include <stdbool.h>

#include "mib/getter.h"
#include "mib/oid.h"
#include "mib/table_rows.h"
#include "set/refusal.h"

/* Which row of which table. */
struct row_key {
	enum address_table table;
	char address[STATUS_NAME_MAX + 1]; /* "": none, it is of a scalar */
	uint32_t prefix_length; /* of a network, for which it is in the index */
};

/* The wishes of one SET about one row. */
struct wish {
	struct row_key key;
	uint32_t status;       /* enum row_status, 0: not named */
	uint32_t named_prefix; /* as the name of the row has it, 0: it has none */
	bool prefixed;
	uint32_t prefix_length;
	size_t varbind; /* whom to blame */
};

struct rowplan {
	enum address_table table;
	bool begun;
	bool changes;         /* what is in force */
	struct drafts drafts; /* afterwards */
	struct addresses rows;
};

/* Read the index of a row of key->table into key; false if it stands for none. */
bool row_status_read_index(const struct oid *index, struct row_key *key);

/* Read the name of a row of key->table into key, and the prefix length of an F-IP that
 * it has, or 0; false if it stands for none. */
bool row_status_read_name(
	const struct oid *index, struct row_key *key, uint32_t *prefix_length);

/* Return whether two keys are those of one row. */
bool row_status_is_same(const struct row_key *a, const struct row_key *b);

/* Return whether a text of fipd's names the address of a row. */
bool row_status_is_told(const struct row_key *key, const char *text);

/* Plan what the rows of the tables are when all wishes of one SET have come true; false
 * with a refusal. */
bool row_status_plan(struct rowplan plans[ADDRESSES_TABLES], const struct view *view,
	const struct wish *wishes, size_t count, struct refusal *refusal);

/* Return the list in force afterwards as fipd's setting, a new reference. */
json_t *row_status_setting(const struct rowplan *plan);

#endif
