#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "contact/contact.h"
#include "doctor/checkup.h"
#include "doctor/listener.h"
#include "doctor/snmpd_checkup.h"
#include "mib/root.h"
#include "output/waiting.h"
#include "values/text_file.h"
#include "verbs/verb.h"

enum {
	LISTENERS_MAX = 4096,
	NO_COMMAND = 127, /* of the shell: there is no such program */
	HAS_FAULTS = 78,  /* of fipd-agentx: it has told them */
};

static const char default_conf[] = "/etc/snmp/snmpd.conf";
static const char default_lock[] = "/run/fipd-agentx/lock";
static const char informs_conf[] = "/etc/fipd/informs.conf";

/* 1. fipd, and whether services can be bound to its F-IPs. */

/* fipd-web binds an F-IP in its own way, wherever that is. */
static bool is_ours(const struct status *status, const struct listener *listener)
{
	return status->config.pac.enabled && strcmp(listener->protocol, "tcp") == 0
	       && listener->port == status->config.pac.port;
}

static const struct listener *find_listener(
	const struct status *status, const struct listener *list, size_t count)
{
	for (size_t i = 0; i < status->fip_count; i++) {
		struct ip fip = { 0 };

		ip_read(status->fips[i].address, &fip);
		for (size_t j = 0; j < count; j++) {
			if (ip_equal(fip, list[j].address)
				&& !is_ours(status, &list[j])) {
				return &list[j];
			}
		}
	}
	return NULL;
}

static void examine_moving(struct checkup *checkup, const struct status *status)
{
	struct listener list[LISTENERS_MAX];
	const struct listener *bound =
		find_listener(status, list, listener_read(list, LISTENERS_MAX));
	char address[IP_TEXT_SIZE];

	if (bound == NULL) {
		checkup_add(checkup, HEALTH_GOOD, "resident",
			"no service here is bound to an F-IP; one that shall be wants "
			"`fipctl set resident=yes` on both nodes");
	} else {
		checkup_add(checkup, HEALTH_NOTE, "resident",
			"a service is bound to %s port %u (%s), an F-IP that is on the "
			"active only: on the standby the same service cannot be bound "
			"to it; `fipctl set resident=yes` on both nodes puts it on "
			"both (`ss -lntup` names the service)",
			ip_write(bound->address, address), bound->port,
			bound->protocol);
	}
}

/* Return the first F-IP that cannot be bound here, NULL if all can. */
static const char *find_unbindable(const struct status *status, int *error)
{
	for (size_t i = 0; i < status->fip_count; i++) {
		struct ip fip = { 0 };

		/* One of a link can only be bound together with the link. */
		if (!ip_read(status->fips[i].address, &fip) || ip_is_link_local(fip)) {
			continue;
		}
		*error = listener_try(fip);
		if (*error != 0) {
			return status->fips[i].address;
		}
	}
	return NULL;
}

static void examine_resident(struct checkup *checkup, const struct status *status)
{
	int error = 0;
	const char *fip = find_unbindable(status, &error);

	if (fip == NULL) {
		checkup_add(checkup, HEALTH_GOOD, "resident",
			"services can be bound to the F-IPs whether or not this node "
			"holds them");
	} else {
		checkup_add(checkup, HEALTH_FAULT, "resident",
			"`resident` is yes, and yet no service can be bound to %s: %s; "
			"the log of fipd says why (FIP-317)",
			fip, strerror(-error));
	}
}

static void examine_tasks(struct checkup *checkup, const struct status *status)
{
	if (status->check_count + status->hook_count == 0) {
		return;
	}
	if (status->tasks_text[0] == '\0') {
		checkup_add(checkup, HEALTH_GOOD, "checks",
			"fipd-exec runs what is configured; checks: %" PRIu32
			", hooks: %" PRIu32,
			status->check_count, status->hook_count);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "checks",
			"checks and hooks are configured and not run: %s; systemctl "
			"enable --now fipd-exec, and journalctl -u fipd-exec says what "
			"is wrong with it",
			status->tasks_text);
	}
}

static void examine_services(struct checkup *checkup, const struct status *status)
{
	if (status->fip_count > 0 && status->config.resident) {
		examine_resident(checkup, status);
	} else if (status->fip_count > 0) {
		examine_moving(checkup, status);
	}
	examine_tasks(checkup, status);
}

static void examine_status(struct checkup *checkup, const json_t *answer)
{
	struct status *status = calloc(1, sizeof(*status));

	if (status != NULL
		&& status_from_json(status, json_object_get(answer, "status"))) {
		examine_services(checkup, status);
	}
	free(status);
}

static void examine_fipd(struct checkup *checkup, const struct options *options)
{
	char text[CONTACT_TEXT_BYTES];
	json_t *answer;
	int error = contact_try_command(
		options, json_pack("{s:s}", "op", "status"), &answer);

	if (error == 0) {
		checkup_add(checkup, HEALTH_GOOD, "fipd", "answers at %s",
			options->control);
		examine_status(checkup, answer);
	} else {
		contact_describe(text, options, error);
		checkup_add(checkup, HEALTH_FAULT, "fipd", "%s", text);
	}
	json_decref(answer);
}

/* 2. fipd-agentx: it holds a lock as long as it lives. */

static void examine_agent(struct checkup *checkup, const char *lock)
{
	/* The folder is that of fipd-agentx's user, and this may be his trap. */
	int fd = file_open(lock, false);

	if (fd == -EACCES) {
		checkup_add(checkup, HEALTH_NOTE, "subagent",
			"%s cannot be looked at: run this as root", lock);
	} else if (fd == -ELOOP || fd == -ENOTSUP) {
		checkup_add(checkup, HEALTH_FAULT, "subagent",
			"%s is no regular file: fipd-agentx has not made it; remove it",
			lock);
	} else if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
		checkup_add(checkup, HEALTH_GOOD, "subagent",
			"fipd-agentx runs: it has %s", lock);
	} else {
		checkup_add(checkup, HEALTH_FAULT, "subagent",
			"fipd-agentx does not run (nobody has %s): systemctl enable "
			"--now fipd-agentx",
			lock);
	}
	if (fd >= 0) {
		close(fd);
	}
}

