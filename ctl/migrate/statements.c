#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migrate/migration.h"
#include "values/plain.h"
#include "values/text_file.h"

enum {
	FILE_BYTES_MAX = 1024 * 1024,
	FILES_MAX = 64,
	INCLUDES_DEEP = 8,
	BLOCKS_DEEP = 16,
	STATEMENTS_MAX = 20000,
	DEFINITIONS_MAX = 256,
	LINE_BYTES_MAX = 4096,
};

struct definition {
	char *name;
	char *value;
};

struct reader {
	struct statements *statements;
	size_t definition_count;
	struct definition definitions[DEFINITIONS_MAX];
	size_t open_count;
	size_t open[BLOCKS_DEEP]; /* the blocks around, by their places */
	size_t include_count;
	struct stat includes[INCLUDES_DEEP]; /* the files around */
	bool may_open;    /* the last statement can have its { on a line of its own */
	const char *file; /* that is read, and the line in it */
	size_t line;
};

__attribute__((format(printf, 2, 3))) static bool complain(
	const struct reader *reader, const char *format, ...)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "%s:%zu: ", reader->file, reader->line);
	va_list list;

	va_start(list, format);
	if (used < (int)sizeof(text)) {
		vsnprintf(text + used, sizeof(text) - (size_t)used, format, list);
	}
	va_end(list);
	plain_make(text, strlen(text), '?');
	fprintf(stderr, "fipctl: %s\n", text);
	return false;
}

static bool complain_of_file(const char *path, int error)
{
	fprintf(stderr, "fipctl: %s: %s%s\n", path, file_explain(error),
		error == -EFBIG    ? ": 1 MB at most, in text"
		: error == -ENOENT ? "; keepalived's is /etc/keepalived/keepalived.conf"
		: error == -EACCES ? ": be root for it"
				   : "");
	return false;
}

/* Cut a line at its comment; a quoted # or !, or one behind a \, begins none. */
static void cut_comment(char *line)
{
	bool quoted = false;

	for (; *line != '\0'; line++) {
		if (*line == '\\' && line[1] != '\0') {
			line++;
		} else if (*line == '"') {
			quoted = !quoted;
		} else if (!quoted && (*line == '#' || *line == '!')) {
			*line = '\0';
			return;
		}
	}
}

static const char *find_value(
	const struct reader *reader, const char *name, size_t size)
{
	for (size_t i = reader->definition_count; i-- > 0;) {
		const struct definition *one = &reader->definitions[i];

		if (strlen(one->name) == size && strncmp(one->name, name, size) == 0) {
			return one->value;
		}
	}
	return NULL;
}

static size_t name_length(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789_");
}

/* The value of the $NAME or ${NAME} at text, whose length it tells; NULL: none. */
static const char *look_up(const struct reader *reader, const char *text, size_t *used)
{
	bool braced = text[1] == '{';
	size_t begin = braced ? 2 : 1;
	size_t length = name_length(text + begin);

	*used = begin + length + (braced ? 1 : 0);
	if (length == 0 || (braced && text[begin + length] != '}')) {
		return NULL;
	}
	return find_value(reader, text + begin, length);
}

/* Put the values of definitions in; a name without one stays, as with keepalived. */
static bool expand(const struct reader *reader, const char *from, char *to)
{
	size_t length = 0, used;

	while (*from != '\0') {
		const char *value = *from == '$' ? look_up(reader, from, &used) : NULL;
		size_t more = value != NULL ? strlen(value) : 1;

		if (value == NULL) {
			value = from;
			used = 1;
		}
		if (length + more >= LINE_BYTES_MAX) {
			return complain(reader,
				"the line has more than %d bytes; cut it into several",
				LINE_BYTES_MAX - 1);
		}
		memcpy(to + length, value, more);
		length += more;
		from += used;
	}
	to[length] = '\0';
	return true;
}

