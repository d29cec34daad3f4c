/*
 * schema - the one table of settings: what exists, what it may be, what it is by
 * default.
 *
 * A setting exists only here.  The reader of fipd.yaml, the check of an SNMP SET, the
 * writer of settings.yaml, the manual's list and the example file all go through these
 * rows.  A new setting is a member of struct config and a row.
 */
#ifndef FIPD_SCHEMA_SCHEMA_H
#define FIPD_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schema_type {
	SCHEMA_SWITCH,     /* one of two words; a bool */
	SCHEMA_WORD,       /* one of a few words; an enum */
	SCHEMA_NUMBER,     /* a uint32_t */
	SCHEMA_SPAN,       /* of time; a uint32_t of milliseconds */
	SCHEMA_NAME,       /* a char array */
	SCHEMA_INTERFACE,  /* a char array */
	SCHEMA_PATH,       /* a char array */
	SCHEMA_HOST,       /* a host name or an address; a char array */
	SCHEMA_ADDRESS,    /* a real IP; a struct ip */
	SCHEMA_FIPS,       /* the list of F-IPs */
	SCHEMA_REFERENCES, /* a list of addresses, or the word gateway */
	SCHEMA_KINDS,      /* a list of kinds of events; event_bit in a uint64_t */
	SCHEMA_NETWORKS,   /* a list of networks; a struct config_networks */
	SCHEMA_LINKS,      /* a list of mappings (schema/entries.h), as are the next */
	SCHEMA_CHECKS,     /* to a struct tasks */
	SCHEMA_HOOKS,      /* to a struct tasks */
	SCHEMA_OCCASIONS,  /* a list of roles and kinds; a struct task_occasions */
	SCHEMA_COMMAND,    /* a list of words; a struct task_command */
	SCHEMA_ENDPOINT,   /* host:port; a struct task_endpoint */
	SCHEMA_URL,        /* of HTTP; a char array */
	SCHEMA_CODES,      /* one or a range, 200-399; a struct task_codes */
};

/* A word and what it means.  The first word of a meaning is the one that is written. */
struct schema_word {
	const char *text; /* NULL ends a list */
	uint32_t meaning;
};

struct schema_row {
	const char *name;
	enum schema_type type;
	bool settable;    /* at run time, over SNMP or with fipctl */
	bool shown;       /* the example file sets it, else it is a comment there */
	size_t offset;    /* of the member in its struct */
	uint32_t minimum; /* of a number, a span in ms, a text's length */
	uint32_t maximum;
	const struct schema_word *words;
	const char *initial; /* the default as text, or NULL */
	const char *absent;  /* without: what holds if the setting is not there */
	const char *sample;  /* for the example file; NULL: the default */
	const char *object;  /* its name in FIPD-MIB, or NULL */
	/* Where the status tells the setting: an object of its JSON, and the key there;
	 * NULL: it does not. */
	const char *group;
	const char *key;
	const char *description; /* one sentence */
};

/* Return the row at a place of the table, NULL behind its end. */
const struct schema_row *schema_row(size_t index);

/* Return the row of a setting, or NULL if there is no such setting. */
const struct schema_row *schema_find(const char *name);

/* Return the place of a row in the table. */
size_t schema_index(const struct schema_row *row);

/* Return the word that a row has for a meaning, "" if it has none. */
const char *schema_word(const struct schema_row *row, uint32_t meaning);

#endif
