/*
 * keepalived runs a command without a shell, and so does fipd-exec.  It cuts the text
 * behind the directive, from which the quotes around it are off, into words once more.
 */
#include <ctype.h>
#include <pwd.h>
#include <string.h>

#include "config/task_files.h"
#include "config/tasks.h"
#include "migrate/draft.h"

/* What a shell does not take for a part of a word. */
static const char of_shell[] = "|;&<>$*`";

/* keepalived's user where the file names none; its own where there is no such user. */
static const char usual_user[] = "keepalived_script";

struct cutter {
	const char *at; /* what is not cut yet */
	char quote;     /* that is open, or 0 */
	size_t length;
	char word[TASK_COMMAND_BYTES + 1];
};

static void keep_byte(struct cutter *cutter, char byte)
{
	if (cutter->length + 1 < sizeof(cutter->word)) {
		cutter->word[cutter->length++] = byte;
	}
}

static bool refuse_escape(struct fault *fault)
{
	return fault_write(fault,
		"a \\ before a letter, a digit or the end is another character to "
		"keepalived; write a program that makes it");
}

/* Take one byte, or one behind a \; a quote opens or closes and is none itself. */
static bool cut_byte(struct cutter *cutter, struct fault *fault)
{
	char byte = *cutter->at++;

	if (byte == '\\') {
		byte = *cutter->at;
		if (byte == '\0' || isalnum((unsigned char)byte)) {
			return refuse_escape(fault);
		}
		cutter->at++;
		keep_byte(cutter, byte);
	} else if (cutter->quote != 0 && byte == cutter->quote) {
		cutter->quote = 0;
	} else if (cutter->quote == 0 && (byte == '"' || byte == '\'')) {
		cutter->quote = byte;
	} else if (cutter->quote == 0 && strchr(of_shell, byte) != NULL) {
		return fault_write(fault,
			"a %c outside quotes is for a shell, and none reads it; put "
			"the line into a script and name that",
			byte);
	} else {
		keep_byte(cutter, byte);
	}
	return true;
}

static bool cut_word(struct cutter *cutter, struct fault *fault)
{
	cutter->length = 0;
	while (*cutter->at != '\0'
		&& (cutter->quote != 0 || strchr(" \t", *cutter->at) == NULL)) {
		if (!cut_byte(cutter, fault)) {
			return false;
		}
	}
	cutter->word[cutter->length] = '\0';
	return cutter->quote == 0
	       || fault_write(fault,
		       "the %c is not closed; within \" \" of its own, a "
		       "quote is '...' or \\\"...\\\"",
		       cutter->quote);
}

static bool refuse_program(const char *word, struct fault *fault)
{
	struct quote quote;

	fault_quote(&quote, word);
	return fault_write(fault,
		"'%s' is no absolute path; keepalived looks for it along its PATH, and "
		"fipd-exec does not: write what command -v '%s' prints",
		quote.text, quote.text);
}

static bool cut_command(
	const struct statement *one, struct task_command *command, struct fault *fault)
{
	struct cutter cutter = { .at = one->words[1] };

	if (one->has_escape) {
		return refuse_escape(fault);
	}
	if (strstr(cutter.at, "$_") != NULL || strstr(cutter.at, "${_") != NULL) {
		return fault_write(fault,
			"a definition that keepalived makes itself is in it; write "
			"what it stands for");
	}
	while (*(cutter.at += strspn(cutter.at, " \t")) != '\0') {
		if (!cut_word(&cutter, fault)) {
			return false;
		}
		if (command->count == 0 && cutter.length > 0 && cutter.word[0] != '/') {
			return refuse_program(cutter.word, fault);
		}
		if (cutter.length == 0) {
			return fault_write(fault, "a word of it is empty, which "
						  "fipd.yaml cannot have; put the "
						  "line into a script and name that");
		}
		if (!tasks_append_word(command, cutter.word, fault)) {
			return false;
		}
	}
	return command->count > 0 || fault_write(fault, "the command is empty");
}

static void judge_program(const struct draft *draft, const struct statement *one,
	const char *setting, const char *program)
{
	struct fault fault;

	if (!task_files_judge_program(program, &fault)) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_OPEN, setting),
			"%s; fipd --check wants a program that root alone can change: "
			"as install -o root -g root -m 755 makes it",
			fault.text);
	}
}

bool draft_read_command(const struct draft *draft, const struct statement *one,
	const char *setting, struct task_command *command)
{
	struct fault fault;

	memset(command, 0, sizeof(*command));
	if (one->word_count < 2) {
		fault_write(&fault, "a command is missing behind it");
	} else if (cut_command(one, command, &fault)) {
		judge_program(draft, one, setting, command->text);
		return true;
	}
	migration_note(draft->migration, draft_note(draft, one, NOTE_OPEN, setting),
		"not translated: %s", fault.text);
	return false;
}

/* The script_user of the file; of several the last one counts. */
static const struct statement *find_script_user(const struct draft *draft)
{
	const struct statements *all = &draft->migration->statements;
	const struct statement *found = NULL;

	for (size_t i = 0; i < all->count; i = all->list[i].end) {
		const struct statement *one, *block = &all->list[i];
		size_t place = 0;

		while (block->condition == NULL
			&& strcmp(block->words[0], "global_defs") == 0
			&& (one = draft_next(draft, block, &place)) != NULL) {
			if (one->condition == NULL && one->word_count > 1
				&& strcmp(one->words[0], "script_user") == 0) {
				found = one;
			}
		}
	}
	return found;
}

/* The user whom keepalived takes on this host where the file names none. */
static const char *take_usual(
	const struct draft *draft, const struct statement *one, const char *setting)
{
	const char *user = getpwnam(usual_user) != NULL ? usual_user : "root";

	migration_note(draft->migration, draft_note(draft, one, NOTE_NEEDLESS, setting),
		"keepalived runs it as %s here, as the file names no user; most need "
		"nobody's rights, and root has few here: docs/checks.md",
		user);
	return user;
}

const char *draft_choose_user(const struct draft *draft, const struct statement *one,
	size_t place, const char *setting)
{
	const struct statement *general = find_script_user(draft);
	const char *name = one->word_count > place ? one->words[place]
			   : general != NULL       ? general->words[1]
						   : take_usual(draft, one, setting);

	if (one->word_count > place + 1) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_LOST, setting),
			"group %s: a command has the groups of its user",
			one->words[place + 1]);
	}
	if (getpwnam(name) == NULL) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_OPEN, setting),
			"there is no user %s here, and fipd --check wants one", name);
	}
	return name;
}
