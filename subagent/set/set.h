/*
 * set - one SET request as one transaction with fipd.
 *
 * RFC 3416 processes a SET in phases, net-snmp in up to five calls: set_reserve for
 * each variable, then once each set_prepare (fipd checks the whole resulting
 * configuration), set_commit (in force and on disk) and, if anything failed, set_undo.
 * Each phase may be called again and then repeats its first answer, because net-snmp
 * calls UNDO also where ACTION failed.  fipd is reached through struct set_core, which
 * tests replace.
 */
#ifndef FIPD_SET_SET_H
#define FIPD_SET_SET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "mib/mib.h"
#include "set/refusal.h"
#include "set/row_status.h"

enum {
	SET_PREPARE_MS = 300, /* a slow SET stalls every request of snmpd */
	SET_COMMIT_MS = 1000, /* an fsync of a busy disk takes longer than a check */
};

enum {
	CHANGES_MAX = 64 /* variables of one request */
};

struct change {
	const struct mib_object *object;
	size_t varbind; /* its place in the request */
	struct value value;
	struct row_key key;     /* of its row */
	uint32_t prefix_length; /* in its row's name, 0: there is none */
	uint32_t kind;          /* of event, whose row it is; 0: of none */
};

struct changes {
	size_t count;
	struct change list[CHANGES_MAX];
	size_t asked_count; /* entries of the prepare's set, and which change each is */
	size_t asked[CHANGES_MAX];
	struct rowplan plans[ADDRESSES_TABLES]; /* of those whose rows are named */
};

/* The things that a transaction acts upon. */
struct set_core {
	struct agent *agent; /* its lock, and the rows that fipd knows nothing of */
	void *context;
	/* Ask fipd, like client_ask; -errno also if there is no fipd. */
	int (*ask)(void *context, json_t *request, int timeout_ms, json_t **answer);
};

enum set_stage {
	SET_OPEN,
	SET_PREPARED,
	SET_COMMITTED,
	SET_UNDONE,
};

struct set {
	const struct view *view;
	struct set_core core;
	struct changes changes;
	enum set_stage stage;
	bool good; /* what the stage gave */
	bool asks; /* fipd was asked to prepare something */
	struct drafts drafts_before[ADDRESSES_TABLES];
	uint32_t lock_before;
	struct refusal refusal;
};

/* Begin a transaction; view must outlive it. */
void set_init(struct set *set, const struct view *view, struct set_core core);

/* Take one variable of the request; false: set->refusal says what is wrong with it. */
bool set_reserve(struct set *set, size_t varbind, const struct varbind *wanted);

/* Let fipd check everything that was reserved; false with a refusal. */
bool set_prepare(struct set *set);

/* Put it in force and on disk; false with a refusal, and nothing of it is in force. */
bool set_commit(struct set *set);

/* Bring back what set_commit replaced; also good if that failed or never ran. */
bool set_undo(struct set *set);

#endif