static bool define(struct reader *reader, char *line)
{
	size_t length = name_length(line + 1);
	char *value = line + 1 + length + 1;
	struct definition *one = &reader->definitions[reader->definition_count];

	if (reader->definition_count == DEFINITIONS_MAX) {
		return complain(reader, "the definition is one too many; %d are read",
			DEFINITIONS_MAX);
	}
	one->name = strndup(line + 1, length);
	one->value = strdup(value + strspn(value, " \t"));
	if (one->name == NULL || one->value == NULL) {
		free(one->name);
		free(one->value);
		return complain(reader, "%s", strerror(ENOMEM));
	}
	reader->definition_count++;
	return true;
}

static struct statement *add_statement(struct reader *reader)
{
	struct statements *statements = reader->statements;
	struct statement *grown = NULL;

	if (statements->count == STATEMENTS_MAX) {
		complain(reader, "the directive is one too many; %d are read",
			STATEMENTS_MAX);
		return NULL;
	}
	if ((statements->count & (statements->count - 1)) == 0) {
		size_t room = statements->count == 0 ? 1 : 2 * statements->count;

		grown = realloc(statements->list, room * sizeof(*grown));
		if (grown == NULL) {
			complain(reader, "%s", strerror(ENOMEM));
			return NULL;
		}
		statements->list = grown;
	}
	statements->list[statements->count] = (struct statement){
		.file = reader->file,
		.line = reader->line,
		.last_line = reader->line,
		.end = statements->count + 1,
	};
	return &statements->list[statements->count++];
}

/* Take the word at text, in place, and return what is behind it; NULL: not closed. */
static char *take_word(char *text, const char **word)
{
	char *to = text;
	bool quoted = false;

	*word = text;
	while (*text != '\0' && (quoted || strchr(" \t\r", *text) == NULL)) {
		if (*text == '"') {
			quoted = !quoted;
			text++;
			continue;
		}
		text += *text == '\\' && text[1] != '\0' ? 1 : 0;
		*to++ = *text++;
	}
	if (quoted) {
		return NULL;
	}
	text += *text != '\0' ? 1 : 0;
	*to = '\0';
	return text;
}

/* What stands at the top of a file stands in a block where an older { is open. */
static bool check_nesting(const struct reader *reader, const struct statement *one)
{
	static const char *const top[] = { "vrrp_instance", "vrrp_sync_group",
		"vrrp_script", "global_defs", "virtual_server" };

	for (size_t i = 0; reader->open_count > 0 && i < sizeof(top) / sizeof(top[0]);
		i++) {
		const struct statement *around =
			&reader->statements->list[reader->open[reader->open_count - 1]];

		if (strcmp(one->words[0], top[i]) == 0) {
			return complain(reader,
				"%s stands in the block of %s at line %zu; close that "
				"one by a } before",
				top[i], around->words[0], around->line);
		}
	}
	return true;
}

/* Read the words of a statement, which is up to a brace or the end of its line. */
static bool take_statement(struct reader *reader, const char *text, size_t length)
{
	struct statement *one = add_statement(reader);
	char *rest;

	if (one == NULL) {
		return false;
	}
	one->text = strndup(text, length);
	if (one->text == NULL) {
		return complain(reader, "%s", strerror(ENOMEM));
	}
	for (const char *at = one->text;
		(at = strchr(at, '\\')) != NULL && at[1] != '\0'; at += 2) {
		one->has_escape = one->has_escape || isalnum((unsigned char)at[1]);
	}
	rest = one->text;
	if (*rest == '@') {
		rest = take_word(rest, &one->condition);
	}
	while (rest != NULL && *(rest += strspn(rest, " \t\r")) != '\0') {
		const char *word;

		rest = take_word(rest, &word);
		if (one->word_count < STATEMENT_WORDS_MAX) {
			one->words[one->word_count++] = word;
		}
	}
	if (rest == NULL) {
		return complain(reader,
			"a \" is not closed; a string ends on its line by another \"");
	}
	if (one->word_count == 0) {
		one->words[one->word_count++] = one->condition != NULL ? "" : "{";
	}
	reader->may_open = true;
	return check_nesting(reader, one);
}

