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

#include "doctor/snmpd_line.h"
#include "doctor/snmpd_sink.h"
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
	DEPTH_MAX = 8,   /* of files that include files */
	FILES_MAX = 256, /* all of them together */
};

static int read_file(struct snmpdconf *conf, const char *path, int depth);

static void copy(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
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

static void take_view(struct snmpdconf *conf, const struct snmpdline *line)
{
	struct snmpdconf_view *view = &conf->views[conf->view_count];

	if (conf->view_count == SNMPDCONF_LIST_MAX
		|| !read_subtree(&view->subtree, snmpdline_word(line, 3))) {
		return;
	}
	copy(view->name, sizeof(view->name), snmpdline_word(line, 1));
	view->included = strcasecmp(snmpdline_word(line, 2), "included") == 0;
	conf->view_count++;
}

static void write_place(char place[SNMPDLINE_PLACE_BYTES], const struct snmpdline *line)
{
	snprintf(place, SNMPDLINE_PLACE_BYTES, "%.*s:%u", SNMPDLINE_PATH_BYTES - 1,
		line->path, line->number);
}

static struct snmpdconf_grant *add_grant(struct snmpdconf *conf,
	enum snmpdconf_kind kind, const struct snmpdline *line, int place)
{
	static const char *const kinds[] = {
		[GRANT_COMMUNITY] = "community",
		[GRANT_USER] = "user",
		[GRANT_GROUP] = "group",
	};
	const char *who = snmpdline_word(line, place);
	struct snmpdconf_grant *grant;

	if (conf->grant_count == SNMPDCONF_LIST_MAX) {
		return NULL;
	}
	grant = &conf->grants[conf->grant_count++];
	memset(grant, 0, sizeof(*grant));
	grant->kind = kind;
	copy(grant->name, sizeof(grant->name), who);
	snprintf(grant->who, sizeof(grant->who), "%s %.40s", kinds[kind], who);
	write_place(grant->place, line);
	return grant;
}

/* Read what follows the name: nothing, a subtree, or -V and a view. */
static void take_restriction(
	struct snmpdconf_grant *grant, const struct snmpdline *line, int place)
{
	const char *word = snmpdline_word(line, place);

	if (grant == NULL || word[0] == '\0') {
		return;
	}
	if (strcmp(word, "-V") == 0) {
		copy(grant->view, sizeof(grant->view), snmpdline_word(line, place + 1));
	} else if (!read_subtree(&grant->subtree, word)) {
		copy(grant->view, sizeof(grant->view), "_none_");
	}
}

static void take_community(struct snmpdconf *conf, const struct snmpdline *line)
{
	take_restriction(add_grant(conf, GRANT_COMMUNITY, line, 1), line, 3);
}

static void take_user(struct snmpdconf *conf, const struct snmpdline *line)
{
	int place = strcmp(snmpdline_word(line, 1), "-s") == 0 ? 3 : 1;
	struct snmpdconf_grant *grant = add_grant(conf, GRANT_USER, line, place);

	take_restriction(grant, line, place + 2);
}

static void take_access(struct snmpdconf *conf, const struct snmpdline *line)
{
	struct snmpdconf_grant *grant = add_grant(conf, GRANT_GROUP, line, 1);

	if (grant != NULL) {
		const char *view = snmpdline_word(line, 6);

		copy(grant->view, sizeof(grant->view),
			strcmp(view, "none") == 0 ? "_none_" : view);
	}
}

static void take_sink(struct snmpdconf *conf, const struct snmpdline *line)
{
	if (conf->sink_count < SNMPDCONF_LIST_MAX
		&& snmpdsink_read(&conf->sinks[conf->sink_count], line)) {
		conf->sink_count++;
	}
}

static void take_socket(struct snmpdconf *conf, const struct snmpdline *line)
{
	static const char prefix[] = "unix:";
	const char *text = snmpdline_word(line, 1);

	if (strncasecmp(text, prefix, sizeof(prefix) - 1) == 0) {
		text += sizeof(prefix) - 1;
	}
	snprintf(conf->socket, sizeof(conf->socket), "%.*s", (int)strcspn(text, ","),
		text);
	write_place(conf->socket_place, line);
}

static void take_listen(struct snmpdconf *conf, const struct snmpdline *line)
{
	struct snmpdconf_listen *listen = &conf->listens[conf->listen_count];

	if (conf->listen_count < SNMPDCONF_LIST_MAX) {
		conf->listen_count++;
		copy(listen->text, sizeof(listen->text), snmpdline_word(line, 1));
		copy(listen->path, sizeof(listen->path), line->path);
		listen->number = line->number;
		write_place(listen->place, line);
	}
}

/* group NAME MODEL WHO: what is not SNMPv3's has a community in the place of a user. */
static void take_member(struct snmpdconf *conf, const struct snmpdline *line)
{
	struct snmpdconf_member *member = &conf->members[conf->member_count];

	if (conf->member_count < SNMPDCONF_LIST_MAX
		&& strcasecmp(snmpdline_word(line, 2), "usm") == 0) {
		conf->member_count++;
		copy(member->group, sizeof(member->group), snmpdline_word(line, 1));
		copy(member->user, sizeof(member->user), snmpdline_word(line, 3));
		write_place(member->place, line);
	}
}

/* createUser [-e ENGINE] NAME; usmUser is what snmpd makes of it when it ends. */
static void take_known(struct snmpdconf *conf, const struct snmpdline *line)
{
	int place = strcasecmp(snmpdline_word(line, 0), "usmUser") == 0 ? 4
		    : strcmp(snmpdline_word(line, 1), "-e") == 0        ? 3
									: 1;

	if (conf->known_count < SNMPDCONF_LIST_MAX) {
		copy(conf->known[conf->known_count++], SNMPDCONF_NAME_BYTES,
			snmpdline_word(line, place));
	}
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
		char path[2 * SNMPDLINE_PATH_BYTES];

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

static void take_master(struct snmpdconf *conf, const struct snmpdline *line)
{
	static const char *const yes[] = { "agentx", "all", "yes", "on" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		conf->master = conf->master
			       || strcasecmp(snmpdline_word(line, 1), yes[i]) == 0;
	}
}

/* clang-format off */
/* table */
static const struct {
	const char *name;
	void (*take)(struct snmpdconf *conf, const struct snmpdline *line);
} directives[] = {
	{ "master", take_master },
	{ "agentXSocket", take_socket },
	{ "agentAddress", take_listen },
	{ "view", take_view },
	{ "rocommunity", take_community },
	{ "rwcommunity", take_community },
	{ "rocommunity6", take_community },
	{ "rwcommunity6", take_community },
	{ "rouser", take_user },
	{ "rwuser", take_user },
	{ "access", take_access },
	{ "group", take_member },
	{ "createUser", take_known },
	{ "usmUser", take_known },
	{ "trapsink", take_sink },
	{ "trap2sink", take_sink },
	{ "informsink", take_sink },
	{ "trapsess", take_sink },
};
/* clang-format on */

static void take_line(struct snmpdconf *conf, const struct snmpdline *line, int depth)
{
	const char *name = snmpdline_word(line, 0);

	if (strcasecmp(name, "includeFile") == 0) {
		include_file(conf, snmpdline_word(line, 1), depth);
	} else if (strcasecmp(name, "includeDir") == 0) {
		include_folder(conf, snmpdline_word(line, 1), depth);
	}
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		if (strcasecmp(name, directives[i].name) == 0) {
			directives[i].take(conf, line);
		}
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
		struct snmpdline line = snmpdline_split(text);

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

bool snmpdconf_knows(const struct snmpdconf *conf, const char *user)
{
	for (size_t i = 0; i < conf->known_count; i++) {
		if (strcmp(conf->known[i], user) == 0) {
			return true;
		}
	}
	return false;
}

/* Where snmpd keeps what it must know after its end, users among that. */
static void read_persistent(struct snmpdconf *conf)
{
	const char *folder = getenv("SNMP_PERSISTENT_DIR");

	snprintf(conf->persistent, sizeof(conf->persistent), "%s/snmpd.conf",
		folder != NULL && folder[0] != '\0' ? folder : "/var/lib/snmp");
	conf->persistent_error = read_file(conf, conf->persistent, 0);
}

int snmpdconf_read(struct snmpdconf *conf, const char *path)
{
	int error;

	memset(conf, 0, sizeof(*conf));
	copy(conf->socket, sizeof(conf->socket), "/var/agentx/master");
	error = read_file(conf, path, 0);
	if (!error) {
		read_persistent(conf);
	}
	return error;
}
