#include "config/keys.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "values/span.h"
#include "values/text_file.h"

enum {
	ID_DIGITS_MAX = 3,
	ID_MAX = 255,
};

/* As the units' user reads it. */
#define RIGHTS_HINT "chown root:" KEYS_USER " %s && chmod 640 %s"

/* One pass over a key file.  No message may quote it: any word may be the secret. */
struct key_parser {
	struct keys *keys;
	const char *name;
	struct diagnostics *diagnostics;
	size_t line;
	size_t lines[KEYS_MAX]; /* where each key stands */
};

/* A word of a line, and its column from 1. */
struct word {
	const char *text;
	size_t length;
	size_t column;
};

static void report(struct key_parser *parser, size_t column, const char *text)
{
	diagnostics_add(
		parser->diagnostics, parser->name, parser->line, column, "%s", text);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Take the next word off the rest of a line that begins at start. */
static struct word take_word(const char **rest, const char *start, const char *end)
{
	struct word word;

	while (*rest < end && is_blank(**rest)) {
		(*rest)++;
	}
	word.text = *rest;
	word.column = (size_t)(*rest - start) + 1;
	while (*rest < end && !is_blank(**rest)) {
		(*rest)++;
	}
	word.length = (size_t)(*rest - word.text);
	return word;
}

static bool parse_id(const struct word *word, uint8_t *id)
{
	uint64_t number;

	if (word->length > ID_DIGITS_MAX
		|| span_digits(word->text, word->length, &number) != word->length) {
		return false;
	}
	*id = (uint8_t)number;
	return number >= 1 && number <= ID_MAX;
}

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	if (digit >= 'a' && digit <= 'f') {
		return digit - 'a' + 10;
	}
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool check_length(struct key_parser *parser, const struct word *word)
{
	if (word->length < 2 * KEY_MIN_BYTES || word->length > 2 * KEY_MAX_BYTES) {
		diagnostics_add(parser->diagnostics, parser->name, parser->line,
			word->column,
			"the key has %zu characters; "
			"%d to %d hexadecimal digits are needed",
			word->length, 2 * KEY_MIN_BYTES, 2 * KEY_MAX_BYTES);
		return false;
	}
	if (word->length % 2 != 0) {
		report(parser, word->column,
			"the key has an odd number of digits; two make a byte");
		return false;
	}
	return true;
}

static bool parse_bytes(
	struct key_parser *parser, const struct word *word, struct key *key)
{
	for (size_t i = 0; i < word->length; i++) {
		if (digit_value(word->text[i]) < 0) {
			report(parser, word->column + i,
				"not a hexadecimal digit; "
				"0 to 9 and a to f make a key");
			return false;
		}
	}
	if (!check_length(parser, word)) {
		return false;
	}
	for (size_t i = 0; i < word->length; i += 2) {
		key->bytes[i / 2] = (uint8_t)(digit_value(word->text[i]) * 16
					      + digit_value(word->text[i + 1]));
	}
	key->length_bytes = (uint8_t)(word->length / 2);
	return true;
}

static bool parse_words(
	struct key_parser *parser, const struct word words[3], struct key *key)
{
	bool good = parse_id(&words[0], &key->id);

	if (!good) {
		report(parser, words[0].column,
			"a line begins with the key's id, a number from 1 to 255");
	}
	if (words[1].length == 0) {
		report(parser, words[1].column,
			"no key follows the id; write 'id key' on one line");
		return false;
	}
	if (words[2].length != 0) {
		report(parser, words[2].column,
			"more than an id and a key; write 'id key' on one line");
		good = false;
	}
	return parse_bytes(parser, &words[1], key) && good;
}

static void keep(struct key_parser *parser, const struct key *key, size_t column)
{
	struct keys *keys = parser->keys;

	for (size_t i = 0; i < keys->count; i++) {
		if (keys->list[i].id == key->id) {
			diagnostics_add(parser->diagnostics, parser->name, parser->line,
				column,
				"id %u is used a second time; the first is in line %zu",
				(unsigned int)key->id, parser->lines[i]);
			return;
		}
	}
	if (keys->count == KEYS_MAX) {
		diagnostics_add(parser->diagnostics, parser->name, parser->line, column,
			"one key too many; %d are allowed", KEYS_MAX);
		return;
	}
	parser->lines[keys->count] = parser->line;
	keys->list[keys->count++] = *key;
}

static void parse_line(struct key_parser *parser, const char *line, size_t length)
{
	const char *comment = memchr(line, '#', length);
	const char *end = comment == NULL ? line + length : comment;
	const char *rest = line;
	struct word words[3];
	struct key key = { 0 };

	for (size_t i = 0; i < 3; i++) {
		words[i] = take_word(&rest, line, end);
	}
	if (words[0].length != 0 && parse_words(parser, words, &key)) {
		keep(parser, &key, words[0].column);
	}
	explicit_bzero(&key, sizeof(key));
}

bool keys_parse(struct keys *keys, const char *name, const char *text, size_t length,
	struct diagnostics *diagnostics)
{
	struct key_parser parser = {
		.keys = keys,
		.name = name,
		.diagnostics = diagnostics,
	};
	size_t before = diagnostics->count;
	const char *end = text + length;

	keys->count = 0;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline == NULL ? end : newline;

		parser.line++;
		parse_line(&parser, text, (size_t)(stop - text));
		text = newline == NULL ? end : newline + 1;
	}
	if (keys->count == 0 && diagnostics->count == before) {
		diagnostics_add(diagnostics, name, 0, 0,
			"has no key in it; make one with: fipctl keygen >> %s", name);
	}
	if (diagnostics->count != before) {
		explicit_bzero(keys, sizeof(*keys));
	}
	return diagnostics->count == before;
}