static bool open_block(struct reader *reader)
{
	size_t place = reader->statements->count - 1;

	if (!reader->may_open) {
		return complain(reader, "a { without the name of a block before it; "
					"write one, as in vrrp_instance VI_1 {");
	}
	if (reader->open_count == BLOCKS_DEEP) {
		return complain(reader, "the { is one too deep; %d blocks can be open",
			BLOCKS_DEEP);
	}
	reader->open[reader->open_count++] = place;
	reader->statements->list[place].has_block = true;
	reader->may_open = false;
	return true;
}

static bool close_block(struct reader *reader)
{
	struct statement *block;

	if (reader->open_count == 0) {
		return complain(reader, "a } that closes nothing; remove it, or write "
					"the { that it belongs to");
	}
	block = &reader->statements->list[reader->open[--reader->open_count]];
	block->end = reader->statements->count;
	block->last_line = reader->line;
	reader->may_open = false;
	return true;
}

/* How much of text is before the next brace, which is not quoted or of a ${NAME}. */
static size_t find_brace(const char *text)
{
	bool quoted = false, in_name = false;
	size_t i = 0;

	for (; text[i] != '\0'; i++) {
		bool brace = text[i] == '{' || text[i] == '}';

		if (text[i] == '\\' && text[i + 1] != '\0') {
			i++;
		} else if (text[i] == '"') {
			quoted = !quoted;
		} else if (brace && text[i] == '{' && i > 0 && text[i - 1] == '$') {
			in_name = true;
		} else if (brace && in_name) {
			in_name = false;
		} else if (brace && !quoted) {
			break;
		}
	}
	return i;
}

static bool take_line(struct reader *reader, const char *text)
{
	bool good = true;

	while (good && *(text += strspn(text, " \t\r")) != '\0') {
		size_t length = find_brace(text);

		if (length > 0) {
			good = take_statement(reader, text, length);
			text += length;
		} else {
			good = *text == '{' ? open_block(reader) : close_block(reader);
			text++;
		}
	}
	return good;
}

static bool read_file(struct reader *reader, const char *path);

static bool read_matches(struct reader *reader, const glob_t *found)
{
	const char *file = reader->file;
	size_t line = reader->line;

	for (size_t i = 0; i < found->gl_pathc; i++) {
		if (!read_file(reader, found->gl_pathv[i])) {
			return false;
		}
		reader->file = file;
		reader->line = line;
	}
	return true;
}

/* A path is looked for from the folder of the file that names it. */
static bool include(struct reader *reader, char *pattern)
{
	char folder[PATH_MAX], path[2 * PATH_MAX];
	glob_t found = { 0 };
	bool good;

	pattern[strcspn(pattern, "\r")] = '\0';
	snprintf(folder, sizeof(folder), "%s", reader->file);
	snprintf(path, sizeof(path), "%s%s%s",
		pattern[0] == '/' || strchr(reader->file, '/') == NULL
			? ""
			: dirname(folder),
		pattern[0] == '/' || strchr(reader->file, '/') == NULL ? "" : "/",
		pattern);
	if (glob(path, GLOB_BRACE, NULL, &found) != 0) {
		globfree(&found);
		return complain(reader,
			"include %s: there is no such file; bring it along, or remove "
			"the line",
			pattern);
	}
	good = read_matches(reader, &found);
	globfree(&found);
	return good;
}

/* What an include line names, or NULL if it is another line. */
static char *find_include(char *line)
{
	static const char *const words[] = { "include", "includer", "includem",
		"includew", "includeb", "includea" };
	size_t length = strcspn(line, " \t");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == length
			&& strncmp(line, words[i], length) == 0) {
			line += length;
			return line + strspn(line, " \t");
		}
	}
	return NULL;
}

static bool is_definition(const char *line)
{
	return line[0] == '$' && line[1 + name_length(line + 1)] == '='
	       && name_length(line + 1) > 0;
}

static bool read_line(struct reader *reader, char *line)
{
	char expanded[LINE_BYTES_MAX];
	size_t length;
	char *included;

	cut_comment(line);
	line += strspn(line, " \t\r");
	length = strlen(line);
	while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL) {
		line[--length] = '\0';
	}
	included = find_include(line);
	if (included != NULL) {
		return include(reader, included);
	}
	if (is_definition(line)) {
		return define(reader, line);
	}
	return expand(reader, line, expanded) && take_line(reader, expanded);
}

