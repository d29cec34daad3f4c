/*
 * commands - what stands behind the control socket: all that the server asks of the
 * daemon.
 *
 * The server knows lines, clients, subscriptions and changes of settings; what is in
 * force, and what is done, is the daemon's.  A test puts something simple in its place.
 */
#ifndef FIPD_SERVER_COMMANDS_H
#define FIPD_SERVER_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "disk/disk.h"
#include "disk/state_file.h"
#include "journal/cursors.h"
#include "journal/journal.h"
#include "loop/loop.h"
#include "model/input.h"
#include "protocol/status.h"

enum {
	COMMANDS_RESTART_SPAN_MAX_S = 600,
	COMMANDS_TEXT_MAX = 256,
};

struct commands {
	const char *version;
	struct loop *loop;
	struct journal *journal;
	struct cursors *cursors;
	struct state_file *settings_file; /* the settings that were set at run time */
	struct disk *disk;                /* whose thread reads long lines */
	void *context;
	/*
	 * Room for an actor (protocol/entry.h), the daemon's: who asks for what is
	 * being done now.  The server writes it before it asks for anything, and
	 * empties it.
	 */
	char *actor;

	/* Return the status as of now; it is good until the next call. */
	const struct status *(*status)(void *context);

	/* Return the configuration in force. */
	const struct config *(*current)(void *context);
	/* Return whether the files are being read again: nothing else may change the
	 * settings. */
	bool (*is_reloading)(void *context);
	/*
	 * Check what config_check cannot know, but for what the command with it forces;
	 * false with the reason in text.
	 */
	bool (*check)(void *context, const struct config *config, enum command command,
		char *text, size_t size);
	/* Write what a configuration would change, cut if it is long; "": nothing. */
	void (*compare)(
		void *context, const struct config *config, char *text, size_t size);
	/* Put a configuration in force; false with the reason in text: the old one is.
	 */
	bool (*apply)(
		void *context, const struct config *config, char *text, size_t size);

	/* Return whether a command would be begun now; if not, why, in text. */
	bool (*allows)(void *context, enum command command, char *text, size_t size);
	/* Begin a command. */
	void (*begin)(void *context, enum command command);
	/* Begin a command that a client asks for alone; false with the reason in text.
	 */
	bool (*act)(void *context, enum command command, char *text, size_t size);
	/*
	 * Begin to read the files again; server_end_reload follows.  False if that is
	 * not possible now.
	 */
	bool (*reload)(void *context, uint64_t client);
	/*
	 * Plan a restart within span_s seconds (0: none any more) and say in text what
	 * that means; false with the reason in text.
	 */
	bool (*plan_restart)(void *context, uint32_t span_s, char *text, size_t size);
	/*
	 * Take what fipd-exec tells of checks or a hook.  NULL, or the word of an error
	 * with its text.
	 */
	const char *(*take_report)(void *context, uint64_t client, const json_t *report,
		char *text, size_t size);
	/* A client is gone. */
	void (*forget)(void *context, uint64_t client);
	/* Count requests that fipd-web has served. */
	void (*count_served)(void *context, uint32_t count);
	/*
	 * Put in the status, the log and the journal that a request was refused; the
	 * subject is the setting or action that is to blame, NULL: none is.
	 */
	void (*refuse)(void *context, const char *subject, const char *text);
};

#endif
