/*
 * transaction - one change of settings at a time: prepared, committed, undone.
 *
 * It follows SNMP's SET: prepare checks the whole resulting configuration and changes
 * nothing; commit puts it on disk and then in force; undo brings back what the commit
 * replaced.  A prepared change is dropped after 2 s or when its client goes.  Answers
 * that have to wait for the disk come by on_answer.
 */
#ifndef FIPD_SERVER_TRANSACTION_H
#define FIPD_SERVER_TRANSACTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"
#include "server/commands.h"
#include "server/proposal.h"

enum {
	TRANSACTION_LIFETIME_MS = 2000,
	TRANSACTION_SHORT_BYTES = 1024, /* a longer line is read off the loop */
};

enum transaction_state {
	TRANSACTION_IDLE,
	TRANSACTION_PREPARED,
	TRANSACTION_WRITING,   /* the commit, then it is put in force */
	TRANSACTION_DONE,      /* can be undone */
	TRANSACTION_REVERTING, /* the undo */
};

struct transaction {
	const struct commands *commands;
	void (*on_answer)(uint64_t client, json_t *answer, void *context);
	void *context;
	enum transaction_state state;
	uint64_t client;
	uint64_t reader; /* whose long line is read on the disk's thread, 0: nobody's */
	uint64_t awaited; /* number of the content that is being written */
	int64_t prepared_us;
	char actor[ENTRY_ACTOR_MAX + 1]; /* who prepared it */
	struct proposal proposal;
	struct config before;
};

/* Begin without a change; an answer that had to wait for the disk goes to on_answer. */
void transaction_init(struct transaction *transaction, const struct commands *commands,
	void (*on_answer)(uint64_t client, json_t *answer, void *context),
	void *context);

/* Check a change; return the answer. */
json_t *transaction_prepare(struct transaction *transaction, uint64_t client,
	const json_t *request, int64_t now_us);

/*
 * The same for a line that is too long to be read in the loop; NULL: the answer comes
 * later, with the line's "id".  What was prepared or can be undone stays until the line
 * has turned out to be a prepare.
 */
json_t *transaction_prepare_line(struct transaction *transaction, uint64_t client,
	const char *line, size_t length, int64_t now_us);

/* Carry out what was prepared; return the answer, or NULL: it comes later. */
json_t *transaction_commit(
	struct transaction *transaction, uint64_t client, int64_t now_us);

/* Bring back what this client's commit replaced; return the answer, or NULL: later. */
json_t *transaction_undo(struct transaction *transaction, uint64_t client);

/* Forget what this client prepared or could undo; one under way goes on. */
void transaction_drop(struct transaction *transaction, uint64_t client);

/* Return whether a change is being read or written: nothing else may change settings.
 */
bool transaction_is_busy(const struct transaction *transaction);

/* Note that the configuration was changed by other means: forget what was prepared. */
void transaction_overtake(struct transaction *transaction);

#endif