static bool is_readers_group(gid_t group)
{
	const struct group *service;

	if (group == getegid()) {
		return geteuid() != 0;
	}
	/* Root reads it for the service, and a member of its group may. */
	service = getgrnam(KEYS_USER);
	return service != NULL && service->gr_gid == group;
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = folder == NULL ? 0 : strlen(folder);

	return length > 1 && strncmp(path, folder, length) == 0 && path[length] == '/'
	       && strstr(path, "/../") == NULL;
}

/*
 * systemd gives the service's user an access list, which shows as the group's mode.
 * Whoever checks the file beside the service is not told where its credentials are.
 */
static bool is_credential(const char *path)
{
	return is_below(path, getenv("CREDENTIALS_DIRECTORY"))
	       || is_below(path, "/run/credentials");
}

static void check_owner(
	const struct stat *about, const char *path, struct diagnostics *diagnostics)
{
	uid_t own = geteuid();

	if (about->st_uid == 0 || about->st_uid == own) {
		return;
	}
	diagnostics_add(diagnostics, path, 0, 0,
		"belongs to user %u; it must belong to root, or to user %u, as whom "
		"fipd runs: " RIGHTS_HINT,
		(unsigned int)about->st_uid, (unsigned int)own, path, path);
}

static void check_mode(
	const struct stat *about, const char *path, struct diagnostics *diagnostics)
{
	mode_t others = about->st_mode & (S_IRWXG | S_IRWXO);

	if (others == 0
		|| (others == S_IRGRP && about->st_uid == 0
			&& (is_readers_group(about->st_gid) || is_credential(path)))) {
		return;
	}
	diagnostics_add(diagnostics, path, 0, 0,
		"has mode %04o and group %u, so others can use the key: " RIGHTS_HINT,
		(unsigned int)about->st_mode & 07777, (unsigned int)about->st_gid, path,
		path);
}

/* The open file is asked, not its name, which may mean another file a moment later. */
static bool check_access(int fd, const char *path, struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;
	struct stat about;

	if (fstat(fd, &about) < 0) {
		diagnostics_add(diagnostics, path, 0, 0, "cannot be examined: %s",
			file_explain(-errno));
		return false;
	}
	check_owner(&about, path, diagnostics);
	check_mode(&about, path, diagnostics);
	return diagnostics->count == before;
}

static void report_error(int error, const char *path, struct diagnostics *diagnostics)
{
	if (error == -ENOENT) {
		diagnostics_add(diagnostics, path, 0, 0,
			"there is no key file; make one with: fipctl keygen %s", path);
		return;
	}
	if (error == -EACCES) {
		diagnostics_add(diagnostics, path, 0, 0,
			"cannot be read by user %u, as whom fipd runs: " RIGHTS_HINT,
			(unsigned int)geteuid(), path, path);
		return;
	}
	diagnostics_add(
		diagnostics, path, 0, 0, "cannot be read: %s", file_explain(error));
}

static bool read_keys(
	int fd, struct keys *keys, const char *path, struct diagnostics *diagnostics)
{
	char *text;
	size_t length;
	bool good = check_access(fd, path, diagnostics);
	int error = file_read(fd, KEYS_FILE_MAX_BYTES, &text, &length);

	if (error < 0) {
		report_error(error, path, diagnostics);
		return false;
	}
	good = keys_parse(keys, path, text, length, diagnostics) && good;
	if (!good) {
		explicit_bzero(keys, sizeof(*keys));
	}
	explicit_bzero(text, length);
	free(text);
	return good;
}

bool keys_read(struct keys *keys, const char *path, struct diagnostics *diagnostics)
{
	bool good;
	int fd = file_open(path, true);

	keys->count = 0;
	if (fd < 0) {
		report_error(fd, path, diagnostics);
		return false;
	}
	good = read_keys(fd, keys, path, diagnostics);
	close(fd);
	return good;
}
