#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "doctor/snmpd_line.h"
#include "output/waiting.h"
#include "support/bundle.h"
#include "support/redaction.h"
#include "values/text_file.h"

enum {
	PATH_BYTES = 512,
	WORDS_MAX = 24,
	DEPTH_MAX = 8,          /* of files that include files, as the doctor has it */
	SNMP_ITEMS_MAX = 128,   /* after so many no further ones are included */
	DOCTOR_LEAST_BYTES = 3, /* it names communities, and short ones are words too */
};

static const char DOCTOR[] = "doctor.txt";

/* What a program prints. */
struct program {
	const char *name; /* of its output in the bundle */
	bool judges;      /* its exit code is a verdict, not a failure */
	const char *const words[WORDS_MAX];
};

#define FIPCTL "/proc/self/exe"
#define UNITS                                                                          \
	"fipd.service", "fipd@*.service", "fipd-agentx.service",                       \
		"fipd-agentx@*.service", "fipd-web.service", "fipd-web@*.service",     \
		"fipd-exec.service", "fipd-exec@*.service", "snmpd.service"
#define LOGS                                                                           \
	"-u", "fipd", "-u", "fipd@*", "-u", "fipd-agentx*", "-u", "fipd-web*", "-u",   \
		"fipd-exec*", "-u", "snmpd"
#define SYSCTLS                                                                        \
	"^(net\\.ipv[46]\\.(conf\\.[^ "                                                \
	"]*\\.(arp_|rp_filter|forwarding|accept_(local|ra|dad)|"                       \
	"disable_ipv6|dad_|optimistic|promote|proxy_arp)|ip_nonlocal_bind|neigh\\."    \
	"default)|"                                                                    \
	"net\\.core\\.(rmem|netdev)|kernel\\.(sched_rt|osrelease))"

/* clang-format off */
/* table */
static const struct program PROGRAMS[] = {
	{ "status.json", false, { FIPCTL, "status", "--json" } },
	{ "status.txt", false, { FIPCTL, "status" } },
	{ "check.txt", true, { FIPCTL, "check" } },
	{ "explain.txt", false, { FIPCTL, "explain" } },
	{ "events.txt", false, { FIPCTL, "events", "-n", "1000" } },
	{ "settings.yaml", false, { FIPCTL, "show", "config" } },
	{ "versions/fipctl.txt", false, { FIPCTL, "--version" } },
	{ "versions/fipd.txt", false, { "fipd", "--version" } },
	{ "versions/fipd-agentx.txt", false, { "fipd-agentx", "--version" } },
	{ "versions/fipd-web.txt", false, { "fipd-web", "--version" } },
	{ "versions/snmpd.txt", false, { "snmpd", "-v" } },
	{ "versions/kernel.txt", false, { "uname", "-a" } },
	{ "versions/packages.txt", true, { "dpkg-query", "-W", "-f",
		"${db:Status-Abbrev} ${Package} ${Version}\\n", "fipd*", "snmpd", "libsnmp*",
		"libevent*", "libyaml*", "libjansson*", "libmnl*", "systemd", "keepalived",
		"pacemaker" } },
	{ "faults.txt", true, { "fipd", "--check" } },
	{ "files.txt", true, { "ls", "-lanR", "/etc/fipd", "/etc/snmp", "/var/lib/fipd", "/run/fipd",
		"/run/fipd-agentx" } },
	{ "kernel/links.txt", false, { "ip", "-d", "-s", "link" } },
	{ "kernel/addresses.txt", false, { "ip", "-d", "address" } },
	{ "kernel/routes.txt", false, { "ip", "route", "show", "table", "all" } },
	{ "kernel/routes6.txt", false, { "ip", "-6", "route", "show", "table", "all" } },
	{ "kernel/rules.txt", false, { "ip", "rule" } },
	{ "kernel/neighbors.txt", false, { "ip", "-s", "neighbor" } },
	{ "kernel/sysctls.txt", false, { "sysctl", "-a", "-r", SYSCTLS } },
	{ "kernel/nftables.txt", false, { "nft", "list", "ruleset" } },
	{ "kernel/sockets.txt", false, { "ss", "-lntup" } },
	{ "kernel/log.txt", false, { "journalctl", "--no-pager", "-k", "-n", "1000", "-o",
		"short-iso-precise" } },
	{ "units/state.txt", false, { "systemctl", "show", "--no-pager",
		"--property=Id,LoadState,ActiveState,SubState,Result,UnitFileState,FragmentPath,"
		"DropInPaths,NRestarts,StateChangeTimestamp,ExecMainStartTimestamp,ExecMainCode,"
		"ExecMainStatus,TasksCurrent,MemoryCurrent,CPUUsageNSec,StatusText", UNITS } },
	{ "units/log.txt", false, { "journalctl", "--no-pager", "-n", "5000", "-o",
		"short-iso-precise", LOGS } },
};
/* clang-format on */

