/*
 * fipd - keeps a floating IP alive across two hosts.
 *
 * main reads the command line, makes the daemon and runs its loop; everything else is
 * in the layers (docs/structure.md).
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/keys.h"
#include "config/schema_write.h"
#include "config/task_files.h"
#include "daemon/options.h"
#include "daemon/startup.h"
#include "node/setup.h"
#include "values/diagnostics.h"

static void print_faults(const struct diagnostics *diagnostics, const char *prefix)
{
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		fprintf(stderr, "%s%s\n", prefix, diagnostics->text[i]);
	}
}

/* Go on as the user of the units; false if this user cannot, or there is none. */
static bool become_service(void)
{
	const struct passwd *user = geteuid() == 0 ? getpwnam(KEYS_USER) : NULL;

	return user != NULL && initgroups(user->pw_name, user->pw_gid) == 0
	       && setegid(user->pw_gid) == 0 && seteuid(user->pw_uid) == 0;
}

/* Root can read everything, and fipd cannot. */
static void judge_as_service(
	struct setup *setup, const char *path, struct setup_faults *faults)
{
	if (!become_service()) {
		return;
	}
	if (euidaccess(path, R_OK) != 0) {
		bool is_in_place = strcmp(path, OPTIONS_CONFIG_PATH) == 0;

		diagnostics_add(is_in_place ? &faults->config : &faults->overlay, path,
			0, 0,
			"user " KEYS_USER ", as whom fipd runs, cannot read it: "
			"chmod 644 %s",
			path);
	}
	if (setup->config.authenticated) {
		memset(&faults->keys, 0, sizeof(faults->keys));
		keys_read(&setup->keys, setup->config.key_file, &faults->keys);
	}
	/* Root again: a sanitizer looks into its own process at the end. */
	(void)!seteuid(0);
}

/* A key that is well kept is closed to everybody but root and the service. */
static bool is_for_others(const char *key_file)
{
	const struct passwd *user = getpwnam(KEYS_USER);

	return geteuid() != 0 && user != NULL && user->pw_uid != geteuid()
	       && access(key_file, R_OK) != 0 && errno == EACCES;
}

static void pass_over_key(const char *key_file, struct diagnostics *faults)
{
	memset(faults, 0, sizeof(*faults));
	diagnostics_add(faults, key_file, 0, 0,
		"you cannot read it, so it was not looked at: root can, by sudo "
		"fipd --check");
}

/*
 * The key is looked at too, but it lives on the node: elsewhere it is only missed.  And
 * who may read the file counts where fipd reads it: it may be checked before that.
 */
static int check_files(const char *path)
{
	struct setup_files files = { .config = path, .overlay = "" };
	struct setup *setup = calloc(1, sizeof(*setup));
	struct setup_faults *faults = calloc(1, sizeof(*faults));
	int code = EX_OSERR;

	if (setup != NULL && faults != NULL) {
		const char *key_file = setup->config.key_file;
		bool has_key;

		setup_load(setup, &files, faults);
		has_key = access(key_file, F_OK) == 0;
		if (faults->config.count == 0) {
			task_files_judge(&setup->config.tasks, path, &faults->config);
			judge_as_service(setup, path, faults);
		}
		if (faults->keys.count > 0 && is_for_others(key_file)) {
			pass_over_key(key_file, &faults->keys);
			has_key = false;
		}
		print_faults(&faults->config, "");
		print_faults(&faults->overlay, "note: ");
		print_faults(&faults->keys, has_key ? "" : "note: ");
		code = faults->config.count > 0 || (has_key && faults->keys.count > 0)
			       ? EX_CONFIG
			       : EXIT_SUCCESS;
		explicit_bzero(&setup->keys, sizeof(setup->keys));
	}
	if (code == EXIT_SUCCESS) {
		printf("%s: good\n", path);
	}
	free(setup);
	free(faults);
	return code;
}

/* flat switch */
int main(int argc, char **argv)
{
	struct options options;

	options_read(&options, argc, argv);
	switch (options.mode) {
	case OPTIONS_RUN:
		return startup_run(&options, FIPD_VERSION);
	case OPTIONS_CHECK:
		return check_files(options.config);
	case OPTIONS_SCHEMA_YAML:
		schema_write_example(stdout);
		return EXIT_SUCCESS;
	case OPTIONS_SCHEMA_MDOC:
		schema_write_manual(stdout);
		return EXIT_SUCCESS;
	case OPTIONS_VERSION:
		puts("fipd " FIPD_VERSION);
		return EXIT_SUCCESS;
	case OPTIONS_HELP:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		break;
	}
	fprintf(stderr, "fipd: %s; see fipd --help [FIP-201]\n", options.fault);
	return EX_USAGE;
}
