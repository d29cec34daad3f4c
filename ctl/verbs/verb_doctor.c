#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "contact/contact.h"
#include "doctor/snmpd_conf.h"
#include "mib/root.h"
#include "values/text_file.h"
#include "verbs/verb.h"

enum {
	CHECKUP_FINDINGS_MAX = 64,
	CHECKUP_TEXT_BYTES = 512,
};

enum health {
	HEALTH_GOOD,
	HEALTH_NOTE, /* it may be meant so */
	HEALTH_FAULT,
};

struct finding {
	enum health health;
	const char *subject; /* one word */
	char text[CHECKUP_TEXT_BYTES];
};

struct checkup {
	size_t count;
	struct finding findings[CHECKUP_FINDINGS_MAX];
};

static const char *const words[] = {
	[HEALTH_GOOD] = "ok",
	[HEALTH_NOTE] = "note",
	[HEALTH_FAULT] = "fault",
};

__attribute__((format(printf, 4, 5))) static void add_finding(struct checkup *checkup,
	enum health health, const char *subject, const char *format, ...)
{
	va_list arguments;
	struct finding *finding;

	if (checkup->count == CHECKUP_FINDINGS_MAX) {
		return;
	}
	finding = &checkup->findings[checkup->count++];
	finding->health = health;
	finding->subject = subject;
	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
}

static void print_findings(const struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->count; i++) {
		const struct finding *finding = &checkup->findings[i];

		printf("%-6s%-10s%s\n", words[finding->health], finding->subject,
			finding->text);
	}
}

static json_t *findings_to_json(const struct checkup *checkup)
{
	json_t *list = json_array();

	for (size_t i = 0; i < checkup->count; i++) {
		const struct finding *finding = &checkup->findings[i];

		json_array_append_new(list,
			json_pack("{s:s, s:s, s:s}", "health", words[finding->health],
				"subject", finding->subject, "text", finding->text));
	}
	return list;
}

static size_t count_faults(const struct checkup *checkup)
{
	size_t faults = 0;

	for (size_t i = 0; i < checkup->count; i++) {
		faults += checkup->findings[i].health == HEALTH_FAULT;
	}
	return faults;
}

static const char default_conf[] = "/etc/snmp/snmpd.conf";
static const char default_lock[] = "/run/fipd-agentx/lock";
static const char drop_in[] = "/etc/snmp/snmpd.conf.d/fipd.conf";

/* 1. fipd */

static void examine_fipd(struct checkup *checkup, const struct options *options)
{
	char text[CONTACT_TEXT_BYTES];
	json_t *answer;
	int error = contact_try_status(options, &answer);

	json_decref(answer);
	if (error == 0) {
		add_finding(checkup, HEALTH_GOOD, "fipd", "answers at %s",
			options->control);
	} else {
		contact_describe(text, options, error);
		add_finding(checkup, HEALTH_FAULT, "fipd", "%s", text);
	}
}

/* 2. fipd-agentx: it holds a lock as long as it lives. */

static void examine_agent(struct checkup *checkup, const char *lock)
{
	/* The folder is that of fipd-agentx's user, and this may be his trap. */
	int fd = file_open(lock, false);

	if (fd == -EACCES) {
		add_finding(checkup, HEALTH_NOTE, "subagent",
			"%s cannot be looked at: run this as root", lock);
	} else if (fd == -ELOOP || fd == -ENOTSUP) {
		add_finding(checkup, HEALTH_FAULT, "subagent",
			"%s is no regular file: fipd-agentx has not made it; remove it",
			lock);
	} else if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
		add_finding(checkup, HEALTH_GOOD, "subagent",
			"fipd-agentx runs: it has %s", lock);
	} else {
		add_finding(checkup, HEALTH_FAULT, "subagent",
			"fipd-agentx does not run (nobody has %s): systemctl enable "
			"--now fipd-agentx",
			lock);
	}
	if (fd >= 0) {
		close(fd);
	}
}

