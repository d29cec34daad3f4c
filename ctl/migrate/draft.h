/*
 * draft - a pair in the making: the settings so far, and the statements of its
 * vrrp_instance that are to be weighed against each other.
 *
 * pair.c takes the statements one by one; scripts.c takes those that name commands,
 * which command.c reads; choice.c decides what several statements, or their absence,
 * say together.
 */
#ifndef FIPD_MIGRATE_DRAFT_H
#define FIPD_MIGRATE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "migrate/migration.h"
#include "schema/task_struct.h"

enum {
	DRAFT_PRIORITY_MAX = 255,
	DRAFT_PRIORITY_USUAL = 100, /* keepalived's default */
};

/* A pair in the making; the statements are of its vrrp_instance, NULL: not there. */
struct draft {
	struct migration *migration;
	int pair;
	struct config *config;
	const struct statement *block;
	const struct statement *state;
	const struct statement *nopreempt;
	const struct statement *preempt_delay;
	const struct statement *rank; /* its priority */
	uint64_t priority;
};

/* Return a note on a statement, for migration_note; setting NULL: at the end. */
struct note draft_note(const struct draft *draft, const struct statement *one,
	enum note_kind kind, const char *setting);

/* Write the words of a statement that holds no secret; return text. */
const char *draft_words(const struct statement *one, char text[NOTE_TEXT_MAX]);

/* Set a setting from a text, or note why fipd cannot take it; false then. */
bool draft_set(const struct draft *draft, const struct statement *one,
	const char *setting, const char *text);

/* Return whether a setting was set. */
bool draft_has(const struct draft *draft, const char *setting);

/* Complain of a statement with file and line, printf-like; return false. */
bool draft_complain(const struct statement *one, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Return whether a statement has a value, or complain. */
bool draft_has_value(const struct statement *one);

/* Read the value of a statement; false: it is another one, which was told. */
bool draft_read_number(
	const struct statement *one, uint64_t least, uint64_t most, uint64_t *number);

/* Return whether a line is for some nodes only, which is noted. */
bool draft_is_conditional(const struct draft *draft, const struct statement *one);

/* Go to the next statement in a block, place being 0 before the first; NULL: none. */
const struct statement *draft_next(
	const struct draft *draft, const struct statement *block, size_t *place);

/* Make a name that fipd takes of a text: cut, and with - for what it may not have. */
void draft_make_name(char *name, size_t size, const char *text);

/*
 * Read the command of a directive, its second word, as keepalived cuts it into words.
 * What is no command without a shell is noted at a setting, and false.  What
 * fipd --check would not let run on this host is noted too.
 */
bool draft_read_command(const struct draft *draft, const struct statement *one,
	const char *setting, struct task_command *command);

/*
 * Return as whom a command of a statement runs: the word at a place of it if there is
 * one, else the user whom keepalived takes; what is to be said of him is noted.
 */
const char *draft_choose_user(const struct draft *draft, const struct statement *one,
	size_t place, const char *setting);

/* Make a check of each script in a track_script; false: a value was complained of. */
bool draft_take_checks(struct draft *draft, const struct statement *block);

/* Make a hook of a notify or notify_*; false likewise. */
bool draft_take_hook(struct draft *draft, const struct statement *one);

/*
 * Set role, failback, peer and the timing by all that was taken and by the wishes of
 * the command line; what they leave open is noted.
 */
void draft_choose(const struct draft *draft);

#endif
