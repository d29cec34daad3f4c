#include "node/setup.h"

#include <string.h>
#include <unistd.h>

#include "config/config_check.h"
#include "config/keys.h"

/* Lay the run-time settings over config; leave it alone if they do not fit. */
static void lay_over(
	struct config *config, const char *path, struct diagnostics *diagnostics)
{
	struct config both = *config;

	if (access(path, F_OK) != 0) {
		return;
	}
	if (config_read(&both, path, CONFIG_ORIGIN_SET, diagnostics)
		&& config_check(&both, path, diagnostics)) {
		*config = both;
	}
}

static bool load_config(struct config *config, const struct setup_files *files,
	struct setup_faults *faults)
{
	struct config both;
	bool good;

	config_defaults(config);
	good = config_read(config, files->config, CONFIG_ORIGIN_FILE, &faults->config);
	if (!good) {
		config_check(config, files->config, &faults->config);
		return false;
	}
	/* What the file lacks alone the overlay may hold: a peer set over SNMP. */
	both = *config;
	lay_over(&both, files->overlay, &faults->overlay);
	if (faults->overlay.count == 0) {
		*config = both;
	}
	return config_check(config, files->config, &faults->config);
}

bool setup_load(struct setup *setup, const struct setup_files *files,
	struct setup_faults *faults)
{
	bool good;

	diagnostics_clear(&faults->config);
	diagnostics_clear(&faults->overlay);
	diagnostics_clear(&faults->keys);
	memset(setup, 0, sizeof(*setup));
	good = load_config(&setup->config, files, faults);
	if (good && setup->config.authenticated) {
		good = keys_read(&setup->keys, setup->config.key_file, &faults->keys);
	}
	return good;
}