/* 3. snmpd is a master, and its socket can be reached by the group fipd-agentx. */

/* Return whether the group fipd-agentx, or everybody, has these rights. */
static bool is_open_to_us(const struct stat *status, mode_t others, mode_t group)
{
	const struct group *ours = getgrnam("fipd-agentx");
	bool is_ours = ours != NULL && ours->gr_gid == status->st_gid;

	return (status->st_mode & others) == others
	       || (is_ours && (status->st_mode & group) == group);
}

/* Write the first folder on the way that is closed to us; false if there is none. */
static bool find_closed_folder(const char *path, char folder[SNMPDCONF_PATH_BYTES])
{
	struct stat status;

	snprintf(folder, SNMPDCONF_PATH_BYTES, "%s", path);
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
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
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
		add_finding(checkup, HEALTH_GOOD, "socket",
			"snmpd listens at %s, open to fipd-agentx", path);
	} else if (error == -EAGAIN) {
		add_finding(checkup, HEALTH_FAULT, "socket",
			"snmpd takes no connection at %s: it hangs; systemctl restart "
			"snmpd",
			path);
	} else {
		add_finding(checkup, HEALTH_FAULT, "socket",
			"%s: %s: systemctl restart snmpd", path, strerror(-error));
	}
}

static void examine_socket(struct checkup *checkup, const char *path)
{
	char folder[SNMPDCONF_PATH_BYTES];
	struct stat status;

	if (stat(path, &status) != 0) {
		add_finding(checkup, HEALTH_FAULT, "socket",
			"%s: %s: snmpd does not run, or was not restarted since it "
			"became a master",
			path, strerror(errno));
	} else if (find_closed_folder(path, folder)) {
		add_finding(checkup, HEALTH_FAULT, "socket",
			"%s is closed to the group fipd-agentx, so fipd-agentx does "
			"not "
			"reach %s: agentXPerms 0660 0755 Debian-snmp fipd-agentx (%s "
			"has it)",
			folder, path, drop_in);
	} else if (!is_open_to_us(&status, S_IROTH | S_IWOTH, S_IRGRP | S_IWGRP)) {
		add_finding(checkup, HEALTH_FAULT, "socket",
			"%s is closed to the group fipd-agentx: agentXPerms 0660 0755 "
			"Debian-snmp fipd-agentx (%s has it)",
			path, drop_in);
	} else {
		examine_listener(checkup, path);
	}
}

static void examine_master(struct checkup *checkup, const struct snmpdconf *conf)
{
	if (conf->master) {
		add_finding(
			checkup, HEALTH_GOOD, "master", "snmpd is an AgentX master");
		examine_socket(checkup, conf->socket);
	} else {
		add_finding(checkup, HEALTH_FAULT, "master",
			"snmpd is no AgentX master: install %s, or write 'master "
			"agentx', and restart snmpd",
			drop_in);
	}
}

/* 4. Somebody may see FIPD-MIB. */

static void examine_views(struct checkup *checkup, const struct snmpdconf *conf)
{
	static const uint32_t root[] = { MIB_ROOT };
	struct subtree mib = { .count = sizeof(root) / sizeof(root[0]) };

	memcpy(mib.arcs, root, sizeof(root));
	for (size_t i = 0; i < conf->grant_count; i++) {
		if (snmpdconf_shows(conf, &conf->grants[i], &mib)) {
			add_finding(checkup, HEALTH_GOOD, "view",
				"%s may read FIPD-MIB", conf->grants[i].who);
			return;
		}
	}
	add_finding(checkup, HEALTH_FAULT, "view",
		"of %zu communities, users and groups none may read FIPD-MIB: Debian's "
		"view shows the system group only; %s has views that show it",
		conf->grant_count, drop_in);
}

/* 5. Notifications go somewhere. */