/* 4. The receivers of informs: fipd-agentx itself says what is wrong with them. */

static const char agent_says[] = "fipd-agentx: ";

static void examine_informs(struct checkup *checkup)
{
	bool closed = access(informs_conf, R_OK) != 0 && errno == EACCES;
	FILE *pipe = closed ? NULL : popen("fipd-agentx --check 2>&1", "r");
	size_t before = checkup->count;
	char line[CHECKUP_TEXT_BYTES];
	int end;

	while (pipe != NULL && fgets(line, sizeof(line), pipe) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, agent_says, strlen(agent_says)) == 0) {
			checkup_add(checkup, HEALTH_FAULT, "informs", "%s",
				line + strlen(agent_says));
		}
	}
	end = pipe == NULL ? -1 : pclose(pipe);
	if (closed) {
		checkup_add(checkup, HEALTH_NOTE, "informs",
			"%s cannot be looked at: run this as root", informs_conf);
	} else if (WIFEXITED(end) && WEXITSTATUS(end) == NO_COMMAND) {
		checkup_add(checkup, HEALTH_NOTE, "informs",
			"fipd-agentx is not installed here, so nothing looked at %s",
			informs_conf);
	} else if (!WIFEXITED(end) || (end != 0 && WEXITSTATUS(end) != HAS_FAULTS)) {
		checkup_add(checkup, HEALTH_FAULT, "informs",
			"`fipd-agentx --check` did not come to its end: run it");
	} else if (end == 0 && checkup->count > before) {
		/* One line, which says to how many they go. */
		checkup->findings[before].health = HEALTH_GOOD;
	}
}

/* 5. The net-snmp commands of this host know FIPD-MIB by name.  They themselves are
 * asked: where they look, and what they then load, is said in many places. */

static void write_own_role(char *text, size_t size)
{
	static const uint32_t root[] = { MIB_ROOT };
	size_t used = 0;

	for (size_t i = 0; i < sizeof(root) / sizeof(root[0]); i++) {
		used += (size_t)snprintf(text + used, size - used, ".%u", root[i]);
	}
	snprintf(text + used, size - used, ".1.3.1.0");
}

/* Write the last line that the command prints, and return its end as of system(3). */
static int read_role(char *line, int size)
{
	FILE *pipe = popen("snmptranslate -On FIPD-MIB::fipdRole.0 2>&1", "r");

	line[0] = '\0';
	if (pipe == NULL) {
		return -1;
	}
	while (fgets(line, size, pipe) != NULL) {
		line[strcspn(line, "\n")] = '\0';
	}
	return pclose(pipe);
}

static void examine_names(struct checkup *checkup)
{
	char own[CHECKUP_TEXT_BYTES];
	char found[CHECKUP_TEXT_BYTES];
	int end = read_role(found, sizeof(found));

	write_own_role(own, sizeof(own));
	if (WIFEXITED(end) && WEXITSTATUS(end) == NO_COMMAND) {
		checkup_add(checkup, HEALTH_NOTE, "names",
			"the commands of net-snmp are not installed here; where they "
			"are, fipd-mibs makes them know FIPD-MIB by name");
	} else if (end != 0) {
		checkup_add(checkup, HEALTH_NOTE, "names",
			"the commands of net-snmp do not know FIPD-MIB by name here: "
			"run fipd-mibs");
	} else if (strcmp(found, own) != 0) {
		checkup_add(checkup, HEALTH_FAULT, "names",
			"FIPD-MIB::fipdRole.0 is %s to the commands of net-snmp, and "
			"%s to fipd-agentx: their FIPD-MIB.txt has another root",
			found, own);
	} else {
		checkup_add(checkup, HEALTH_GOOD, "names",
			"FIPD-MIB loads by name: FIPD-MIB::fipdRole.0 is %s", own);
	}
}

/* A frozen fipd, a name server that is down: each of these can take its seconds. */
static void examine(struct checkup *checkup, const struct options *options)
{
	struct waiting waiting;

	waiting_begin(&waiting);
	waiting_show(&waiting, "fipctl: looking at fipd and fipd-agentx");
	examine_fipd(checkup, options);
	examine_agent(checkup, options->lock == NULL ? default_lock : options->lock);
	waiting_show(&waiting, "fipctl: looking at snmpd");
	snmpdcheckup_examine(
		checkup, options->snmpd == NULL ? default_conf : options->snmpd);
	waiting_show(&waiting, "fipctl: looking at informs and names");
	examine_informs(checkup);
	examine_names(checkup);
	waiting_end(&waiting);
}

static int run_doctor(const struct options *options)
{
	struct checkup *checkup = calloc(1, sizeof(*checkup));
	int end;

	if (checkup == NULL) {
		return EXIT_REFUSED;
	}
	examine(checkup, options);
	if ((options->given & OPTION_JSON) != 0) {
		json_t *list = checkup_to_json(checkup);

		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(list);
	} else {
		checkup_print(checkup);
	}
	end = checkup_count_faults(checkup) > 0 ? EXIT_REFUSED : EXIT_DONE;
	free(checkup);
	return end;
}

const struct verb verb_doctor = {
	.name = "doctor",
	.arguments = "[--json]",
	.options = OPTION_JSON | OPTION_SNMPD | OPTION_LOCK,
	.help = "what keeps SNMP or a service from working, and what to do",
	.run = run_doctor,
};