static void write_words(char *text, size_t size, const char *const words[])
{
	size_t used = 0;

	for (size_t i = 0; words[i] != NULL && used < size; i++) {
		const char *word = strcmp(words[i], FIPCTL) == 0 ? "fipctl" : words[i];

		used += (size_t)snprintf(
			text + used, size - used, "%s%s", i > 0 ? " " : "", word);
	}
}

static void note_failure(
	struct bundle *bundle, const char *source, int end, const char *output)
{
	int first = output == NULL ? 0 : (int)strcspn(output, "\n");

	if (end == -ETIME) {
		bundle_note(bundle, "%s: it did not come to its end", source);
	} else if (end < 0) {
		bundle_note(bundle, "%s: %s", source, strerror(-end));
	} else {
		bundle_note(bundle, "%s: it ended with %d%s%.*s", source, end,
			first > 0 ? ": " : "", first, output);
	}
}

static void run(
	struct bundle *bundle, struct waiting *waiting, const struct program *program)
{
	char told[BUNDLE_NAME_BYTES + 32];
	char source[BUNDLE_SOURCE_BYTES];
	size_t length = 0;
	int end = 0;
	char *output;
	bool failed;

	snprintf(told, sizeof(told), "fipctl: making %s", program->name);
	waiting_show(waiting, told);
	output = bundle_run(program->words, &length, &end);
	failed = end < 0 || (end > 0 && !program->judges);
	write_words(source, sizeof(source), program->words);
	if (failed) {
		note_failure(bundle, source, end, output);
	}
	/* That nothing was printed is worth knowing, and what fipctl says is noted. */
	if (failed && (length == 0 || strcmp(program->words[0], FIPCTL) == 0)) {
		free(output);
	} else {
		bundle_add(bundle, program->name, source, output, length);
	}
}

/* How a file gets into the bundle. */
enum manner {
	MANNER_AS_IT_IS,
	MANNER_YAML,
	MANNER_SNMP,
	MANNER_SECRET,       /* not at all: what is in it is looked for elsewhere */
	MANNER_SNMP_SECRETS, /* likewise */
};

/* Files of a folder. */
struct files {
	const char *pattern; /* of their names */
	enum manner manner;
	const char *into; /* folder of the bundle */
};

static void learn_file(struct bundle *bundle, const char *path)
{
	size_t length = 0;
	char *text = NULL;
	int fd = file_open(path, false);

	if (fd < 0) {
		return;
	}
	if (file_read(fd, BUNDLE_ITEM_BYTES_MAX, &text, &length) == 0) {
		secrets_learn(&bundle->secrets, text, SECRETS_KEY_BYTES);
	}
	free(text);
	close(fd);
}

/* The key may be anywhere. */
static void learn_key(struct bundle *bundle, const char *yaml)
{
	static const char setting[] = "key_file: ";
	const char *at = yaml == NULL ? NULL : strstr(yaml, setting);
	char path[PATH_BYTES];

	if (at != NULL) {
		at += strlen(setting);
		snprintf(path, sizeof(path), "%.*s", (int)strcspn(at, "\n"), at);
		learn_file(bundle, path);
	}
}

