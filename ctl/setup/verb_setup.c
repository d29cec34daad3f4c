#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/address.h"
#include "config/config.h"
#include "config/config_check.h"
#include "config/keys.h"
#include "setup/answers.h"
#include "setup/host.h"
#include "setup/plan.h"
#include "setup/program.h"
#include "setup/prompt.h"
#include "setup/secrets.h"
#include "setup/services.h"
#include "setup/snmp_steps.h"
#include "values/text_file.h"
#include "verbs/verb.h"

static const char yaml_path[] = "/etc/fipd/fipd.yaml";
static const char credentials[] = "/run/credentials/";
static const char snmpd_path[] = "/etc/snmp/snmpd.conf";

/* What setup knows so far. */
struct draft {
	const struct options *options;
	struct config config;
	struct host host;
	struct secrets secrets;
	struct plan plan;
	struct snmpsteps snmp;
	struct ip center; /* none: nobody gets informs */
	bool wants_snmp;
	struct config former; /* what is there, or the defaults */
	char yaml[ANSWERS_YAML_BYTES];
};

/* 1. The answers. */

/* clang-format off */
/* table */
static const struct question {
	const char *setting;
	unsigned option; /* enum option_mark */
	const char *sample;
	const char *text;
} questions[] = {
	{ "role", OPTION_ROLE, "active",
		"Role of this node: active on the one that has the F-IPs as a rule, else standby" },
	{ "peer", OPTION_PEER, "192.168.0.2", "Real IP of the other node" },
	{ "fips", OPTION_FIP, "192.168.0.100/24",
		"F-IPs with their prefix length, a comma between two" },
};
/* clang-format on */

enum {
	QUESTION_COUNT = sizeof(questions) / sizeof(questions[0])
};

static const char *find_given(const struct draft *draft, unsigned option)
{
	switch (option) {
	case OPTION_ROLE:
		return draft->options->role;
	case OPTION_PEER:
		return draft->options->peer;
	default:
		return draft->options->fips;
	}
}

static bool read_yaml(struct config *config, struct diagnostics *faults)
{
	struct config_source source = { .name = yaml_path,
		.origin = CONFIG_ORIGIN_FILE };

	return faults != NULL && access(yaml_path, F_OK) == 0
	       && config_read(config, &source, faults);
}

/* What is there already answers for who says nothing else. */
static void read_present(struct draft *draft)
{
	struct diagnostics *faults = calloc(1, sizeof(*faults));
	struct config present;

	config_defaults(&draft->config);
	draft->config.interface[0] = '\0';
	present = draft->config;
	if (read_yaml(&present, faults)) {
		draft->config = present;
	}
	free(faults);
}

static int refuse_missing(const struct question *question)
{
	fprintf(stderr,
		"fipctl: setup: there is no terminal to ask at, and no %s: say it, as "
		"in fipctl setup --role active --peer 192.168.0.2 --fip "
		"192.168.0.100/24\n",
		options_name(question->option));
	return EXIT_USAGE;
}

static int ask(struct draft *draft, const struct question *question)
{
	char initial[PROMPT_BYTES];
	char answer[PROMPT_BYTES];
	struct fault fault;

	answers_write(&draft->config, question->setting, initial, sizeof(initial));
	if (!prompt_is_possible()) {
		return initial[0] == '\0' ? refuse_missing(question) : EXIT_DONE;
	}
	while (prompt_ask(question->text, initial, answer)) {
		if (answers_take(&draft->config, question->setting, answer, &fault)) {
			return EXIT_DONE;
		}
		printf("  %s\n", fault.text);
	}
	return EXIT_REFUSED;
}

static int answer(struct draft *draft, const struct question *question)
{
	struct fault fault;

	if ((draft->options->given & question->option) == 0) {
		return ask(draft, question);
	}
	if (answers_take(&draft->config, question->setting,
		    find_given(draft, question->option), &fault)) {
		return EXIT_DONE;
	}
	fprintf(stderr, "fipctl: %s: %s\n", options_name(question->option), fault.text);
	return EXIT_USAGE;
}

