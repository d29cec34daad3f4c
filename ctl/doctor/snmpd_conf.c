#include "doctor/snmpd_conf.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "values/text_file.h"

/* Return whether every arc of a prefix begins a subtree. */
static bool begins(const struct subtree *subtree, const struct subtree *prefix)
{
	return prefix->count <= subtree->count
	       && memcmp(prefix->arcs, subtree->arcs,
			  prefix->count * sizeof(prefix->arcs[0]))
			  == 0;
}

/* RFC 3415, 4: of the lines of a view that contain it the longest decides. */
static bool view_shows(
	const struct snmpdconf *conf, const char *name, const struct subtree *subtree)
{
	const struct snmpdconf_view *longest = NULL;

	for (size_t i = 0; i < conf->view_count; i++) {
		const struct snmpdconf_view *view = &conf->views[i];

		if (strcmp(view->name, name) != 0) {
			continue;
		}
		if (view->included && begins(&view->subtree, subtree)) {
			return true;
		}
		if (begins(subtree, &view->subtree)
			&& (longest == NULL
				|| view->subtree.count >= longest->subtree.count)) {
			longest = view;
		}
	}
	return longest != NULL && longest->included;
}

bool snmpdconf_shows(const struct snmpdconf *conf, const struct snmpdconf_grant *grant,
	const struct subtree *subtree)
{
	if (grant->view[0] == '\0') {
		return begins(subtree, &grant->subtree)
		       || begins(&grant->subtree, subtree);
	}
	return strcmp(grant->view, "_all_") == 0
	       || view_shows(conf, grant->view, subtree);
}

enum {
	WORDS_MAX = 48,
	DEPTH_MAX = 8,   /* of files that include files */
	FILES_MAX = 256, /* all of them together */
};

struct line {
	int count;
	char *words[WORDS_MAX];
	const char *path; /* of its file */
	unsigned number;
};

static int read_file(struct snmpdconf *conf, const char *path, int depth);

static void copy(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
}

/* Take a word from text, in place; NULL at the end of the line or at a comment. */
static char *take_word(char **text)
{
	char *word = *text + strspn(*text, " \t\r\n");
	char quote = '\0';
	char *end;

	if (*word == '"' || *word == '\'') {
		quote = *word++;
	}
	if (quote == '\0' && (*word == '\0' || *word == '#')) {
		return NULL;
	}
	end = word;
	while (*end != '\0' && (quote != '\0' ? *end != quote : !isspace(*end))) {
		end++;
	}
	*text = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

static struct line split(char *text)
{
	struct line line = { 0 };
	char *word;

	while (line.count < WORDS_MAX && (word = take_word(&text)) != NULL) {
		line.words[line.count++] = word;
	}
	return line;
}

static const char *word_at(const struct line *line, int place)
{
	return place < line->count ? line->words[place] : "";
}

/* Names cannot be looked up without MIB files; these are in every snmpd.conf. */
static const char *resolve(const char *text)
{
	static const char *const names[][2] = {
		{ "iso", "1" },
		{ "internet", "1.3.6.1" },
		{ "mib-2", "1.3.6.1.2.1" },
		{ "system", "1.3.6.1.2.1.1" },
		{ "enterprises", "1.3.6.1.4.1" },
	};

	text += *text == '.';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i][0]) == 0) {
			return names[i][1];
		}
	}
	return text;
}

/* False if it is a name that is not known here: no subtree of ours. */
static bool read_subtree(struct subtree *subtree, const char *text)
{
	char *end;

	subtree->count = 0;
	for (text = resolve(text); isdigit((unsigned char)*text); text = end + 1) {
		unsigned long arc = strtoul(text, &end, 10);

		if (subtree->count < SNMPDCONF_ARCS_MAX) {
			subtree->arcs[subtree->count++] = (uint32_t)arc;
		}
		if (*end != '.') {
			return *end == '\0';
		}
	}
	return *text == '\0' && subtree->count > 0;
}

static void take_view(struct snmpdconf *conf, const struct line *line)
{
	struct snmpdconf_view *view = &conf->views[conf->view_count];

	if (conf->view_count == SNMPDCONF_LIST_MAX
		|| !read_subtree(&view->subtree, word_at(line, 3))) {
		return;
	}
	copy(view->name, sizeof(view->name), word_at(line, 1));
	view->included = strcasecmp(word_at(line, 2), "included") == 0;
	conf->view_count++;
}

static struct snmpdconf_grant *add_grant(
	struct snmpdconf *conf, const char *kind, const char *who)
{
	struct snmpdconf_grant *grant;

	if (conf->grant_count == SNMPDCONF_LIST_MAX) {
		return NULL;
	}
	grant = &conf->grants[conf->grant_count++];
	memset(grant, 0, sizeof(*grant));
	snprintf(grant->who, sizeof(grant->who), "%s %.40s", kind, who);
	return grant;
}