static char *redact(struct bundle *bundle, char *text, enum manner manner)
{
	char *shown = NULL;

	switch (manner) {
	case MANNER_AS_IT_IS:
		return text;
	case MANNER_YAML:
		shown = redaction_yaml(&bundle->secrets, text);
		learn_key(bundle, shown);
		break;
	case MANNER_SNMP:
		shown = redaction_snmp(&bundle->secrets, text);
		break;
	case MANNER_SNMP_SECRETS:
		free(redaction_snmp(&bundle->secrets, text));
		break;
	case MANNER_SECRET:
		secrets_learn(&bundle->secrets, text, SECRETS_KEY_BYTES);
		break;
	}
	free(text);
	return shown;
}

/* The name, or the whole path where files of several folders may have the same name. */
static void name_item(
	char name[BUNDLE_NAME_BYTES], const char *path, const struct files *files)
{
	size_t room = BUNDLE_NAME_BYTES - strlen(files->into) - 2;
	const char *tail = strrchr(path, '/');
	char *at = name + strlen(files->into) + 1;

	if (files->manner == MANNER_SNMP) {
		tail = strlen(path) > room ? path + strlen(path) - room : path;
	}
	snprintf(name, BUNDLE_NAME_BYTES, "%s/%s", files->into,
		tail != NULL ? tail + 1 : path);
	while ((at = strchr(at, '/')) != NULL) {
		*at = '_';
	}
}

/* Return the file as it stands in the bundle now, NULL if it does not. */
static const struct bundle_item *take_file(
	struct bundle *bundle, const char *path, const struct files *files)
{
	char name[BUNDLE_NAME_BYTES];
	size_t length = 0;
	char *text = NULL;
	int fd = file_open(path, false);
	int error = fd < 0 ? fd : file_read(fd, BUNDLE_ITEM_BYTES_MAX, &text, &length);
	size_t before = bundle->count;

	if (fd >= 0) {
		close(fd);
	}
	if (error != 0) {
		bundle_note(bundle, "%s: %s", path, file_explain(error));
		return NULL;
	}
	text = redact(bundle, text, files->manner);
	if (text == NULL) {
		return NULL;
	}
	name_item(name, path, files);
	bundle_add(bundle, name, path, text,
		files->manner == MANNER_AS_IT_IS ? length : strlen(text));
	return bundle->count > before ? &bundle->items[before] : NULL;
}

static const struct files *find_files(const struct files *files, const char *name)
{
	while (files->pattern != NULL
		&& fnmatch(files->pattern, name, FNM_PERIOD) != 0) {
		files++;
	}
	return files->pattern != NULL ? files : NULL;
}

/* Take what the rows say of a folder; the first row that matches a name counts. */
static void take_folder(
	struct bundle *bundle, const char *folder, const struct files *files)
{
	struct dirent **list = NULL;
	int count = scandir(folder, &list, NULL, alphasort);

	if (count < 0) {
		bundle_note(bundle, "%s: %s", folder, strerror(errno));
		return;
	}
	/* The last recordings are the newest: should the room not do, they have it. */
	for (int i = count - 1; i >= 0; i--) {
		const struct files *row = find_files(files, list[i]->d_name);
		char path[PATH_BYTES];

		snprintf(path, sizeof(path), "%s/%s", folder, list[i]->d_name);
		if (row != NULL && list[i]->d_type != DT_DIR) {
			take_file(bundle, path, row);
		}
		free(list[i]);
	}
	free(list);
}

static void take_snmp(struct bundle *bundle, const char *path, int depth);

