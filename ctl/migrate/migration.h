/*
 * migration - a keepalived configuration on its way to a fipd.yaml.
 *
 * statements.c reads the directives of the files, directives.c knows what each is to
 * fipd, pair.c and scripts.c make the settings of a pair of a vrrp_instance (draft.h),
 * pairs.c joins and checks them, and document.c writes them.  Whatever is said of a
 * directive is a note, which stands in the fipd.yaml at the setting that it is about;
 * so no directive goes without a word.
 */
#ifndef FIPD_MIGRATE_MIGRATION_H
#define FIPD_MIGRATE_MIGRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/config_struct.h"

enum {
	STATEMENT_WORDS_MAX = 32,
	MIGRATION_PAIRS_MAX = 2,
	MIGRATION_WHOLE = -1, /* the pair of a note on the file as a whole */
	NOTE_TEXT_MAX = 320,
};

/* A directive, or a line of a block that has none, such as virtual_ipaddress. */
struct statement {
	const char *file;
	size_t line;
	size_t last_line;      /* where its block is closed */
	size_t end;            /* place in the list of what follows its block */
	const char *condition; /* "@n1": for that node only; NULL: for every one */
	char *text;            /* owns the words */
	size_t word_count;     /* at most STATEMENT_WORDS_MAX, as many as are kept */
	const char *words[STATEMENT_WORDS_MAX];
	bool has_block;
	bool has_escape; /* a \ before a letter or digit, which was taken off */
};

struct statements {
	size_t count;
	struct statement *list; /* a block comes right before what is in it */
	size_t file_count;
	char **files; /* their paths */
};

enum note_kind {
	NOTE_DONE,     /* the setting comes from it */
	NOTE_NEEDLESS, /* fipd does without, or by itself */
	NOTE_LOST,     /* fipd has no counterpart */
	NOTE_OPEN,     /* somebody must fill it in, or decide */
};

struct note {
	const struct statement *statement;
	int pair;            /* place in pairs, or MIGRATION_WHOLE */
	const char *setting; /* where it stands; NULL: at the end */
	enum note_kind kind;
	char text[NOTE_TEXT_MAX];
};

/* What the command line says for both nodes' sake; NULL: nothing. */
struct wish {
	const char *peer;
	const char *role;
};

/* One fipd.yaml, and the instance that it comes from. */
struct pair {
	size_t place; /* of the vrrp_instance in the statements */
	struct config config;
};

struct migration {
	struct statements statements;
	struct wish wish;
	size_t pair_count;
	struct pair pairs[MIGRATION_PAIRS_MAX];
	size_t note_count;
	struct note *notes;
};

/* Read a keepalived.conf with all that it includes; false, and the fault on stderr. */
bool migration_read(struct statements *statements, const char *path);

/* Give back what migration_read took, also where it failed. */
void migration_free(struct statements *statements);

/* Add a note with this text, printf-like. */
void migration_note(struct migration *migration, struct note note, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/*
 * Add the note of a directive in a block ("" for none) by the table of what fipd has no
 * setting for.  False, and no note, if pair.c has to make a setting of it.
 */
bool migration_judge(struct migration *migration, struct note note, const char *block);

/*
 * Add notes of the words behind a virtual address; return the interface that they name,
 * NULL for none.
 */
const char *migration_judge_words(struct migration *migration, struct note note);

/* Make the settings of the pair of a vrrp_instance; false, and the fault on stderr. */
bool migration_make_pair(struct migration *migration, size_t place);

/* Make one pair of both, which are a vrrp_sync_group on one interface. */
void migration_join_pairs(struct migration *migration);

/* Note what the pair lacks, or contradicts, as fipd --check would say it. */
void migration_check_pair(struct migration *migration, int pair);

/* Write the fipd.yaml of a pair to standard output. */
void migration_write_pair(const struct migration *migration, int pair);

/*
 * Write each note on what is open or lost, of one pair and the whole or, below 0, of
 * all, to standard error; return how many.
 */
size_t migration_sum_up(const struct migration *migration, int pair);

#endif