/* The interface is asked for only where it cannot be found. */
static int find_interface(struct draft *draft)
{
	static const struct question question = { "interface", OPTION_INTERFACE, "eth0",
		"Interface that carries the F-IPs" };
	struct fault fault;
	int end = EXIT_DONE;

	if (draft->options->interface != NULL
		&& !answers_take(&draft->config, "interface", draft->options->interface,
			&fault)) {
		fprintf(stderr, "fipctl: --interface: %s\n", fault.text);
		return EXIT_USAGE;
	}
	host_look(&draft->host, &draft->config);
	if (!answers_fit(&draft->config, &draft->host, &fault)) {
		bool can_ask = prompt_is_possible() && draft->host.interface[0] == '\0'
			       && !host_has(draft->config.fips[0].address);

		fprintf(can_ask ? stdout : stderr, "%s%s\n",
			can_ask ? "" : "fipctl: ", fault.text);
		end = can_ask ? ask(draft, &question) : EXIT_REFUSED;
		host_look(&draft->host, &draft->config);
	}
	snprintf(draft->config.interface, sizeof(draft->config.interface), "%s",
		draft->host.interface);
	return end;
}

static int take_center(struct draft *draft, const char *text)
{
	struct fault fault;

	if (address_read(text, &draft->center, &fault)) {
		return EXIT_DONE;
	}
	fprintf(stderr, "fipctl: --center: %s\n", fault.text);
	return EXIT_USAGE;
}

/* SNMP is an offer: a host without snmpd is not asked. */
static int answer_snmp(struct draft *draft)
{
	const struct options *options = draft->options;

	draft->wants_snmp = (options->given & (OPTION_SNMP | OPTION_CENTER)) != 0;
	if (options->center != NULL) {
		return take_center(draft, options->center);
	}
	if (draft->wants_snmp || !prompt_is_possible()
		|| access(snmpd_path, F_OK) != 0) {
		return EXIT_DONE;
	}
	return snmpsteps_ask(&draft->wants_snmp, &draft->center) ? EXIT_DONE
								 : EXIT_REFUSED;
}

static int collect(struct draft *draft)
{
	int end = EXIT_DONE;

	read_present(draft);
	if (draft->options->secrets != NULL
		&& !secrets_read(&draft->secrets, draft->options->secrets)) {
		return EXIT_REFUSED;
	}
	for (size_t i = 0; end == EXIT_DONE && i < QUESTION_COUNT; i++) {
		end = answer(draft, &questions[i]);
	}
	end = end == EXIT_DONE ? find_interface(draft) : end;
	return end == EXIT_DONE ? answer_snmp(draft) : end;
}

static void show_found(const struct draft *draft)
{
	char address[IP_TEXT_SIZE];
	char gateway[IP_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];

	printf("found: interface %s, this node's address %s, gateway %s\n",
		draft->host.interface,
		ip_is_set(draft->host.address) ? ip_write(draft->host.address, address)
					       : "not yet there",
		ip_is_set(draft->host.gateway) ? ip_write(draft->host.gateway, gateway)
					       : "none");
	ip_write(draft->config.peer, peer);
	fflush(stdout);
	if (host_answers(draft->config.peer)) {
		printf("found: the peer %s answers\n", peer);
	} else {
		printf("found: the peer %s does not answer an echo request: it may be "
		       "off, or a firewall keeps it back; fipd needs UDP port %u "
		       "between the two\n",
			peer, draft->config.port);
	}
}

/* 2. The files. */

/* The file with other settings beside these is right as it is. */
static bool is_present(struct draft *draft)
{
	static const char *const names[] = { "role", "peer", "interface", "fips" };
	struct diagnostics *faults = calloc(1, sizeof(*faults));
	struct config *present = &draft->former;
	bool same;

	config_defaults(present);
	same = read_yaml(present, faults) && config_check(present, yaml_path, faults)
	       && present->redundancy;
	free(faults);
	for (size_t i = 0; same && i < sizeof(names) / sizeof(names[0]); i++) {
		char left[PROMPT_BYTES];
		char right[PROMPT_BYTES];

		answers_write(present, names[i], left, sizeof(left));
		answers_write(&draft->config, names[i], right, sizeof(right));
		same = strcmp(left, right) == 0;
	}
	return same;
}

