/*
 * draft - a pair in the making: the settings so far, and the statements of its
 * vrrp_instance that are to be weighed against each other.
 *
 * pair.c takes the statements one by one; choice.c decides what several of them, or
 * their absence, say together.
 */
#ifndef FIPD_MIGRATE_DRAFT_H
#define FIPD_MIGRATE_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "migrate/migration.h"

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

/*
 * Set role, failback, peer and the timing by all that was taken and by the wishes of
 * the command line; what they leave open is noted.
 */
void draft_choose(const struct draft *draft);

#endif