/* Read what follows the name: nothing, a subtree, or -V and a view. */
static void take_restriction(
	struct snmpdconf_grant *grant, const struct line *line, int place)
{
	const char *word = word_at(line, place);

	if (grant == NULL || word[0] == '\0') {
		return;
	}
	if (strcmp(word, "-V") == 0) {
		copy(grant->view, sizeof(grant->view), word_at(line, place + 1));
	} else if (!read_subtree(&grant->subtree, word)) {
		copy(grant->view, sizeof(grant->view), "_none_");
	}
}

static void take_community(struct snmpdconf *conf, const struct line *line)
{
	take_restriction(add_grant(conf, "community", word_at(line, 1)), line, 3);
}

static void take_user(struct snmpdconf *conf, const struct line *line)
{
	int place = strcmp(word_at(line, 1), "-s") == 0 ? 3 : 1;
	struct snmpdconf_grant *grant = add_grant(conf, "user", word_at(line, place));

	take_restriction(grant, line, place + 2);
}

static void take_access(struct snmpdconf *conf, const struct line *line)
{
	struct snmpdconf_grant *grant = add_grant(conf, "group", word_at(line, 1));

	if (grant != NULL) {
		const char *view = word_at(line, 6);

		copy(grant->view, sizeof(grant->view),
			strcmp(view, "none") == 0 ? "_none_" : view);
	}
}

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
static const char *take_value(const struct line *line, int *place)
{
	const char *word = word_at(line, *place);
	const char *value = word + 2;

	if (strchr("VhHd", word[1]) != NULL) {
		return "";
	}
	if (*value == '\0') {
		value = word_at(line, ++*place);
	}
	if (word[1] == '3' && strlen(value) == 1) {
		++*place;
	}
	return value;
}

static void append_text(char *text, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, SNMPDCONF_LINE_BYTES - used, "%s%s", used > 0 ? " " : "",
		more);
}

/* Write an option of the right line; nobody is to read a secret over a shoulder. */
static void append_option(char *text, char letter, const char *value)
{
	char option[SNMPDCONF_PATH_BYTES];
	bool secret = strchr("AXc3kK", letter) != NULL;

	snprintf(option, sizeof(option), "-%c%s%s", letter, *value == '\0' ? "" : " ",
		secret ? "..." : value);
	append_text(text, option);
}

/* The host is the first word that is no option's, wherever it is: getopt(3) permutes.
 */
static struct sink_options read_options(const struct line *line, char *right)
{
	struct sink_options options = { .host = "" };

	append_text(right, word_at(line, 0));
	for (int i = 1; i < line->count; i++) {
		const char *word = word_at(line, i);
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
static void cut_name(char name[SNMPDCONF_PATH_BYTES], const char *host)
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
	snprintf(name, SNMPDCONF_PATH_BYTES, "%.*s", (int)length, host);
}

static struct snmpdconf_sink *add_sink(
	struct snmpdconf *conf, const struct line *line, const char *host)
{
	struct snmpdconf_sink *sink = &conf->sinks[conf->sink_count];

	if (conf->sink_count == SNMPDCONF_LIST_MAX || host[0] == '\0') {
		return NULL;
	}
	conf->sink_count++;
	copy(sink->host, sizeof(sink->host), host);
	cut_name(sink->name, host);
	snprintf(sink->place, sizeof(sink->place), "%.*s:%u", SNMPDCONF_PATH_BYTES - 1,
		line->path, line->number);
	return sink;
}

static void take_session(struct snmpdconf *conf, const struct line *line)
{
	char right[SNMPDCONF_LINE_BYTES] = "";
	struct sink_options options = read_options(line, right);
	struct snmpdconf_sink *sink = add_sink(conf, line, options.host);

	if (sink == NULL) {
		return;
	}
	copy(sink->right, sizeof(sink->right), right);
	sink->fault = judge(&options);
	if (sink->fault == SINK_BLOCKS) {
		append_text(sink->right, "-e 0xENGINEID");
	}
	append_text(sink->right, "-r " ENOUGH_RETRIES);
	append_text(sink->right, options.host);
}

/* Its retries cannot be said: only trapsess has options. */
static void take_sink(struct snmpdconf *conf, const struct line *line)
{
	struct snmpdconf_sink *sink = add_sink(conf, line, word_at(line, 1));

	if (sink != NULL && strcasecmp(word_at(line, 0), "informsink") == 0) {
		sink->fault = SINK_GIVES_UP;
		append_text(
			sink->right, "trapsess -v 2c -c ... -Ci -r " ENOUGH_RETRIES);
		append_text(sink->right, sink->host);
	}
}

static void take_socket(struct snmpdconf *conf, const char *text)
{
	static const char prefix[] = "unix:";

	if (strncasecmp(text, prefix, sizeof(prefix) - 1) == 0) {
		text += sizeof(prefix) - 1;
	}
	snprintf(conf->socket, sizeof(conf->socket), "%.*s", (int)strcspn(text, ","),
		text);
}

static int is_conf(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot != NULL && strcmp(dot, ".conf") == 0;
}

/* What is not there is not read by snmpd either. */
static void note_unread(struct snmpdconf *conf, const char *path, int error)
{
	if (error != 0 && error != -ENOENT && conf->unread_count++ == 0) {
		copy(conf->unread, sizeof(conf->unread), path);
		conf->unread_error = error;
	}
}

static void include_file(struct snmpdconf *conf, const char *path, int depth)
{
	note_unread(conf, path, read_file(conf, path, depth + 1));
}

/* Return how many files there are in a folder, or -errno. */
static int list_folder(const char *folder, struct dirent ***entries)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int count = fd < 0 ? -1 : scandirat(fd, ".", entries, is_conf, alphasort);
	int error = count < 0 ? -errno : 0;

