#include "setup/snmp_steps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "config/address.h"
#include "doctor/snmpd_checkup.h"
#include "setup/program.h"
#include "setup/prompt.h"
#include "setup/services.h"

static const char informs_path[] = "/etc/fipd/informs.conf";
static const char drop_in[] = "/etc/snmp/snmpd.conf.d/fipd.conf";
static const char folder[] = "/etc/snmp/snmpd.conf.d";

bool snmpsteps_ask(bool *is_wanted, struct ip *center)
{
	char answer[PROMPT_BYTES];
	struct fault fault;

	*is_wanted = prompt_confirm(
		"Shall snmpd serve FIPD-MIB (its drop-in, users, listening address)",
		true);
	while (*is_wanted) {
		if (!prompt_ask(
			    "Operations center that gets informs, its address (none: "
			    "Enter)",
			    "", answer)) {
			return false;
		}
		if (answer[0] == '\0' || address_read(answer, center, &fault)) {
			break;
		}
		printf("  %s\n", fault.text);
	}
	return true;
}

static bool is_local_only(const struct snmpdconf *conf)
{
	for (size_t i = 0; i < conf->listen_count; i++) {
		if (!snmpdcheckup_is_local(conf->listens[i].text)) {
			return false;
		}
	}
	return conf->listen_count > 0;
}

/* Return whether a line of the file is one of agentAddress. */
static bool is_address(const struct snmpdconf *conf, const char *path, unsigned number)
{
	for (size_t i = 0; i < conf->listen_count; i++) {
		if (conf->listens[i].number == number
			&& strcmp(conf->listens[i].path, path) == 0) {
			return true;
		}
	}
	return false;
}

/*
 * Every address, and not this node's own: snmpd ends at a boot where that one comes
 * late, and its unit does not start it again.
 */
static void copy_lines(FILE *file, const struct snmpsteps *steps, const char *text)
{
	bool opens = is_local_only(steps->conf);
	bool has_ipv6 = access("/proc/net/if_inet6", F_OK) == 0;
	bool is_first = true;

	for (unsigned number = 1; *text != '\0'; number++) {
		int length = (int)strcspn(text, "\n");

		if (!opens || !is_address(steps->conf, steps->path, number)) {
			fprintf(file, "%.*s\n", length, text);
		} else if (is_first) {
			fprintf(file, "agentaddress udp:161%s\n",
				has_ipv6 ? ",udp6:161" : "");
			is_first = false;
		}
		text += length + (text[length] == '\n');
	}
}

static bool plan_snmpd(struct snmpsteps *steps, struct plan *plan)
{
	size_t size;
	char *old = plan_read(steps->path);
	FILE *file = old == NULL ? NULL : open_memstream(&steps->text, &size);

	if (file == NULL) {
		free(old);
		return false;
	}
	copy_lines(file, steps, old);
	free(old);
	if (strncmp(steps->conf->socket_place, drop_in, strlen(drop_in)) != 0) {
		fprintf(file, "includeDir %s\n", folder);
	}
	fclose(file);
	plan_add(plan, (struct plan_file){ .path = steps->path,
			       .text = steps->text,
			       .group = "Debian-snmp",
			       .mode = 0640 });
	return true;
}

static bool plan_users(struct snmpsteps *steps, struct plan *plan)
{
	struct secrets *secrets = steps->secrets;
	bool are_there = snmpdconf_knows(steps->conf, SECRETS_READER)
			 && snmpdconf_knows(steps->conf, SECRETS_OPERATOR);
	char *own = plan_read(SNMPSTEPS_USERS);

	bool is_good = own == NULL || secrets->users[0] != '\0'
		       || secrets_take(secrets->users, SNMPSTEPS_USERS, own);

	free(own);
	if (!is_good) {
		return false;
	}
	if (secrets->users[0] == '\0') {
		if (are_there) {
			printf("the users %s and %s are in snmpd already, and stay as "
			       "they are\n",
				SECRETS_READER, SECRETS_OPERATOR);
			return true;
		}
		if (!secrets_make_users(secrets)) {
			perror("fipctl: random bytes");
			return false;
		}
	}
	steps->has_new_users =
		plan_add(plan, (struct plan_file){ .path = SNMPSTEPS_USERS,
				       .text = secrets->users,
				       .mode = 0600,
				       .secret = true })
			!= PLAN_SAME
		|| !are_there;
	return true;
}

/* A line may follow what an editor has left without an end. */
static const char *end_of_line(const char *text)
{
	size_t length = strlen(text);

	return length == 0 || text[length - 1] == '\n' ? "" : "\n";
}

/* Return whether a line that counts names a receiver. */
static bool has_receiver(const char *text, const char *address)
{
	size_t wanted = strlen(address);

	while (text != NULL && *text != '\0') {
		size_t length = strcspn(text, "\n");

		if (text[0] != '#' && length > wanted
			&& text[length - wanted - 1] == ' '
			&& strncmp(text + length - wanted, address, wanted) == 0) {
			return true;
		}
		text += length + (text[length] == '\n');
	}
	return false;
}

