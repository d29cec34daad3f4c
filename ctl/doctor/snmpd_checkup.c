#include "doctor/snmpd_checkup.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "doctor/snmpd_conf.h"
#include "doctor/snmpd_sink.h"
#include "mib/root.h"

/* Where fipd-agentx looks for snmpd. */
#define MASTER_SOCKET "/run/agentx/master"

static const char informs_conf[] = "/etc/fipd/informs.conf";
static const char drop_in[] = "/etc/snmp/snmpd.conf.d/fipd.conf";

/* Users whom the configuration names, and who do not exist. */
struct missing {
	size_t count;
	const char *user; /* the first one */
	const char *place;
};

/* 1. snmpd is a master, and its socket can be reached by the group fipd-agentx. */

/* Return whether the group fipd-agentx, or everybody, has these rights. */
static bool is_open_to_us(const struct stat *status, mode_t others, mode_t group)
{
	const struct group *ours = getgrnam("fipd-agentx");
	bool is_ours = ours != NULL && ours->gr_gid == status->st_gid;

	return (status->st_mode & others) == others
	       || (is_ours && (status->st_mode & group) == group);
}

/* Write the first folder on the way that is closed to us; false if there is none. */
static bool find_closed_folder(const char *path, char folder[SNMPDLINE_PATH_BYTES])
{
	struct stat status;

	snprintf(folder, SNMPDLINE_PATH_BYTES, "%s", path);
	for (char *slash = strchr(folder + 1, '/'); slash != NULL;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (stat(folder, &status) == 0
			&& !is_open_to_us(&status, S_IXOTH, S_IXGRP)) {
			return true;
		}
		*slash = '/';
	}
	return false;
}

/* Connect without waiting; 0 or -errno, -EAGAIN if too many wait there already. */
static int try_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	/* A longer one the kernel does not take. */
	memcpy(address.sun_path, path,
		length < sizeof(address.sun_path) ? length
						  : sizeof(address.sun_path) - 1);
	error = fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0
			? -errno
			: 0;
	if (fd >= 0) {
		close(fd);
	}
	return error;
}

static void examine_listener(struct checkup *checkup, const char *path)
{
	int error = try_socket(path);

	if (error == 0) {
		checkup_add(checkup, HEALTH_GOOD, "socket",
			"snmpd listens at %s, open to fipd-agentx", path);
	} else if (error == -EAGAIN) {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"snmpd is at %s, but it hangs: systemctl restart snmpd", path);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"%s: %s: systemctl restart snmpd", path, strerror(-error));
	}
}

/* "Num RefCount Protocol Flags Type St Inode Path", with the flag of a listener. */
static unsigned count_masters(const char *path)
{
	FILE *file = fopen("/proc/net/unix", "re");
	char line[SNMPDLINE_BYTES];
	unsigned count = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		char name[SNMPDLINE_PATH_BYTES] = "";

		if (sscanf(line, "%*s %*s %*s 00010000 %*s %*s %*s %255s", name) == 1) {
			count += strcmp(name, path) == 0;
		}
	}
	if (file != NULL) {
		fclose(file);
	}
	return count;
}

/* Who comes later takes the name of the socket from who is there. */
static void examine_rivals(struct checkup *checkup, const char *path)
{
	unsigned count = count_masters(path);

	if (count > 1) {
		checkup_add(checkup, HEALTH_FAULT, "master",
			"%u programs listen at %s, and only the last one is reached "
			"there: `ss -lxp` names them; end the ones that are not the "
			"snmpd of systemd, then systemctl restart snmpd",
			count, path);
	}
}

