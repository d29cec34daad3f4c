#include "doctor/snmpd_sink.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Informs that wait for a receiver must be repeated as long as it may be away. */
#define ENOUGH_RETRIES "100000"

/* What the options of a sink say; the values are words of the line, NULL: not given. */
struct sink_options {
	bool informs;
	const char *version;
	const char *engine;
	const char *retries;
	const char *host; /* "": there is none */
};

/*
 * Return the value of an option, in the same word or the next, which *place moves to;
 * "" for one that has none.  That of -3 may be in two words, a letter and a key.
 */
static const char *take_value(const struct snmpdline *line, int *place)
{
	const char *word = snmpdline_word(line, *place);
	const char *value = word + 2;

	if (strchr("VhHd", word[1]) != NULL) {
		return "";
	}
	if (*value == '\0') {
		value = snmpdline_word(line, ++*place);
	}
	if (word[1] == '3' && strlen(value) == 1) {
		++*place;
	}
	return value;
}

static void append_text(char *text, const char *more)
{
	size_t used = strlen(text);

	snprintf(
		text + used, SNMPDLINE_BYTES - used, "%s%s", used > 0 ? " " : "", more);
}

/* Write an option of the right line; nobody is to read a secret over a shoulder. */
static void append_option(char *text, char letter, const char *value)
{
	char option[SNMPDLINE_PATH_BYTES];
	bool secret = strchr("AXc3kK", letter) != NULL;

	snprintf(option, sizeof(option), "-%c%s%s", letter, *value == '\0' ? "" : " ",
		secret ? "..." : value);
	append_text(text, option);
}

/* The host is the first word that is no option's, wherever it is: getopt(3) permutes.
 */
static struct sink_options read_options(const struct snmpdline *line, char *right)
{
	struct sink_options options = { .host = "" };

	append_text(right, snmpdline_word(line, 0));
	for (int i = 1; i < line->count; i++) {
		const char *word = snmpdline_word(line, i);
		char letter = word[0] == '-' ? word[1] : '\0';
		const char *value = letter == '\0' ? "" : take_value(line, &i);

		if (letter == '\0' && options.host[0] == '\0') {
			options.host = word;
		}
		options.informs |= letter == 'C' && strchr(value, 'i') != NULL;
		if (letter == 'v') {
			options.version = value;
		} else if (letter == 'e') {
			options.engine = value;
		} else if (letter == 'r') {
			options.retries = value;
			continue;
		}
		if (letter != '\0') {
			append_option(right, letter, value);
		}
	}
	return options;
}

/* net-snmp's own default is SNMPv3, and five retries. */
static enum sink_fault judge(const struct sink_options *options)
{
	bool usm = options->version == NULL || strcmp(options->version, "3") == 0;

	if (!options->informs) {
		return SINK_GOOD;
	}
	if (usm && options->engine == NULL) {
		return SINK_BLOCKS;
	}
	return options->retries == NULL || strlen(options->retries) < 5 ? SINK_GIVES_UP
									: SINK_GOOD;
}

/* "udp6:[2001:db8::1]:162" -> "2001:db8::1" */
static void cut_name(char name[SNMPDLINE_PATH_BYTES], const char *host)
{
	static const char *const transports[] = {
		"udp:", "udp6:", "tcp:", "tcp6:", "dtlsudp:", "tlstcp:"
	};
	size_t length;

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		size_t prefix = strlen(transports[i]);

		if (strncmp(host, transports[i], prefix) == 0) {
			host += prefix;
		}
	}
	length = strlen(host);
	if (host[0] == '[') {
		host++;
		length = strcspn(host, "]");
	} else if (strchr(host, ':') == strrchr(host, ':')) {
		length = strcspn(host, ":");
	}
	snprintf(name, SNMPDLINE_PATH_BYTES, "%.*s", (int)length, host);
}

static void begin(
	struct snmpdsink *sink, const struct snmpdline *line, const char *host)
{
	memset(sink, 0, sizeof(*sink));
	snprintf(sink->host, sizeof(sink->host), "%s", host);
	cut_name(sink->name, host);
	snprintf(sink->place, sizeof(sink->place), "%.*s:%u", SNMPDLINE_PATH_BYTES - 1,
		line->path, line->number);
}

static bool read_session(struct snmpdsink *sink, const struct snmpdline *line)
{
	char right[SNMPDLINE_BYTES] = "";
	struct sink_options options = read_options(line, right);

	begin(sink, line, options.host);
	snprintf(sink->right, sizeof(sink->right), "%s", right);
	sink->fault = judge(&options);
	if (sink->fault == SINK_BLOCKS) {
		append_text(sink->right, "-e 0xENGINEID");
	}
	append_text(sink->right, "-r " ENOUGH_RETRIES);
	append_text(sink->right, options.host);
	return sink->host[0] != '\0';
}

/* Its retries cannot be said: only trapsess has options. */
bool snmpdsink_read(struct snmpdsink *sink, const struct snmpdline *line)
{
	if (strcasecmp(snmpdline_word(line, 0), "trapsess") == 0) {
		return read_session(sink, line);
	}
	begin(sink, line, snmpdline_word(line, 1));
	if (strcasecmp(snmpdline_word(line, 0), "informsink") == 0) {
		sink->fault = SINK_GIVES_UP;
		append_text(
			sink->right, "trapsess -v 2c -c ... -Ci -r " ENOUGH_RETRIES);
		append_text(sink->right, sink->host);
	}
	return sink->host[0] != '\0';
}
