/*
 * fipd - keeps a floating IP alive across two hosts.
 *
 * main reads the command line, makes the daemon and runs its loop; everything else is
 * in the layers (docs/structure.md).
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "config/schema_write.h"
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

/* The key is looked at too, but it lives on the node: elsewhere it is only missed. */
static int check_files(const char *path)
{
	struct setup_files files = { .config = path, .overlay = "" };
	struct setup *setup = calloc(1, sizeof(*setup));
	struct setup_faults *faults = calloc(1, sizeof(*faults));
	int code = EX_OSERR;

	if (setup != NULL && faults != NULL) {
		setup_load(setup, &files, faults);
		print_faults(&faults->config, "");
		print_faults(&faults->keys, "note: ");
		code = faults->config.count > 0 ? EX_CONFIG : EXIT_SUCCESS;
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
