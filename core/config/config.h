/*
 * config - what an operator configures, checked as a whole.
 *
 * The schema table (schema.h) says which settings exist; this is the struct they fill.
 * The configuration in force is the operator's file (YAML), overlaid with the settings
 * that were set at run time over SNMP or with fipctl (settings.yaml in the state
 * folder, same syntax).  A configuration is replaced whole or not at all.
 */
#ifndef FIPD_CONFIG_CONFIG_H
#define FIPD_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/entry.h"
#include "config/web.h"
#include "model/types.h"
#include "values/diagnostics.h"
#include "values/ip.h"

enum {
	CONFIG_PATH_MAX = 255,
	CONFIG_FIPS_MAX = 1000,
	CONFIG_REFERENCES_MAX = 8,
	CONFIG_LINKS_MAX = LINKS_MAX - 1, /* further ones */
	CONFIG_SETTINGS_MAX = 48,         /* rows of the schema table */
};

enum config_role {
	CONFIG_ROLE_NONE = 0,
	CONFIG_ROLE_ACTIVE = 1, /* the numbers of fipdConfiguredRole */
	CONFIG_ROLE_STANDBY = 2,
};

enum config_failback {
	CONFIG_FAILBACK_AUTOMATIC = 1,
	CONFIG_FAILBACK_MANUAL = 2,
};

enum config_origin {
	CONFIG_ORIGIN_DEFAULT,
	CONFIG_ORIGIN_FILE,
	CONFIG_ORIGIN_SET, /* over SNMP or with fipctl */
};

struct config {
	bool incomplete; /* a source was not read to its end: faults only */
	bool redundancy;
	bool authenticated;     /* auth: hmac (default) or none */
	bool routed;            /* accept heartbeats that crossed a router */
	bool maintenance;       /* this node must not hold the F-IPs */
	bool resident;          /* F-IPs are on lo on both nodes all the time */
	bool reference_gateway; /* the default router is a reference */
	enum config_role role;
	enum config_failback failback;
	struct ip peer;
	struct ip address; /* own real IP; none: whichever reaches the peer */
	uint32_t port;
	uint32_t interval_ms;
	uint32_t count;
	uint32_t failback_delay_ms;
	uint32_t muted; /* event_bit: kinds of events without notification */
	char node[CONFIG_NAME_MAX + 1];
	char pair[CONFIG_NAME_MAX + 1];
	char interface[CONFIG_INTERFACE_MAX + 1];
	char key_file[CONFIG_PATH_MAX + 1];
	struct config_pac pac;
	struct config_page page;
	size_t link_count;
	struct config_link links[CONFIG_LINKS_MAX]; /* paths 2 and up */
	size_t reference_count;
	struct ip references[CONFIG_REFERENCES_MAX];
	size_t fip_count;
	struct config_fip fips[CONFIG_FIPS_MAX];
	enum config_origin origin[CONFIG_SETTINGS_MAX]; /* by row of the schema table */
};

/* A text of settings, and what it is. */
struct config_source {
	const char *name; /* of the file, for messages */
	const char *text;
	size_t length_bytes;
	enum config_origin origin;
};

/* Fill in the defaults; node is the host name up to its first dot. */
void config_defaults(struct config *config);

/*
 * Read a file of settings over what config holds and note the origin of each.  Every
 * fault goes to diagnostics with file, line and column; true if there was none.  With
 * faults config is good for config_check only, which then finds the rest of them;
 * without, it is not yet checked as a whole.
 */
bool config_read(struct config *config, const char *path, enum config_origin origin,
	struct diagnostics *diagnostics);

/* The same from memory. */
bool config_parse(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics);

/* Check the configuration as a whole: what is missing, what contradicts. */
bool config_check(
	const struct config *config, const char *name, struct diagnostics *diagnostics);

/*
 * Change one setting by its name from its text, as in the file.  On a fault say it in
 * message (at least 200 bytes) and leave config alone.
 */
bool config_set(struct config *config, const char *name, const char *text,
	char *message, size_t message_size);

/*
 * Write every setting of origin SET as YAML into text; return the length it needs (like
 * snprintf).  Reading it back with config_parse gives the same settings.
 */
size_t config_write_set(const struct config *config, char *text, size_t size);

#endif
