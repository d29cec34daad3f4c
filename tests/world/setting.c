#include "world/setting.h"

void setting_interval(struct settings *settings, const struct incident *incident)
{
	settings->interval_ms = (uint32_t)(incident->span_us / MS_US);
}

void setting_count(struct settings *settings, const struct incident *incident)
{
	settings->count = (uint8_t)incident->number;
}

void setting_failback_delay(struct settings *settings, const struct incident *incident)
{
	settings->failback_delay_ms = (uint32_t)(incident->span_us / MS_US);
}

void setting_failback_automatic(
	struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->automatic_failback = true;
}

void setting_failback_manual(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->automatic_failback = false;
}

void setting_outsiders_remove(
	struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->expels = true;
}

void setting_outsiders_tell(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->expels = false;
}

void setting_role_active(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->preferred = true;
}

void setting_role_standby(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->preferred = false;
}

void setting_redundancy_on(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->enabled = true;
}

void setting_redundancy_off(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->enabled = false;
}

void setting_maintenance_on(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->maintenance = true;
}

void setting_maintenance_off(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->maintenance = false;
}

void setting_references_on(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->references = true;
}

void setting_references_off(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->references = false;
}

void setting_links(struct settings *settings, const struct incident *incident)
{
	settings->links = (uint8_t)incident->number;
}

void setting_fips_other(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->digest = 2;
}

void setting_fips_same(struct settings *settings, const struct incident *incident)
{
	(void)incident;
	settings->digest = 1;
}
