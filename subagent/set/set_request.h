/*
 * set_request - the variables of one SET request, checked one by one, and what they ask
 * of fipd.
 *
 * change_take looks at a variable by itself: its name, type, length and range, from the
 * table of objects.  change_request turns all of them into the control protocol's
 * prepare; what they mean together is fipd's to check.
 */
#ifndef FIPD_SET_SET_REQUEST_H
#define FIPD_SET_SET_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "mib/mib.h"
#include "set/refusal.h"
#include "set/row_status.h"

enum {
	CHANGES_MAX = 64 /* variables of one request */
};

struct change {
	const struct mib_object *object;
	size_t varbind; /* its place in the request */
	struct value value;
	struct row_key key; /* of its row */
};

struct changes {
	size_t count;
	struct change list[CHANGES_MAX];
	size_t asked_count; /* entries of the prepare's set, and which change each is */
	size_t asked[CHANGES_MAX];
	struct rowplan plans[ADDRESSES_TABLES]; /* of those whose rows are named */
};

/* Take one variable, the varbind-th of the request; false with a refusal. */
bool change_take(struct changes *changes, size_t varbind, const struct varbind *wanted,
	struct refusal *refusal);

/*
 * Make the prepare for all changes, in *request as a new reference, NULL there if they
 * ask nothing of fipd.  False with a refusal if they do not go together; view holds
 * what is in force.
 */
bool change_request(struct changes *changes, const struct view *view, json_t **request,
	struct refusal *refusal);

/* Return whether fipdSetLock is among the variables. */
bool change_locks(const struct changes *changes);

/* Return the varbind that fipd's answer to the prepare blames. */
size_t change_blamed(const struct changes *changes, const json_t *answer);

#endif