/* snmpd gives the mode to folders that it makes, and not to those that are there. */
static void explain_folder(struct checkup *checkup, const struct snmpdconf *conf,
	const char *folder, const char *path)
{
	if (conf->socket_place[0] == '\0') {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"the folder %s is closed to the group fipd-agentx, so "
			"fipd-agentx does not reach %s: install %s, which has snmpd "
			"listen at " MASTER_SOCKET " too, and restart snmpd",
			folder, path, drop_in);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"the folder %s is closed to the group fipd-agentx, so "
			"fipd-agentx does not reach %s, and agentXPerms does not open "
			"a folder that is there: in %s name " MASTER_SOCKET
			" first (agentXSocket unix:" MASTER_SOCKET ",unix:%s), or "
			"chmod 755 %s; then restart snmpd",
			folder, path, conf->socket_place, path, folder);
	}
}

static void examine_socket(struct checkup *checkup, const struct snmpdconf *conf)
{
	const char *path = conf->socket;
	char folder[SNMPDLINE_PATH_BYTES];
	struct stat status;

	if (stat(path, &status) != 0) {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"%s: %s: snmpd does not run, or was not restarted since it "
			"became a master: systemctl restart snmpd",
			path, strerror(errno));
	} else if (find_closed_folder(path, folder)) {
		explain_folder(checkup, conf, folder, path);
	} else if (!is_open_to_us(&status, S_IROTH | S_IWOTH, S_IRGRP | S_IWGRP)) {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"the socket %s is closed to the group fipd-agentx: agentXPerms "
			"0660 0755 Debian-snmp fipd-agentx (%s has it), and restart "
			"snmpd",
			path, drop_in);
	} else {
		examine_listener(checkup, path);
	}
	examine_rivals(checkup, path);
}

/* fipd-agentx goes to its own default, which is not that of net-snmp. */
static void examine_agents_socket(struct checkup *checkup, const struct snmpdconf *conf)
{
	if (conf->socket_place[0] == '\0') {
		checkup_add(checkup, HEALTH_FAULT, "socket",
			"no line names snmpd's socket, so it is %s only, and "
			"fipd-agentx goes to " MASTER_SOCKET ": install %s, and "
			"restart snmpd",
			conf->socket, drop_in);
	}
}

static void examine_master(struct checkup *checkup, const struct snmpdconf *conf)
{
	if (conf->master) {
		checkup_add(
			checkup, HEALTH_GOOD, "master", "snmpd is an AgentX master");
		examine_socket(checkup, conf);
		examine_agents_socket(checkup, conf);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "master",
			"snmpd is no AgentX master: install %s, or write 'master "
			"agentx', and restart snmpd",
			drop_in);
	}
}

/* 2. It listens where an operations center can reach it. */

/* Each of "127.0.0.1,[::1]", "udp:192.168.0.1:161", "udp:161", "161". */
static bool is_loopback(const char *text, size_t length)
{
	static const char *const own[] = { "127.", "[::1]", "::1", "localhost",
		"unix:" };
	static const char *const transports[] = { "udp:", "udp6:", "tcp:", "tcp6:" };

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		size_t prefix = strlen(transports[i]);

		if (length > prefix && strncasecmp(text, transports[i], prefix) == 0) {
			text += prefix;
			length -= prefix;
		}
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (length >= strlen(own[i])
			&& strncasecmp(text, own[i], strlen(own[i])) == 0) {
			return true;
		}
	}
	return false;
}

bool snmpdcheckup_is_local(const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, ",");

		if (length > 0 && !is_loopback(text, length)) {
			return false;
		}
		text += length + (text[length] == ',');
	}
	return true;
}

static void examine_addresses(struct checkup *checkup, const struct snmpdconf *conf)
{
	const struct snmpdconf_listen *first = &conf->listens[0];

	for (size_t i = 0; i < conf->listen_count; i++) {
		if (!snmpdcheckup_is_local(conf->listens[i].text)) {
			checkup_add(checkup, HEALTH_GOOD, "address",
				"snmpd listens at %s (%s)", conf->listens[i].text,
				conf->listens[i].place);
			return;
		}
	}
	if (conf->listen_count == 0) {
		checkup_add(checkup, HEALTH_GOOD, "address",
			"snmpd listens at every address of this host");
		return;
	}
	checkup_add(checkup, HEALTH_FAULT, "address",
		"snmpd listens on loopback only (%s: agentaddress %s), so no "
		"operations center reaches it: write agentaddress udp:161,udp6:161 "
		"there, and restart snmpd",
		first->place, first->text);
}