/* "udp6:[2001:db8::1]:162" -> "2001:db8::1" */
static void cut_host(char host[SNMPDCONF_PATH_BYTES], const char *sink)
{
	static const char *const transports[] = {
		"udp:", "udp6:", "tcp:", "tcp6:", "dtlsudp:", "tlstcp:"
	};
	size_t length;

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
		size_t prefix = strlen(transports[i]);

		if (strncmp(sink, transports[i], prefix) == 0) {
			sink += prefix;
		}
	}
	length = strlen(sink);
	if (sink[0] == '[') {
		sink++;
		length = strcspn(sink, "]");
	} else if (strchr(sink, ':') == strrchr(sink, ':')) {
		length = strcspn(sink, ":");
	}
	snprintf(host, SNMPDCONF_PATH_BYTES, "%.*s", (int)length, sink);
}

static void examine_sink(struct checkup *checkup, const char *sink)
{
	char host[SNMPDCONF_PATH_BYTES];
	struct addrinfo *found = NULL;
	int error;

	cut_host(host, sink);
	error = getaddrinfo(host, NULL, NULL, &found);
	if (error == 0) {
		freeaddrinfo(found);
		add_finding(
			checkup, HEALTH_GOOD, "sink", "notifications go to %s", sink);
	} else {
		add_finding(checkup, HEALTH_FAULT, "sink",
			"%s: %s: the notifications for it go nowhere; name an address",
			sink, gai_strerror(error));
	}
}

static void examine_sinks(struct checkup *checkup, const struct snmpdconf *conf)
{
	for (size_t i = 0; i < conf->sink_count; i++) {
		examine_sink(checkup, conf->sinks[i]);
	}
	if (conf->sink_count == 0) {
		add_finding(checkup, HEALTH_NOTE, "sink",
			"snmpd has no receiver of notifications: trapsess or trap2sink "
			"in snmpd.conf names one (%s has a sample)",
			drop_in);
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
		add_finding(checkup, HEALTH_NOTE, "snmpd",
			"%zu of the included files and folders %s not read: %s: %s",
			conf->unread_count, conf->unread_count == 1 ? "was" : "were",
			conf->unread, explain_unread(conf->unread_error));
	}
}

static void examine_snmpd(struct checkup *checkup, const char *path)
{
	struct snmpdconf *conf = malloc(sizeof(*conf));
	int error = -ENOMEM;

	if (conf != NULL) {
		error = snmpdconf_read(conf, path);
	}
	if (error != 0) {
		add_finding(checkup, error == -EACCES ? HEALTH_NOTE : HEALTH_FAULT,
			"snmpd", "%s: %s: %s", path, explain_unread(error),
			error == -EACCES   ? "run this as root"
			: error == -ENOENT ? "is snmpd installed? apt install snmpd"
					   : "name the file itself with --snmpd");
	} else {
		examine_master(checkup, conf);
		examine_views(checkup, conf);
		examine_sinks(checkup, conf);
		examine_unread(checkup, conf);
	}
	free(conf);
}

static int run_doctor(const struct options *options)
{
	struct checkup *checkup = calloc(1, sizeof(*checkup));
	int end;

	if (checkup == NULL) {
		return EXIT_REFUSED;
	}
	examine_fipd(checkup, options);
	examine_agent(checkup, options->lock == NULL ? default_lock : options->lock);
	examine_snmpd(checkup, options->snmpd == NULL ? default_conf : options->snmpd);
	if ((options->given & OPTION_JSON) != 0) {
		json_t *list = findings_to_json(checkup);

		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(list);
	} else {
		print_findings(checkup);
	}
	end = count_faults(checkup) > 0 ? EXIT_REFUSED : EXIT_DONE;
	free(checkup);
	return end;
}

const struct verb verb_doctor = {
	.name = "doctor",
	.arguments = "[--json]",
	.options = OPTION_JSON | OPTION_SNMPD | OPTION_LOCK,
	.help = "what keeps SNMP from working, and what to do",
	.run = run_doctor,
};
