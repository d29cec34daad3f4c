/*
 * fipplan - what a SET on the rows of fipdAddressTable asks for, as a whole: which
 * F-IPs are in force then, and which rows are not.
 *
 * RFC 2579's RowStatus decides for each row by itself; the order of the variables in
 * the request does not matter.  What is in force is then one setting of fipd, the list
 * of F-IPs, and so it changes whole or not at all.
 */
#ifndef FIPD_SUBAGENT_FIPPLAN_H
#define FIPD_SUBAGENT_FIPPLAN_H

#include <jansson.h>
#include <stdbool.h>

#include "subagent/addresses.h"
#include "subagent/agent.h"
#include "subagent/oid.h"
#include "subagent/refusal.h"

/* What one SET wants of one row. */
struct wish {
	char address[ROWS_NAME_MAX + 1];
	uint32_t status; /* enum row_status, 0: not named */
	bool prefixed;
	uint32_t prefix_length;
	size_t varbind; /* whom to blame */
};

struct fipplan {
	bool changes;         /* what is in force */
	struct drafts drafts; /* afterwards */
	struct addresses rows;
};

/* Read the index of a row into an address; false if it stands for none. */
bool fipplan_read_index(const struct oid *index, char address[ROWS_NAME_MAX + 1]);

/* Begin with the rows as they are. */
void fipplan_begin(struct fipplan *plan, const struct view *view);

/* Let a wish come true in the plan; false with a refusal. */
bool fipplan_grant(
	struct fipplan *plan, const struct wish *wish, struct refusal *refusal);

/* Return whether no F-IP would be in force any more. */
bool fipplan_is_empty(const struct fipplan *plan);

/* Return the list in force afterwards as fipd's setting, a new reference. */
json_t *fipplan_setting(const struct fipplan *plan);

#endif