static void plan_yaml(struct draft *draft)
{
	if (is_present(draft)) {
		printf("as it should be: %s\n", yaml_path);
		return;
	}
	/* It goes, with all that it says beside the answers. */
	config_defaults(&draft->former);
	snprintf(draft->config.key_file, sizeof(draft->config.key_file), "%s",
		draft->former.key_file);
	draft->config.authenticated = true;
	answers_write_yaml(&draft->config, draft->yaml);
	plan_add(&draft->plan,
		(struct plan_file){
			.path = yaml_path, .text = draft->yaml, .mode = 0644 });
}

/* fipd's own file is good too, and a key that is there stays. */
static bool is_fipds(const char *path)
{
	const struct passwd *user = getpwnam(KEYS_USER);
	struct stat about;

	return user != NULL && stat(path, &about) == 0 && about.st_uid == user->pw_uid
	       && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static bool choose_key(struct draft *draft, const char *path)
{
	char *present = plan_read(path);
	bool made = true;

	if (present != NULL && draft->secrets.key[0] == '\0') {
		made = secrets_take(draft->secrets.key, path, present)
		       && secrets_check_key(&draft->secrets, path);
	} else if (draft->secrets.key[0] != '\0') {
		made = true;
	} else if (errno == ENOENT || errno == ENOTDIR) {
		made = secrets_make_key(&draft->secrets);
	} else {
		fprintf(stderr, "fipctl: %s: %s\n", path, plan_explain(-errno));
		made = false;
	}
	if (present != NULL) {
		explicit_bzero(present, strlen(present));
	}
	free(present);
	return made;
}

static bool plan_key(struct draft *draft)
{
	const char *path = draft->config.key_file;

	if (!draft->config.authenticated) {
		return true;
	}
	if (strncmp(path, credentials, strlen(credentials)) == 0) {
		printf("as it should be: %s, which systemd makes of the file that "
		       "LoadCredential= names\n",
			path);
		return true;
	}
	if (!choose_key(draft, path)) {
		return false;
	}
	if (is_fipds(path) && draft->options->secrets == NULL) {
		printf("as it should be: %s\n", path);
		return true;
	}
	plan_add(&draft->plan, (struct plan_file){ .path = path,
				       .text = draft->secrets.key,
				       .group = KEYS_USER,
				       .mode = 0640,
				       .secret = true });
	return true;
}

static bool plan_snmp(struct draft *draft)
{
	draft->snmp.path =
		draft->options->snmpd == NULL ? snmpd_path : draft->options->snmpd;
	draft->snmp.secrets = &draft->secrets;
	return !draft->wants_snmp
	       || snmpsteps_plan(&draft->snmp, &draft->plan, draft->center);
}

static bool is_agreed(const struct draft *draft)
{
	size_t others = plan_count(&draft->plan, PLAN_RIGHTS);

	if (plan_count(&draft->plan, PLAN_LINK) > 0) {
		return false;
	}
	if ((draft->options->given & OPTION_YES) != 0
		|| plan_count(&draft->plan, PLAN_NEW) == 0) {
		return true;
	}
	if (prompt_is_possible()) {
		return prompt_confirm(
			others > 0 ? "Change what is there, as shown" : "Write this",
			others == 0);
	}
	if (others > 0) {
		fprintf(stderr,
			"fipctl: setup: nothing was changed: what is there would be, "
			"as shown, and there is no terminal to ask at; --yes does "
			"it\n");
	}
	return others == 0;
}

/* Between the first file and the last start nobody's Ctrl-C leaves a half of it. */
static void hold_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(how, &set, NULL);
}

/* 3. The services. */

/* As fipd's user, who may be kept from what root has written. */
static bool check_as_service(void)
{
	static const char *const check[] = { "fipd", "--check", yaml_path, NULL };

	if (program_run(check, NULL) == 0) {
		return true;
	}
	fprintf(stderr,
		"fipctl: fipd would not start with that; nothing was started, and "
		"what was written stays\n");
	return false;
}

