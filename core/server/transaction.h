/*
 * transaction - one change of settings at a time: prepared, committed, undone.
 *
 * It follows SNMP's SET: prepare checks the whole resulting configuration and changes
 * nothing; commit puts it on disk and then in force; undo brings back what the commit
 * replaced.  A prepared change is dropped after 2 s or when its client goes.  Answers
 * that have to wait for the disk come through world.answer.
 */
#ifndef FIPD_SERVER_TRANSACTION_H
#define FIPD_SERVER_TRANSACTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "disk/state_file.h"
#include "model/input.h"

enum {
	TRANSACTION_LIFETIME_MS = 2000,
	TRANSACTION_TEXT_MAX = 256,
};

enum transaction_state {
	TRANSACTION_IDLE,
	TRANSACTION_PREPARED,
	TRANSACTION_WRITING,   /* the commit, then it is put in force */
	TRANSACTION_DONE,      /* can be undone */
	TRANSACTION_REVERTING, /* the undo */
};

/* What the transaction needs of the daemon. */
struct transaction_world {
	void *context;
	/* Return the configuration in force. */
	const struct config *(*current)(void *context);
	/*
	 * Check what config_check cannot know, but for what the command with it forces;
	 * false with the reason in text.
	 */
	bool (*check)(void *context, const struct config *config, enum command command,
		char *text, size_t size);
	/* Put a configuration in force; false with the reason in text: the old one is.
	 */
	bool (*apply)(
		void *context, const struct config *config, char *text, size_t size);
	/* Return whether a command would be begun now; if not, why, in text. */
	bool (*allows)(void *context, enum command command, char *text, size_t size);
	/* Begin a command. */
	void (*begin)(void *context, enum command command);
	/* Answer a client that waits. */
	void (*answer)(void *context, uint64_t client, json_t *answer);
	/* Tell, in the status, the log and the journal, that a request was refused. */
	void (*refuse)(void *context, const char *text);
};

struct transaction {
	struct transaction_world world;
	struct state_file *file; /* of settings.yaml */
	enum transaction_state state;
	uint64_t client;
	uint64_t awaited; /* number of the content that is being written */
	int64_t prepared_us;
	bool changes;         /* there are settings in it */
	enum command command; /* to be begun by the commit, 0: none */
	struct config proposed;
	struct config before;
};

/* Begin without a change; world is copied. */
void transaction_init(struct transaction *transaction, struct state_file *file,
	const struct transaction_world *world);

/* Check a change; return the answer. */
json_t *transaction_prepare(struct transaction *transaction, uint64_t client,
	const json_t *request, int64_t now_us);

/* Carry out what was prepared; return the answer, or NULL: it comes later. */
json_t *transaction_commit(
	struct transaction *transaction, uint64_t client, int64_t now_us);

/* Bring back what this client's commit replaced; return the answer, or NULL: later. */
json_t *transaction_undo(struct transaction *transaction, uint64_t client);

/* Forget what this client prepared or could undo; one under way goes on. */
void transaction_drop(struct transaction *transaction, uint64_t client);

/* Return whether a change is being written: nothing else may change the settings. */
bool transaction_is_busy(const struct transaction *transaction);

/* Note that the configuration was changed by other means: forget what was prepared. */
void transaction_overtake(struct transaction *transaction);

#endif