static bool plan_informs(struct snmpsteps *steps, struct plan *plan, struct ip center)
{
	char auth[128];
	char priv[128];
	char address[IP_TEXT_SIZE];
	char *old = plan_read(informs_path);
	const char *line =
		strstr(steps->secrets->users, "createUser " SECRETS_READER " ");
	size_t size;
	FILE *file;

	ip_write(center, address);
	if (has_receiver(old, address)) {
		printf("as it should be: %s names %s\n", informs_path, address);
		free(old);
		return true;
	}
	if (line == NULL
		|| sscanf(line,
			   "createUser %*s SHA-256 \"%127[^\"]\" AES \"%127[^\"]\"",
			   auth, priv)
			   != 2) {
		fprintf(stderr,
			"fipctl: the passwords of %s are not known here, so no informs "
			"go to %s: write %s, see fipd-agentx(8)\n",
			SECRETS_READER, address, informs_path);
		free(old);
		return false;
	}
	file = open_memstream(&steps->informs, &size);
	if (file != NULL) {
		fprintf(file,
			"%s%s-v 3 -u %s -l authPriv -a SHA-256 -A \"%s\" -x AES -X "
			"\"%s\" %s\n",
			old == NULL ? "# Receivers of informs, see fipd-agentx(8).\n"
				    : old,
			old == NULL ? "" : end_of_line(old), SECRETS_READER, auth, priv,
			address);
		fclose(file);
		plan_add(plan, (struct plan_file){ .path = informs_path,
				       .text = steps->informs,
				       .group = "fipd-agentx",
				       .mode = 0640,
				       .secret = true });
	}
	free(old);
	return file != NULL;
}

static bool read_conf(struct snmpsteps *steps)
{
	int error = -ENOMEM;

	steps->conf = malloc(sizeof(*steps->conf));
	if (steps->conf != NULL) {
		error = snmpdconf_read(steps->conf, steps->path);
	}
	if (error != 0) {
		fprintf(stderr, "fipctl: %s: %s%s\n", steps->path, strerror(-error),
			error == -ENOENT  ? ": apt install snmpd, and run this again"
			: error == -ELOOP ? ": fipctl follows no symbolic link to "
					    "snmpd's files; put the file itself there"
					  : "");
	} else if (access(drop_in, F_OK) != 0) {
		fprintf(stderr,
			"fipctl: %s is not there: apt install fipd-snmp (or cmake "
			"--install), and run this again\n",
			drop_in);
		error = -ENOENT;
	}
	return error == 0;
}

bool snmpsteps_plan(struct snmpsteps *steps, struct plan *plan, struct ip center)
{
	return read_conf(steps) && plan_snmpd(steps, plan) && plan_users(steps, plan)
	       && (!ip_is_set(center) || plan_informs(steps, plan, center));
}

/* Return whether a line is of one of the users that come now. */
static bool is_replaced(const char *line, const char *users)
{
	char name[41];
	char wanted[64];

	if (sscanf(line, "usmUser %*s %*s %*s \"%40[^\"]", name) != 1
		&& sscanf(line, "createUser %40s", name) != 1) {
		return false;
	}
	snprintf(wanted, sizeof(wanted), "createUser %s ", name);
	return strstr(users, wanted) != NULL;
}

/* What snmpd keeps, with the lines of the users in the place of older ones. */
static char *build_persistent(const char *old, const char *users)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	while (file != NULL && *old != '\0') {
		int length = (int)strcspn(old, "\n");

		if (!is_replaced(old, users)) {
			fprintf(file, "%.*s\n", length, old);
		}
		old += length + (old[length] == '\n');
	}
	if (file != NULL) {
		fputs(users, file);
		fclose(file);
	}
	return text;
}

static bool give_users(const struct snmpsteps *steps)
{
	char *old = plan_read(steps->conf->persistent);
	char *text = old == NULL && errno != ENOENT
			     ? NULL
			     : build_persistent(
				     old == NULL ? "" : old, steps->secrets->users);
	struct plan plan = { 0 };
	bool done = false;

	if (text != NULL) {
		plan_add(&plan, (struct plan_file){ .path = steps->conf->persistent,
					.text = text,
					.group = "Debian-snmp",
					.mode = 0600,
					.keeps_owner = true,
					.secret = true });
		done = plan_write(&plan);
		explicit_bzero(text, strlen(text));
	} else {
		fprintf(stderr, "fipctl: %s: %s\n", steps->conf->persistent,
			plan_explain(-errno));
	}
	free(text);
	free(old);
	return done;
}

static bool run_systemctl(const char *verb)
{
	const char *const systemctl[] = { "systemctl", verb, "snmpd", NULL };

	printf("%s: snmpd\n", verb);
	if (program_run(systemctl, NULL) == 0) {
		return true;
	}
	fprintf(stderr,
		"fipctl: systemctl %s snmpd has failed: journalctl -u snmpd says why\n",
		verb);
	return false;
}

/* The drop-in may have come since snmpd was started. */
static bool needs_restart(const struct snmpsteps *steps, const struct plan *plan)
{
	return plan_touches(plan, steps->path)
	       || access(steps->conf->socket, F_OK) != 0;
}

bool snmpsteps_finish(const struct snmpsteps *steps, const struct plan *plan)
{
	bool are_given;

	if (!services_are_managed()) {
		printf("This host does not run systemd.  Stop snmpd, append the "
		       "createUser "
		       "lines of %s to %s, and start it.\n",
			SNMPSTEPS_USERS, steps->conf->persistent);
		return true;
	}
	if (!steps->has_new_users) {
		return !needs_restart(steps, plan) || run_systemctl("restart");
	}
	if (!run_systemctl("stop")) {
		return false;
	}
	/* snmpd writes its file when it ends, and comes back whatever happened. */
	are_given = give_users(steps);
	return run_systemctl("start") && are_given;
}

void snmpsteps_free(struct snmpsteps *steps)
{
	free(steps->conf);
	free(steps->text);
	if (steps->informs != NULL) {
		explicit_bzero(steps->informs, strlen(steps->informs));
	}
	free(steps->informs);
}
