#include "support/redaction.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "doctor/snmpd_line.h"
#include "schema/schema.h"

static const char LEFT_OUT[] = "(left out)";

static void learn_word(struct secrets *secrets, const char *word)
{
	char *copy;

	for (size_t i = 0; i < secrets->count; i++) {
		if (strcmp(secrets->list[i], word) == 0) {
			return;
		}
	}
	if (word[0] == '\0' || secrets->count == SECRETS_MAX) {
		return;
	}
	copy = strdup(word);
	if (copy != NULL) {
		secrets->list[secrets->count++] = copy;
	}
}

void secrets_learn(struct secrets *secrets, const char *text)
{
	char *copy = strdup(text);
	char *rest = copy;
	char *word;

	while (rest != NULL && (word = strsep(&rest, " \t\r\n\"'")) != NULL) {
		learn_word(secrets, word);
	}
	free(copy);
}

static bool is_part_of_word(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_';
}

/* A short one counts as a word only: `it` is no secret in `with`. */
static bool stands_alone(const char *bytes, size_t length, const char *at, size_t size)
{
	if (size >= SECRETS_LEAST_BYTES) {
		return true;
	}
	return (at == bytes || !is_part_of_word(at[-1]))
	       && (at + size == bytes + length || !is_part_of_word(at[size]));
}

void secrets_hide(
	const struct secrets *secrets, char *bytes, size_t length, size_t least)
{
	for (size_t i = 0; i < secrets->count; i++) {
		const char *secret = secrets->list[i];
		size_t size = strlen(secret);
		char *at = bytes;

		while (size >= least
			&& (at = memmem(
				    at, length - (size_t)(at - bytes), secret, size))
				   != NULL) {
			if (stands_alone(bytes, length, at, size)) {
				memset(at, '*', size);
			}
			at += size;
		}
	}
}

void secrets_free(struct secrets *secrets)
{
	for (size_t i = 0; i < secrets->count; i++) {
		free(secrets->list[i]);
	}
	secrets->count = 0;
}

/* 1. net-snmp. */

enum {
	SHOW_ALL = SNMPDLINE_WORDS_MAX,
	SHOW_SOURCES = -1, /* what cannot be anything but an address, view or OID */
	SHOW_OPTIONS = -2, /* options that are no secret, with their values */
};

/* table */
static const struct {
	const char *name;
	int shown; /* words behind it, or how they are looked at */
} DIRECTIVES[] = {
	{ "agentaddress", SHOW_ALL },
	{ "master", SHOW_ALL },
	{ "agentxsocket", SHOW_ALL },
	{ "agentxperms", SHOW_ALL },
	{ "agentxtimeout", SHOW_ALL },
	{ "agentxretries", SHOW_ALL },
	{ "agentxpinginterval", SHOW_ALL },
	{ "view", SHOW_ALL },
	{ "access", SHOW_ALL },
	{ "group", SHOW_ALL },
	{ "rouser", SHOW_ALL },
	{ "rwuser", SHOW_ALL },
	{ "authuser", SHOW_ALL },
	{ "authgroup", SHOW_ALL },
	{ "authaccess", SHOW_ALL },
	{ "setaccess", SHOW_ALL },
	{ "iquerysecname", SHOW_ALL },
	{ "agentsecname", SHOW_ALL },
	{ "authtrapenable", SHOW_ALL },
	{ "includefile", SHOW_ALL },
	{ "includedir", SHOW_ALL },
	{ "includeallfiles", SHOW_ALL },
	{ "dontlogtcpwrappersconnects", SHOW_ALL },
	{ "sysname", SHOW_ALL },
	{ "syslocation", SHOW_ALL },
	{ "syscontact", SHOW_ALL },
	{ "sysservices", SHOW_ALL },
	{ "disk", SHOW_ALL },
	{ "includealldisks", SHOW_ALL },
	{ "proc", SHOW_ALL },
	{ "load", SHOW_ALL },
	{ "defaultmonitors", SHOW_ALL },
	{ "linkupdownnotifications", SHOW_ALL },
	{ "pass", 1 },
	{ "pass_persist", 1 },
	{ "extend", 1 },
	{ "exec", 1 },
	{ "createuser", 1 },
	{ "com2sec", 1 },
	{ "com2sec6", 1 },
	{ "trapsink", 1 },
	{ "trap2sink", 1 },
	{ "informsink", 1 },
	{ "rocommunity", SHOW_SOURCES },
	{ "rwcommunity", SHOW_SOURCES },
	{ "rocommunity6", SHOW_SOURCES },
	{ "rwcommunity6", SHOW_SOURCES },
	{ "trapsess", SHOW_OPTIONS },
	{ "proxy", SHOW_OPTIONS },
};