/* Join the lines that a \ at the end of each makes one; they end in one zero byte. */
static size_t join_lines(char *text)
{
	size_t lines = 1;
	char *end = strchr(text, '\n');

	while (end != NULL && end > text && end[-1] == '\\') {
		end[-1] = end[0] = ' ';
		lines++;
		end = strchr(end, '\n');
	}
	if (end != NULL) {
		*end = '\0';
	}
	return lines;
}

static bool read_text(struct reader *reader, char *text, size_t length)
{
	char *stop = text + length;
	size_t open_before = reader->open_count;

	reader->line = 1;
	while (text < stop) {
		size_t lines = join_lines(text);
		char *next = text + strlen(text) + 1;

		if (!read_line(reader, text)) {
			return false;
		}
		reader->line += lines;
		text = next;
	}
	if (reader->open_count > open_before) {
		const struct statement *block =
			&reader->statements->list[reader->open[reader->open_count - 1]];

		reader->line = block->line;
		return complain(reader, "the { of %s is not closed; a } is missing",
			block->words[0]);
	}
	return true;
}

static bool check_bytes(struct reader *reader, const char *text, size_t length)
{
	const char *zero = memchr(text, '\0', length);

	reader->line = 1;
	for (const char *at = text; zero != NULL && at < zero; at++) {
		reader->line += *at == '\n' ? 1 : 0;
	}
	return zero == NULL
	       || complain(reader, "a NUL byte; a keepalived.conf is a text");
}

/* A file that is being read may not be read again. */
static bool enter_file(struct reader *reader, int fd, const char *path)
{
	struct stat about;

	if (fstat(fd, &about) != 0) {
		return complain_of_file(path, -errno);
	}
	for (size_t i = 0; i < reader->include_count; i++) {
		if (reader->includes[i].st_ino == about.st_ino
			&& reader->includes[i].st_dev == about.st_dev) {
			return complain(reader,
				"%s is included here, and is being read already; "
				"remove one of the include lines",
				path);
		}
	}
	if (reader->include_count == INCLUDES_DEEP) {
		return complain(reader, "%s is one include too deep; %d are followed",
			path, INCLUDES_DEEP);
	}
	reader->includes[reader->include_count++] = about;
	return true;
}

static bool keep_name(struct reader *reader, const char *path)
{
	struct statements *statements = reader->statements;
	char *name = statements->file_count < FILES_MAX ? strdup(path) : NULL;

	if (name == NULL) {
		fprintf(stderr, "fipctl: %s: one file too many; %d are read\n", path,
			FILES_MAX);
		return false;
	}
	statements->files[statements->file_count++] = name;
	reader->file = name;
	return true;
}

static bool read_file(struct reader *reader, const char *path)
{
	int fd = file_open(path, true);
	size_t length = 0;
	char *text = NULL;
	bool good;
	int error;

	if (fd < 0) {
		return complain_of_file(path, fd);
	}
	good = enter_file(reader, fd, path) && keep_name(reader, path);
	if (good && (error = file_read(fd, FILE_BYTES_MAX, &text, &length)) < 0) {
		good = complain_of_file(path, error);
	}
	close(fd);
	good = good && check_bytes(reader, text, length)
	       && read_text(reader, text, length);
	free(text);
	reader->include_count--;
	return good;
}

bool migration_read(struct statements *statements, const char *path)
{
	struct reader *reader = calloc(1, sizeof(*reader));
	bool good = false;

	statements->files = calloc(FILES_MAX, sizeof(*statements->files));
	if (reader != NULL && statements->files != NULL) {
		reader->statements = statements;
		good = read_file(reader, path);
		while (reader->definition_count > 0) {
			free(reader->definitions[--reader->definition_count].name);
			free(reader->definitions[reader->definition_count].value);
		}
	} else {
		perror("fipctl");
	}
	free(reader);
	return good;
}

void migration_free(struct statements *statements)
{
	for (size_t i = 0; i < statements->count; i++) {
		free(statements->list[i].text);
	}
	free(statements->list);
	for (size_t i = 0; i < statements->file_count; i++) {
		free(statements->files[i]);
	}
	free(statements->files);
}
