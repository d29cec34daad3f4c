/*
 * options - the command line of fipctl: its options, then the verb and its arguments.
 *
 * Options may stand before or after the verb.  The row of a verb lists those that it
 * takes; one that it does not take is an error, not ignored.
 */
#ifndef FIPD_CONTACT_OPTIONS_H
#define FIPD_CONTACT_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit codes of fipctl.  `check` ends as monitoring plugins do, with 0 to 3. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,      /* refused, or failed */
	EXIT_WOULD_CHANGE = 2, /* --dry-run: it is not as asked for */
	EXIT_USAGE = 64,       /* EX_USAGE */
	EXIT_UNREACHABLE = 69, /* EX_UNAVAILABLE: no fipd, or not for this user */
	EXIT_LATE = 75,        /* EX_TEMPFAIL: not in time */
};

enum option_mark {
	OPTION_JSON = 0x01,
	OPTION_NO_WAIT = 0x02,
	OPTION_AFTER = 0x04,
	OPTION_NUMBER = 0x08,
	OPTION_AS_STORY = 0x10,
	OPTION_FORCE = 0x20,
	OPTION_WITHIN = 0x40,
	OPTION_SNMPD = 0x80,
	OPTION_LOCK = 0x100,
	OPTION_HELP = 0x200,
	OPTION_VERSION = 0x400,
	OPTION_PEER_IS_OFF = 0x800,
	OPTION_WARNING = 0x1000,
	OPTION_CRITICAL = 0x2000,
	OPTION_ROLE = 0x4000,
	OPTION_PEER = 0x8000,
	OPTION_FIP = 0x10000,
	OPTION_INTERFACE = 0x20000,
	OPTION_SECRETS = 0x40000,
	OPTION_SNMP = 0x80000,
	OPTION_CENTER = 0x100000,
	OPTION_YES = 0x200000,
	OPTION_EXPORT = 0x400000,
	OPTION_FILE = 0x800000,
	OPTION_HTML = 0x1000000,
	OPTION_LAST = 0x2000000,
	OPTION_SINCE = 0x4000000,
	OPTION_UNTIL = 0x8000000,
	OPTION_STATE = 0x10000000,
	OPTION_FOR = 0x20000000,
	OPTION_DRY_RUN = 0x40000000,
};

enum {
	OPTIONS_FIPS_BYTES = 4096
};

enum option_argument {
	OPTION_NOTHING, /* it takes none */
	OPTION_TEXT,    /* a path; the member is a const char * */
	OPTION_WORD,    /* what is no path; likewise */
	OPTION_WHOLE,   /* a whole number; the member is an uint64_t */
	OPTION_SECONDS, /* the member is an int of milliseconds */
	OPTION_LIST, /* again and again; the member is text with a comma between two */
};

struct option_row {
	const char *name; /* as the user writes it */
	int letter;       /* 0: none */
	unsigned mark;    /* enum option_mark; 0: every verb takes it */
	enum option_argument argument;
	size_t offset; /* of the argument's member of struct options */
};

struct options {
	const char *control; /* path of the control socket */
	unsigned given;      /* enum option_mark */
	int timeout_ms;      /* for an answer; 0: the verb's own */
	uint64_t after;
	uint64_t number;
	uint64_t within_s;
	int warning_ms;    /* of the peer's silence, 0: none */
	int critical_ms;   /* likewise */
	const char *snmpd; /* path of snmpd.conf, NULL: the usual one */
	const char *lock;  /* of fipd-agentx, NULL: the usual one */
	const char *span;  /* of time, as a person writes it; NULL: not given */
	const char *role;  /* these are for setup; NULL: not given */
	const char *peer;  /* for incident too */
	const char *interface;
	const char *secrets; /* path of a file, "-": standard input */
	const char *center;
	const char *file;              /* these are for incident; NULL: not given */
	const char *state;             /* the folder with the recording */
	uint64_t since_s;              /* ago */
	uint64_t until_s;              /* ago */
	char fips[OPTIONS_FIPS_BYTES]; /* with a comma between them */
	int word_count;                /* the verb and its arguments */
	char **words;
};

/* Read the command line; false, and a line on stderr, if it is wrong. */
bool options_read(struct options *options, int argc, char **argv);

/* Return the row at a place of the table of options, NULL behind its end. */
const struct option_row *options_row(size_t place);

/* Return the name of one option mark as the user writes it: "--json". */
const char *options_name(unsigned option);

/* Read a whole number in decimal; false if text is anything else. */
bool options_number(uint64_t *number, const char *text);

#endif