/* 3. Somebody may see FIPD-MIB. */

static bool shows_mib(const struct snmpdconf *conf, const struct snmpdconf_grant *grant)
{
	static const uint32_t root[] = { MIB_ROOT };
	struct subtree mib = { .count = sizeof(root) / sizeof(root[0]) };

	memcpy(mib.arcs, root, sizeof(root));
	return snmpdconf_shows(conf, grant, &mib);
}

/* Who would be let in is looked for among the users, where snmpd's own file is open. */
static bool is_there(const struct snmpdconf *conf, const char *user, const char *place,
	struct missing *missing)
{
	if (conf->persistent_error == -EACCES || snmpdconf_knows(conf, user)) {
		return true;
	}
	if (missing->count++ == 0) {
		missing->user = user;
		missing->place = place;
	}
	return false;
}

/* Return a user of a group that is there, NULL if none is. */
static const char *find_member(const struct snmpdconf *conf,
	const struct snmpdconf_grant *grant, struct missing *missing)
{
	const char *found = NULL;
	bool is_empty = true;

	for (size_t i = 0; i < conf->member_count; i++) {
		const struct snmpdconf_member *member = &conf->members[i];

		if (strcmp(member->group, grant->name) != 0) {
			continue;
		}
		is_empty = false;
		if (is_there(conf, member->user, member->place, missing)
			&& found == NULL) {
			found = member->user;
		}
	}
	/* Its members are of another model: com2sec says who they are. */
	return is_empty ? grant->name : found;
}

/* Return who may read FIPD-MIB by this grant, NULL if nobody. */
static const char *find_reader(const struct snmpdconf *conf,
	const struct snmpdconf_grant *grant, struct missing *missing)
{
	if (!shows_mib(conf, grant)) {
		return NULL;
	}
	switch (grant->kind) {
	case GRANT_USER:
		return is_there(conf, grant->name, grant->place, missing) ? grant->name
									  : NULL;
	case GRANT_GROUP:
		return find_member(conf, grant, missing);
	case GRANT_COMMUNITY:
		break;
	}
	return grant->name;
}

static void explain_blindness(struct checkup *checkup, const struct snmpdconf *conf)
{
	const struct snmpdconf_grant *first = &conf->grants[0];

	if (conf->grant_count == 0) {
		checkup_add(checkup, HEALTH_FAULT, "view",
			"no community, user or group may read anything: install %s, "
			"which has views that show FIPD-MIB, and restart snmpd",
			drop_in);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "view",
			"of %zu communities, users and groups none may read FIPD-MIB "
			"(%s: %s sees %s%s; Debian's view shows the system group "
			"only): install %s, which has views that show it, and restart "
			"snmpd",
			conf->grant_count, first->place, first->who,
			first->view[0] != '\0' ? "the view " : "another subtree",
			first->view, drop_in);
	}
}

static void examine_readers(struct checkup *checkup, const struct snmpdconf *conf)
{
	const struct snmpdconf_grant *reader = NULL;
	struct missing missing = { 0 };
	bool is_shown = false;

	for (size_t i = 0; i < conf->grant_count; i++) {
		const struct snmpdconf_grant *grant = &conf->grants[i];

		is_shown = is_shown || shows_mib(conf, grant);
		if (find_reader(conf, grant, &missing) != NULL && reader == NULL) {
			reader = grant;
		}
	}
	if (reader != NULL) {
		checkup_add(checkup, HEALTH_GOOD, "view", "%s may read FIPD-MIB",
			reader->who);
	} else if (!is_shown) {
		explain_blindness(checkup, conf);
	}
	if (missing.count > 0) {
		checkup_add(checkup, reader == NULL ? HEALTH_FAULT : HEALTH_NOTE,
			"user",
			"%s names user %s, who does not exist in snmpd (%s has no "
			"createUser or usmUser line of his): fipctl setup --snmp makes "
			"him, or see snmpd.conf(5), createUser",
			missing.place, missing.user, conf->persistent);
	}
}