static bool carry_out(const struct draft *draft)
{
	bool good;

	hold_signals(SIG_BLOCK);
	good = plan_write(&draft->plan) && check_as_service();
	if (good && draft->wants_snmp) {
		good = snmpsteps_finish(&draft->snmp, &draft->plan);
	}
	if (good && services_are_managed()) {
		good = services_start((struct services_news){
			.fipd = plan_touches(&draft->plan, yaml_path)
				|| plan_touches(&draft->plan, draft->config.key_file),
			.agent = draft->snmp.informs != NULL });
	} else if (good) {
		printf("This host does not run systemd: start fipd, and with SNMP "
		       "fipd-agentx, as fipd(8) says.\n");
	}
	hold_signals(SIG_UNBLOCK);
	return good;
}

/* 4. The other node. */

static void show_other_node(const struct draft *draft)
{
	char address[IP_TEXT_SIZE];
	char peer[IP_TEXT_SIZE];
	char center[IP_TEXT_SIZE];
	const struct config *config = &draft->config;
	bool has_users = draft->secrets.users[0] != '\0';

	if (draft->options->secrets != NULL || !ip_is_set(draft->host.address)) {
		return;
	}
	ip_write(draft->host.address, address);
	ip_write(config->peer, peer);
	printf("\nThe other node, once fipd is installed there and root may log in by "
	       "ssh:\n\n  cat %s%s%s | ssh root@%s fipctl setup --role %s --peer %s",
		config->key_file, has_users ? " " : "",
		has_users ? SNMPSTEPS_USERS : "", peer,
		config->role == CONFIG_ROLE_ACTIVE ? "standby" : "active", address);
	for (size_t i = 0; i < config->fip_count; i++) {
		char fip[IP_PREFIX_TEXT_SIZE];

		printf(" --fip %s", ip_write_prefix(config->fips[i].address,
					    config->fips[i].prefix_length, fip));
	}
	if (ip_is_set(draft->center)) {
		printf(" --center %s", ip_write(draft->center, center));
	} else if (draft->wants_snmp) {
		printf(" --snmp");
	}
	printf(" --secrets -\n\nIf it would change a file that is there, it shows how "
	       "and "
	       "changes nothing: with --yes behind it, it does.\n\n");
}

extern const struct verb verb_doctor;

static int see_doctor(const struct draft *draft)
{
	int end;

	if (!services_are_managed()) {
		return EXIT_DONE;
	}
	if (draft->wants_snmp) {
		services_await_agent();
	}
	printf("fipctl doctor:\n");
	end = verb_doctor.run(draft->options);
	return draft->wants_snmp ? end : EXIT_DONE;
}

static int set_up(struct draft *draft)
{
	int end = collect(draft);

	if (end != EXIT_DONE) {
		return end;
	}
	show_found(draft);
	plan_yaml(draft);
	if (!plan_key(draft) || !plan_snmp(draft)) {
		return EXIT_REFUSED;
	}
	plan_show(&draft->plan);
	if ((draft->options->given & OPTION_DRY_RUN) != 0) {
		return plan_count(&draft->plan, PLAN_NEW) > 0 ? EXIT_WOULD_CHANGE
							      : EXIT_DONE;
	}
	if (!is_agreed(draft) || !carry_out(draft)) {
		return EXIT_REFUSED;
	}
	show_other_node(draft);
	return see_doctor(draft);
}

static int run_setup(const struct options *options)
{
	struct draft *draft = calloc(1, sizeof(*draft));
	int end = EXIT_REFUSED;

	if (geteuid() != 0) {
		fprintf(stderr, "fipctl: setup writes below /etc: be root for it\n");
	} else if (draft != NULL) {
		draft->options = options;
		end = set_up(draft);
		snmpsteps_free(&draft->snmp);
		explicit_bzero(&draft->secrets, sizeof(draft->secrets));
	}
	free(draft);
	return end;
}

const struct verb verb_setup = {
	.name = "setup",
	.arguments = "[--role active|standby]...",
	.options = OPTION_ROLE | OPTION_PEER | OPTION_FIP | OPTION_INTERFACE
		   | OPTION_SECRETS | OPTION_SNMP | OPTION_CENTER | OPTION_YES
		   | OPTION_DRY_RUN | OPTION_SNMPD | OPTION_LOCK,
	.help = "a first start: make this host a node of a pair",
	.run = run_setup,
};