static int find_shown(const char *name)
{
	for (size_t i = 0; i < sizeof(DIRECTIVES) / sizeof(DIRECTIVES[0]); i++) {
		if (strcasecmp(DIRECTIVES[i].name, name) == 0) {
			return DIRECTIVES[i].shown;
		}
	}
	return name[0] == '-' ? SHOW_OPTIONS : 0;
}

static bool is_source(const char *word)
{
	return strcmp(word, "default") == 0 || strcmp(word, "-V") == 0
	       || (strpbrk(word, ".:") != NULL
		       && word[strspn(word, "0123456789abcdefABCDEF.:/[]")] == '\0');
}

/* The name of a method and nothing that somebody has mistaken for one. */
static bool is_method(const char *word)
{
	static const char *const names[] = { "MD5", "SHA", "SHA-224", "SHA-256",
		"SHA-384", "SHA-512", "DES", "AES", "AES-128", "AES-192", "AES-256" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcasecmp(word, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_level(const char *word)
{
	return strcasecmp(word, "noAuthNoPriv") == 0
	       || strcasecmp(word, "authNoPriv") == 0
	       || strcasecmp(word, "authPriv") == 0;
}

static bool is_shown_option(const char *word)
{
	return strlen(word) == 2 && word[0] == '-'
	       && strchr("vltruax", word[1]) != NULL;
}

/* What an option that was mistaken for another one has behind it is not shown. */
static bool is_option_value(const char *option, const char *word)
{
	if (!is_shown_option(option)) {
		return false;
	}
	switch (option[1]) {
	case 'a':
	case 'x':
		return is_method(word);
	case 'l':
		return is_level(word);
	case 'u':
		return word[0] != '-';
	default:
		return word[strspn(word, "0123456789.c")] == '\0';
	}
}

static bool is_shown(const struct snmpdline *line, int place, int shown)
{
	const char *word = line->words[place];
	const char *before = place > 0 ? line->words[place - 1] : "";

	if (shown == SHOW_SOURCES) {
		return place == 0 || (place > 1 && is_source(word));
	}
	if (shown == SHOW_OPTIONS) {
		return is_shown_option(word) || is_option_value(before, word)
		       || (place == 0 && word[0] != '-')
		       || (place == line->count - 1 && is_source(word));
	}
	return place <= shown;
}

static void put_line(struct secrets *secrets, FILE *out, const struct snmpdline *line)
{
	int shown = find_shown(line->words[0]);

	for (int i = 0; i < line->count; i++) {
		bool plain = is_shown(line, i, shown);

		fprintf(out, "%s%s", i > 0 ? " " : "",
			plain ? line->words[i] : LEFT_OUT);
		if (!plain && !is_source(line->words[i])
			&& !is_method(line->words[i])) {
			secrets_learn(secrets, line->words[i]);
			learn_word(secrets, line->words[i]);
		}
	}
	putc('\n', out);
}

char *redaction_snmp(struct secrets *secrets, char *text)
{
	char *result = NULL;
	size_t length;
	FILE *out = open_memstream(&result, &length);
	char *row;

	if (out == NULL) {
		return NULL;
	}
	/* An empty line stays for the numbers of the others. */
	while ((row = strsep(&text, "\n")) != NULL) {
		struct snmpdline line = snmpdline_split(row);

		if (line.count > 0) {
			put_line(secrets, out, &line);
		} else {
			putc('\n', out);
		}
	}
	return fclose(out) == 0 ? result : (free(result), NULL);
}

/* 2. fipd.yaml. */

enum {
	DEPTH_MAX = 8,
	KEY_BYTES = 32,
};

/* A mapping or list that is open, and where in it the reader is. */
struct level {
	bool mapping;
	bool at_key;         /* the next scalar of the mapping is a key */
	char key[KEY_BYTES]; /* the last one; that of a list is its owner's */
	int place;           /* of the next entry of a list */
};

struct walk {
	struct secrets *secrets;
	FILE *out;
	size_t depth;
	struct level levels[DEPTH_MAX];
};

/* Of checks and hooks; the schema has the others. */
static bool is_known(const char *key)
{
	static const char *const names[] = { "name", "tcp", "interval", "timeout",
		"rise", "fall", "effect", "status", "user", "on", "arguments",
		"interface", "address", "peer" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(key, names[i]) == 0) {
			return true;
		}
	}
	return schema_find(key) != NULL;
}

/* Keys whose values are looked at one by one. */
static bool is_key(const char *key)
{
	return is_known(key) || strcmp(key, "checks") == 0 || strcmp(key, "hooks") == 0
	       || strcmp(key, "command") == 0 || strcmp(key, "http") == 0;
}

static bool may_show(const struct level *level)
{
	/* Of a command the program, whose arguments may be tokens. */
	if (strcmp(level->key, "command") == 0) {
		return !level->mapping && level->place == 0;
	}
	return is_known(level->key);
}

/* A URL up to its host's end, unless there is a password before that. */
static size_t measure_url(const char *url)
{
	const char *host = strstr(url, "://");
	size_t length;

	if (host == NULL) {
		return 0;
	}
	length = (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
	return memchr(url, '@', length) == NULL ? length : 0;
}

static void put_value(struct walk *walk, const struct level *level, const char *value)
{
	size_t length = strlen(value);
	size_t shown = may_show(level)                   ? length
		       : strcmp(level->key, "http") == 0 ? measure_url(value)
							 : 0;

	fprintf(walk->out, "%.*s%s", (int)shown, value, shown < length ? LEFT_OUT : "");
	if (shown < length) {
		secrets_learn(walk->secrets, value + shown);
		learn_word(walk->secrets, value + shown);
	}
}

static void indent(const struct walk *walk)
{
	fprintf(walk->out, "%*s", (int)(walk->depth > 0 ? 2 * (walk->depth - 1) : 0),
		"");
}

static void take_scalar(struct walk *walk, const char *value)
{
	struct level *level = walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;

	if (level == NULL) {
		return;
	}
	if (level->mapping && level->at_key) {
		snprintf(level->key, sizeof(level->key), "%s", value);
		level->at_key = false;
		indent(walk);
		fprintf(walk->out, "%s: ", is_key(value) ? value : LEFT_OUT);
		return;
	}
	if (!level->mapping) {
		indent(walk);
		fputs("- ", walk->out);
	}
	put_value(walk, level, value);
	putc('\n', walk->out);
	level->at_key = true;
	level->place++;
}

static bool open_level(struct walk *walk, bool mapping)
{
	struct level *owner = walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;
	struct level *level = &walk->levels[walk->depth];

	if (walk->depth == DEPTH_MAX) {
		fputs("\n# too deep: the rest is left out\n", walk->out);
		return false;
	}
	if (owner != NULL) {
		if (!owner->mapping) {
			indent(walk);
			putc('-', walk->out);
		}
		putc('\n', walk->out);
		owner->at_key = true;
		owner->place++;
	}
	*level = (struct level){ .mapping = mapping, .at_key = true };
	if (owner != NULL) {
		memcpy(level->key, owner->key, sizeof(level->key));
	}
	walk->depth++;
	return true;
}

/* Return whether the text goes on and is YAML so far. */
static bool take_event(struct walk *walk, const yaml_event_t *event)
{
	yaml_event_type_t type = event->type;

	if (type == YAML_SCALAR_EVENT) {
		take_scalar(walk, (const char *)event->data.scalar.value);
	} else if (type == YAML_ALIAS_EVENT) {
		take_scalar(walk, "*");
	} else if (type == YAML_MAPPING_START_EVENT
		   || type == YAML_SEQUENCE_START_EVENT) {
		return open_level(walk, type == YAML_MAPPING_START_EVENT);
	} else if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT) {
		walk->depth--;
	}
	return type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT;
}

static void walk_events(struct walk *walk, yaml_parser_t *parser)
{
	bool more = true;

	while (more) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event)) {
			fputs("\n# no YAML from here on: the rest is left out\n",
				walk->out);
			return;
		}
		more = take_event(walk, &event);
		yaml_event_delete(&event);
	}
}

char *redaction_yaml(struct secrets *secrets, const char *text)
{
	char *result = NULL;
	size_t length;
	struct walk walk = { .secrets = secrets };
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser)) {
		return NULL;
	}
	walk.out = open_memstream(&result, &length);
	if (walk.out != NULL) {
		yaml_parser_set_input_string(
			&parser, (const unsigned char *)text, strlen(text));
		walk_events(&walk, &parser);
	}
	yaml_parser_delete(&parser);
	return walk.out != NULL && fclose(walk.out) == 0 ? result
							 : (free(result), NULL);
}
