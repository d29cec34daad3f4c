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

/* The longest come first, so that no part of one remains where a shorter one was. */
static void learn_word(struct secrets *secrets, const char *word)
{
	size_t place = 0;
	char *copy;

	while (place < secrets->count && strlen(secrets->list[place]) >= strlen(word)) {
		if (strcmp(secrets->list[place++], word) == 0) {
			return;
		}
	}
	copy = word[0] == '\0' || secrets->count == SECRETS_MAX ? NULL : strdup(word);
	if (copy == NULL) {
		return;
	}
	memmove(&secrets->list[place + 1], &secrets->list[place],
		(secrets->count - place) * sizeof(secrets->list[0]));
	secrets->list[place] = copy;
	secrets->count++;
}

/* Learn a value as a whole and each of its words. */
static void learn_value(struct secrets *secrets, const char *value, size_t least)
{
	if (strlen(value) >= least) {
		learn_word(secrets, value);
	}
	secrets_learn(secrets, value, least);
}

void secrets_learn(struct secrets *secrets, const char *text, size_t least)
{
	char *copy = strdup(text);
	char *rest = copy;
	char *word;

	while (rest != NULL && (word = strsep(&rest, " \t\r\n\"'")) != NULL) {
		if (strlen(word) >= least) {
			learn_word(secrets, word);
		}
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

struct directive {
	const char *name;
	int shown;    /* words behind it, or how they are looked at */
	bool secrets; /* what is not shown is one, however short */
};

static const struct directive OTHERS = { "", 0, false };
static const struct directive OPTIONS = { "-v", SHOW_OPTIONS, true };

/* clang-format off */
/* table */
static const struct directive DIRECTIVES[] = {
	{ "agentaddress", SHOW_ALL, false },
	{ "master", SHOW_ALL, false },
	{ "agentxsocket", SHOW_ALL, false },
	{ "agentxperms", SHOW_ALL, false },
	{ "agentxtimeout", SHOW_ALL, false },
	{ "agentxretries", SHOW_ALL, false },
	{ "agentxpinginterval", SHOW_ALL, false },
	{ "view", SHOW_ALL, false },
	{ "access", SHOW_ALL, false },
	{ "group", SHOW_ALL, false },
	{ "rouser", SHOW_ALL, false },
	{ "rwuser", SHOW_ALL, false },
	{ "authuser", SHOW_ALL, false },
	{ "authgroup", SHOW_ALL, false },
	{ "authaccess", SHOW_ALL, false },
	{ "setaccess", SHOW_ALL, false },
	{ "iquerysecname", SHOW_ALL, false },
	{ "agentsecname", SHOW_ALL, false },
	{ "authtrapenable", SHOW_ALL, false },
	{ "includefile", SHOW_ALL, false },
	{ "includedir", SHOW_ALL, false },
	{ "includeallfiles", SHOW_ALL, false },
	{ "dontlogtcpwrappersconnects", SHOW_ALL, false },
	{ "sysname", SHOW_ALL, false },
	{ "syslocation", SHOW_ALL, false },
	{ "syscontact", SHOW_ALL, false },
	{ "sysservices", SHOW_ALL, false },
	{ "disk", SHOW_ALL, false },
	{ "includealldisks", SHOW_ALL, false },
	{ "proc", SHOW_ALL, false },
	{ "load", SHOW_ALL, false },
	{ "defaultmonitors", SHOW_ALL, false },
	{ "linkupdownnotifications", SHOW_ALL, false },
	{ "pass", 1, false },
	{ "pass_persist", 1, false },
	{ "extend", 1, false },
	{ "exec", 1, false },
	{ "createuser", 1, true },
	{ "com2sec", 1, true },
	{ "com2sec6", 1, true },
	{ "trapsink", 1, true },
	{ "trap2sink", 1, true },
	{ "informsink", 1, true },
	{ "rocommunity", SHOW_SOURCES, true },
	{ "rwcommunity", SHOW_SOURCES, true },
	{ "rocommunity6", SHOW_SOURCES, true },
	{ "rwcommunity6", SHOW_SOURCES, true },
	{ "trapsess", SHOW_OPTIONS, true },
	{ "proxy", SHOW_OPTIONS, true },
	{ "trapcommunity", 0, true },
	{ "authcommunity", 0, true },
	{ "com2secunix", 1, true },
};
/* clang-format on */

static const struct directive *find_directive(const char *name)
{
	for (size_t i = 0; i < sizeof(DIRECTIVES) / sizeof(DIRECTIVES[0]); i++) {
		if (strcasecmp(DIRECTIVES[i].name, name) == 0) {
			return &DIRECTIVES[i];
		}
	}
	return name[0] == '-' ? &OPTIONS : &OTHERS;
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
	/* com2sec -Cn CONTEXT NAME, createUser -e ENGINE NAME: the name is behind that.
	 */
	if (line->count > 1
		&& (strcmp(line->words[1], "-Cn") == 0
			|| strcmp(line->words[1], "-e") == 0)) {
		return place <= shown + 2;
	}
	return place <= shown;
}

static void put_line(struct secrets *secrets, FILE *out, const struct snmpdline *line)
{
	const struct directive *directive = find_directive(line->words[0]);

	for (int i = 0; i < line->count; i++) {
		const char *word = line->words[i];
		bool shown = is_shown(line, i, directive->shown);

		fprintf(out, "%s%s", i > 0 ? " " : "", shown ? word : LEFT_OUT);
		if (!shown && !is_source(word) && !is_method(word)) {
			learn_value(secrets, word,
				directive->secrets ? 1 : SECRETS_SURE_BYTES);
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

/* A token or password may stand alone elsewhere: of --token=T it is T, of a URL its
 * parts.
 */
static void learn_parts(struct secrets *secrets, const char *value)
{
	const char *at = strchr(value, '@');
	char *copy = strdup(value);
	char *rest = copy;
	char *part;

	while (rest != NULL && (part = strsep(&rest, ":/@?&=#")) != NULL) {
		/* What ends at the @ is the password. */
		bool password =
			at != NULL && part + strlen(part) == copy + (at - value);

		learn_value(secrets, part, password ? 1 : SECRETS_SURE_BYTES);
	}
	free(copy);
}

static void put_value(struct walk *walk, const struct level *level, const char *value)
{
	size_t length = strlen(value);
	size_t shown = may_show(level)                   ? length
		       : strcmp(level->key, "http") == 0 ? measure_url(value)
							 : 0;

	fprintf(walk->out, "%.*s%s", (int)shown, value, shown < length ? LEFT_OUT : "");
	if (shown < length) {
		learn_value(walk->secrets, value + shown, SECRETS_SURE_BYTES);
		learn_parts(walk->secrets, value + shown);
	}
}

static void indent(const struct walk *walk)
{
	fprintf(walk->out, "%*s", (int)(walk->depth > 0 ? 2 * (walk->depth - 1) : 0),
		"");
}

static void take_scalar(struct walk *walk, const char *value, bool is_line)
{
	struct level *level = walk->depth > 0 ? &walk->levels[walk->depth - 1] : NULL;

	if (level == NULL) {
		return;
	}
	if (level->mapping && level->at_key) {
		snprintf(level->key, sizeof(level->key), "%s", value);
		level->at_key = false;
		indent(walk);
		fprintf(walk->out, "%s:", is_key(value) ? value : LEFT_OUT);
		return;
	}
	if (!level->mapping) {
		indent(walk);
		putc('-', walk->out);
	}
	putc(' ', walk->out);
	/* No value has several lines: behind a quote that is open there may be
	 * anything. */
	if (is_line) {
		put_value(walk, level, value);
	} else {
		fputs(LEFT_OUT, walk->out);
		learn_value(walk->secrets, value, SECRETS_SURE_BYTES);
	}
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
		take_scalar(walk, (const char *)event->data.scalar.value,
			event->start_mark.line == event->end_mark.line);
	} else if (type == YAML_ALIAS_EVENT) {
		take_scalar(walk, "*", true);
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
		yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
		yaml_parser_set_input_string(
			&parser, (const unsigned char *)text, strlen(text));
		walk_events(&walk, &parser);
	}
	yaml_parser_delete(&parser);
	return walk.out != NULL && fclose(walk.out) == 0 ? result
							 : (free(result), NULL);
}