static void take_snmp_folder(struct bundle *bundle, const char *folder, int depth)
{
	struct dirent **list = NULL;
	int count = scandir(folder, &list, NULL, alphasort);

	if (count < 0) {
		bundle_note(bundle, "%s: %s", folder, strerror(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		char path[PATH_BYTES];

		snprintf(path, sizeof(path), "%s/%s", folder, list[i]->d_name);
		if (fnmatch("*.conf", list[i]->d_name, FNM_PERIOD) == 0) {
			take_snmp(bundle, path, depth);
		}
		free(list[i]);
	}
	free(list);
}

static void follow_line(struct bundle *bundle, char *text, int depth)
{
	struct snmpdline line = snmpdline_split(text);

	if (line.count < 2 || depth == DEPTH_MAX) {
		return;
	}
	if (strcasecmp(line.words[0], "includeFile") == 0) {
		take_snmp(bundle, line.words[1], depth + 1);
	} else if (strcasecmp(line.words[0], "includeDir") == 0) {
		take_snmp_folder(bundle, line.words[1], depth + 1);
	}
}

/* What it includes has secrets too, and the doctor tells of it. */
static void take_snmp(struct bundle *bundle, const char *path, int depth)
{
	static const struct files ROW = { "", MANNER_SNMP, "snmp" };
	const struct bundle_item *item =
		bundle->count < SNMP_ITEMS_MAX ? take_file(bundle, path, &ROW) : NULL;
	char *text = item == NULL ? NULL : strdup(item->bytes);
	char *rest = text;
	char *row;

	while (rest != NULL && (row = strsep(&rest, "\n")) != NULL) {
		follow_line(bundle, row, depth);
	}
	free(text);
}

static void take_configuration(struct bundle *bundle, const char *snmpd)
{
	static const struct files ROWS[] = {
		{ "*.yaml", MANNER_YAML, "etc-fipd" },
		{ "informs.conf", MANNER_SNMP, "snmp" },
		{ "snmp-users", MANNER_SNMP_SECRETS, NULL },
		{ "*", MANNER_SECRET, NULL },
		{ NULL, MANNER_AS_IT_IS, NULL },
	};
	static const struct files KEPT = { "", MANNER_SNMP_SECRETS, NULL };

	take_folder(bundle, "/etc/fipd", ROWS);
	take_snmp(bundle, snmpd, 0);
	take_file(bundle, "/var/lib/snmp/snmpd.conf", &KEPT);
}

static void take_state(struct bundle *bundle, const char *state, const char *control)
{
	static const struct files ROWS[] = {
		{ "settings.yaml", MANNER_YAML, "state" },
		{ "recording-*", MANNER_AS_IT_IS, "state" },
		{ "events.jsonl", MANNER_AS_IT_IS, "state" },
		{ "cursors.json", MANNER_AS_IT_IS, "state" },
		{ NULL, MANNER_AS_IT_IS, NULL },
	};
	static const struct files UNWRITTEN = { "", MANNER_AS_IT_IS, "state" };
	char path[PATH_BYTES];

	take_folder(bundle, state, ROWS);
	snprintf(path, sizeof(path), "%s.recording", control);
	take_file(bundle, path, &UNWRITTEN);
}

static void take_kernel(struct bundle *bundle)
{
	static const char *const paths[] = { "/proc/loadavg", "/proc/uptime",
		"/proc/meminfo", "/proc/pressure/cpu", "/proc/net/softnet_stat",
		"/usr/lib/os-release" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		static const struct files ROW = { "", MANNER_AS_IT_IS, "kernel" };

		take_file(bundle, paths[i], &ROW);
	}
}

static void hide_secrets(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++) {
		struct bundle_item *item = &bundle->items[i];
		bool doctor = strcmp(item->name, DOCTOR) == 0;

		secrets_hide(&bundle->secrets, item->bytes, item->length,
			doctor ? DOCTOR_LEAST_BYTES : SECRETS_LEAST_BYTES);
	}
	secrets_hide(&bundle->secrets, bundle->notes, bundle->notes_length,
		SECRETS_LEAST_BYTES);
}

void bundle_gather(struct bundle *bundle, const char *state, const char *control,
	const char *snmpd)
{
	const struct program drill = { "drill.txt", true,
		{ FIPCTL, "drill", "--state", state } };
	const struct program doctor = { DOCTOR, true,
		{ FIPCTL, "doctor", "--snmpd", snmpd } };
	struct waiting waiting;

	waiting_begin(&waiting);
	waiting_show(&waiting, "fipctl: reading configuration, journal and recording");
	take_configuration(bundle, snmpd);
	take_state(bundle, state, control);
	take_kernel(bundle);
	for (size_t i = 0; i < sizeof(PROGRAMS) / sizeof(PROGRAMS[0]); i++) {
		run(bundle, &waiting, &PROGRAMS[i]);
	}
	run(bundle, &waiting, &drill);
	run(bundle, &waiting, &doctor);
	hide_secrets(bundle);
	waiting_end(&waiting);
}