/* 4. Notifications go somewhere. */

static void examine_sink(struct checkup *checkup, const struct snmpdsink *sink)
{
	static const char *const faults[] = {
		[SINK_BLOCKS] = "while it is down snmpd asks it for its engine ID, and "
				"answers nobody for 12 s at each event",
		[SINK_GIVES_UP] = "snmpd gives an inform up when it has been away for "
				  "some seconds",
	};
	struct addrinfo *found = NULL;
	int error = getaddrinfo(sink->name, NULL, NULL, &found);

	if (error != 0) {
		checkup_add(checkup, HEALTH_FAULT, "sink",
			"%s: %s: %s: snmpd looks a name up when it starts only; write "
			"an address in its place, and restart snmpd",
			sink->place, sink->host, gai_strerror(error));
		return;
	}
	freeaddrinfo(found);
	if (sink->fault != SINK_GOOD) {
		checkup_add(checkup, HEALTH_FAULT, "sink", "%s: %s: %s; write %s",
			sink->place, sink->host, faults[sink->fault], sink->right);
	} else {
		checkup_add(checkup, HEALTH_GOOD, "sink", "notifications go to %s",
			sink->host);
	}
}

static void examine_sinks(struct checkup *checkup, const struct snmpdconf *conf)
{
	for (size_t i = 0; i < conf->sink_count; i++) {
		examine_sink(checkup, &conf->sinks[i]);
	}
	if (conf->sink_count == 0 && access(informs_conf, F_OK) != 0) {
		checkup_add(checkup, HEALTH_NOTE, "sink",
			"there is no receiver of notifications: %s names those of "
			"fipd-agentx, trapsess or trap2sink in snmpd.conf one of snmpd "
			"(%s has a sample)",
			informs_conf, drop_in);
	}
}

/* flat switch */
static const char *explain_unread(int error)
{
	switch (error) {
	case -ELOOP:
		return "it is a symbolic link, which the doctor does not follow";
	case -ENOTSUP:
		return "it is no regular file";
	case -ENOTDIR:
		return "it is no folder, or a symbolic link to one, which the doctor "
		       "does not follow";
	case -EMLINK:
		return "there are too many, or they include each other";
	default:
		return strerror(-error);
	}
}

/* What is not read here may say otherwise, so what was found counts less. */
static void examine_unread(struct checkup *checkup, const struct snmpdconf *conf)
{
	if (conf->unread_count > 0) {
		checkup_add(checkup, HEALTH_NOTE, "snmpd",
			"%zu of the included files and folders %s not read: %s: %s",
			conf->unread_count, conf->unread_count == 1 ? "was" : "were",
			conf->unread, explain_unread(conf->unread_error));
	}
}

void snmpdcheckup_examine(struct checkup *checkup, const char *path)
{
	struct snmpdconf *conf = malloc(sizeof(*conf));
	int error = -ENOMEM;

	if (conf != NULL) {
		error = snmpdconf_read(conf, path);
	}
	if (error != 0) {
		checkup_add(checkup, error == -EACCES ? HEALTH_NOTE : HEALTH_FAULT,
			"snmpd", "%s: %s: %s", path, explain_unread(error),
			error == -EACCES   ? "run this as root"
			: error == -ENOENT ? "is snmpd installed? apt install snmpd"
					   : "name the file itself with --snmpd");
	} else {
		examine_master(checkup, conf);
		examine_addresses(checkup, conf);
		examine_readers(checkup, conf);
		examine_sinks(checkup, conf);
		examine_unread(checkup, conf);
	}
	free(conf);
}
