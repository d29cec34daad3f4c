/*
 * setting - what each "set" of an incident changes in a node's settings.
 */
#ifndef FIPD_TESTS_SETTING_H
#define FIPD_TESTS_SETTING_H

#include "world/incident.h"

/* Each changes the setting that it is named after, to what the incident says. */
void setting_interval(struct settings *settings, const struct incident *incident);
void setting_count(struct settings *settings, const struct incident *incident);
void setting_failback_delay(struct settings *settings, const struct incident *incident);
void setting_failback_automatic(
	struct settings *settings, const struct incident *incident);
void setting_failback_manual(
	struct settings *settings, const struct incident *incident);
void setting_outsiders_remove(
	struct settings *settings, const struct incident *incident);
void setting_outsiders_tell(struct settings *settings, const struct incident *incident);
void setting_role_active(struct settings *settings, const struct incident *incident);
void setting_role_standby(struct settings *settings, const struct incident *incident);
void setting_redundancy_on(struct settings *settings, const struct incident *incident);
void setting_redundancy_off(struct settings *settings, const struct incident *incident);
void setting_maintenance_on(struct settings *settings, const struct incident *incident);
void setting_maintenance_off(
	struct settings *settings, const struct incident *incident);
void setting_references_on(struct settings *settings, const struct incident *incident);
void setting_references_off(struct settings *settings, const struct incident *incident);
void setting_links(struct settings *settings, const struct incident *incident);
void setting_fips_other(struct settings *settings, const struct incident *incident);
void setting_fips_same(struct settings *settings, const struct incident *incident);

#endif