	if (fd >= 0) {
		close(fd);
	}
	return error ? error : count;
}

static void include_folder(struct snmpdconf *conf, const char *folder, int depth)
{
	struct dirent **entries;
	int count = list_folder(folder, &entries);

	for (int i = 0; i < count; i++) {
		char path[2 * SNMPDCONF_PATH_BYTES];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		include_file(conf, path, depth);
		free(entries[i]);
	}
	if (count >= 0) {
		free(entries);
	} else {
		note_unread(conf, folder, count);
	}
}

static bool is_one_of(const char *word, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (strcasecmp(word, *names) == 0) {
			return true;
		}
	}
	return false;
}

static void take_line(struct snmpdconf *conf, const struct line *line, int depth)
{
	static const char *const communities[] = { "rocommunity", "rwcommunity",
		"rocommunity6", "rwcommunity6", NULL };
	static const char *const users[] = { "rouser", "rwuser", NULL };
	static const char *const sinks[] = { "trapsink", "trap2sink", "informsink",
		NULL };
	static const char *const yes[] = { "agentx", "all", "yes", "on", NULL };
	const char *name = word_at(line, 0);

	if (strcasecmp(name, "master") == 0) {
		conf->master = conf->master || is_one_of(word_at(line, 1), yes);
	} else if (strcasecmp(name, "agentXSocket") == 0) {
		take_socket(conf, word_at(line, 1));
	} else if (strcasecmp(name, "view") == 0) {
		take_view(conf, line);
	} else if (is_one_of(name, communities)) {
		take_community(conf, line);
	} else if (is_one_of(name, users)) {
		take_user(conf, line);
	} else if (strcasecmp(name, "access") == 0) {
		take_access(conf, line);
	} else if (is_one_of(name, sinks)) {
		take_sink(conf, line);
	} else if (strcasecmp(name, "trapsess") == 0) {
		take_session(conf, line);
	} else if (strcasecmp(name, "includeFile") == 0) {
		include_file(conf, word_at(line, 1), depth);
	} else if (strcasecmp(name, "includeDir") == 0) {
		include_folder(conf, word_at(line, 1), depth);
	}
}

/*
 * Root runs the doctor, and others may own a folder that is included: so nothing is
 * opened that could block or act, and no link leads elsewhere.
 */
static int open_file(const char *path, FILE **file)
{
	int fd = file_open(path, false);

	if (fd < 0) {
		return fd;
	}
	*file = fdopen(fd, "r");
	if (*file == NULL) {
		int error = -errno;

		close(fd);
		return error;
	}
	return 0;
}

static void read_lines(struct snmpdconf *conf, FILE *file, const char *path, int depth)
{
	char *text = NULL;
	size_t size = 0;

	for (unsigned number = 1; getline(&text, &size, file) >= 0; number++) {
		struct line line = split(text);

		line.path = path;
		line.number = number;
		if (line.count > 0) {
			take_line(conf, &line, depth);
		}
	}
	free(text);
}

static int read_file(struct snmpdconf *conf, const char *path, int depth)
{
	FILE *file = NULL;
	int error;

	if (depth > DEPTH_MAX || conf->file_count == FILES_MAX) {
		return -EMLINK;
	}
	conf->file_count++;
	error = open_file(path, &file);
	if (!error) {
		read_lines(conf, file, path, depth);
		fclose(file);
	}
	return error;
}

int snmpdconf_read(struct snmpdconf *conf, const char *path)
{
	memset(conf, 0, sizeof(*conf));
	copy(conf->socket, sizeof(conf->socket), "/var/agentx/master");
	return read_file(conf, path, 0);
}
