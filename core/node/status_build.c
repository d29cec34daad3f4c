#include "node/status_build.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "loop/clock.h"
#include "node/status_outlook.h"
#include "node/status_pac.h"
#include "node/status_parts.h"
#include "words/narrate.h"

static enum peer_state judge_peer(const struct engine *engine, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;

	if (liveness->left) {
		return PEER_LEFT;
	}
	if (!liveness->ever) {
		return PEER_NEVER_SEEN;
	}
	if (!liveness_is_heard(liveness, &engine->settings, now_us)) {
		return PEER_COMMUNICATION_ERROR;
	}
	if (!liveness_hears_us(liveness) || !liveness->last.healthy
		|| liveness->last.role == ROLE_FAULT) {
		return PEER_DEGRADED;
	}
	return PEER_UP;
}

void status_build_observe(struct reporter *reporter, int64_t now_us)
{
	const struct engine *engine = &reporter->driver->engine;
	enum peer_state peer = judge_peer(engine, now_us);

	if (peer != reporter->peer_state) {
		reporter->peer_state = peer;
		reporter->peer_since_us = now_us;
	}
}

void status_build_reset(struct reporter *reporter, int64_t now_us)
{
	reporter->reset_us = now_us;
	reporter->served = 0;
}

static void tell_system(struct reporter *reporter, int64_t now_us)
{
	const struct engine *engine = &reporter->driver->engine;
	struct status *status = &reporter->status;

	snprintf(status->version, sizeof(status->version), "%s", reporter->version);
	snprintf(status->node, sizeof(status->node), "%s", reporter->config->node);
	snprintf(status->pair, sizeof(status->pair), "%s", reporter->config->pair);
	status->started_date_ms = reporter->started_date_ms;
	status->started_age_ms = status_build_age_ms(reporter->started_us, now_us);
	status->changed_age_ms = status_build_age_ms(reporter->changed_us, now_us);
	snprintf(status->digest, sizeof(status->digest), "%016" PRIx64,
		engine->settings.digest);
	status->in_sync = engine->liveness.ever
			  && engine->liveness.last.digest == engine->settings.digest;
}

static void tell_settings(struct reporter *reporter)
{
	const struct config *config = reporter->config;
	const struct engine *engine = &reporter->driver->engine;
	struct status *status = &reporter->status;

	status->redundancy = config->redundancy;
	status->configured_role = config->role;
	ip_write(config->peer, status->peer_address);
	snprintf(status->own_address, sizeof(status->own_address), "%s",
		reporter->own_address);
	status->port = config->port;
	status->interval_ms = config->interval_ms;
	status->count = config->count;
	snprintf(status->interface, sizeof(status->interface), "%s", config->interface);
	status->resident = config->resident;
	status->failback = config->failback;
	status->failback_delay_ms = config->failback_delay_ms;
	status->muted = config->muted;
	status->lease_s = settings_lease_s(&engine->settings);
	status->fence_ms = (uint32_t)(settings_fence_us(&engine->settings) / MS_US);
	status->fence_lost = config->redundancy && status->fence_ms > 0
			     && !fence_works(reporter->network->fence);
	status->detection_ms =
		(uint32_t)(liveness_detection_us(&engine->liveness, &engine->settings)
			   / MS_US);
}

static void tell_role(struct reporter *reporter, int64_t now_us)
{
	const struct engine *engine = &reporter->driver->engine;
	struct status *status = &reporter->status;

	status->role = engine->role;
	status->previous_role = engine->previous_role;
	status->role_age_ms = status_build_age_ms(engine->role_since_us, now_us);
	if (engine->role_since_us != reporter->role_since_us) {
		reporter->role_since_us = engine->role_since_us;
		reporter->role_date_ms = clock_wall_ms() - status->role_age_ms;
	}
	status->role_date_ms = reporter->role_date_ms;
	status->reason = engine->reason;
	snprintf(status->reason_text, sizeof(status->reason_text), "%s",
		narrate_reason_text(engine->reason));
	status->takeover_ms = (uint64_t)(engine->last_takeover_us / MS_US);
	status_build_tell_outcome(status, &engine->handover);
	snprintf(status->refusal_text, sizeof(status->refusal_text), "%s",
		reporter->refusal);
}

static void tell_peer(struct reporter *reporter, int64_t now_us)
{
	const struct engine *engine = &reporter->driver->engine;
	struct status *status = &reporter->status;

	status->peer_state = reporter->peer_state;
	status->peer_role = engine_peer_role(engine, now_us);
	status->peer_state_age_ms =
		status_build_age_ms(reporter->peer_since_us, now_us);
	status->peer_heard_age_ms = engine->liveness.ever ? status_build_age_ms(
					    engine->liveness.heard_us, now_us)
							  : -1;
	if (engine->liveness.ever && engine->liveness.last.release != 0) {
		snprintf(status->peer_version, sizeof(status->peer_version), "%u.%u",
			engine->liveness.last.release >> 8U,
			engine->liveness.last.release & 0xffU);
	}
	status->peer_restarts = engine->liveness.restarts;
}

static void tell_links(struct reporter *reporter, int64_t now_us)
{
	const struct paths *paths = &reporter->network->paths;
	const struct channel *channels = reporter->driver->engine.channels;

	reporter->status.link_count = paths->count;
	for (uint8_t i = 0; i < paths->count; i++) {
		status_build_tell_link(&reporter->status.links[i], &paths->list[i],
			&channels[i], now_us);
	}
}

const struct status *status_build_tell(struct reporter *reporter, int64_t now_us)
{
	struct status *status = &reporter->status;

	*status = (struct status){ .alarms = reporter->alarms };
	tell_system(reporter, now_us);
	tell_settings(reporter);
	tell_role(reporter, now_us);
	tell_peer(reporter, now_us);
	tell_links(reporter, now_us);
	status_build_tell_outlook(
		&status->outlook, &reporter->driver->engine, reporter->restart, now_us);
	status_build_tell_pac(
		status, reporter->config, &reporter->driver->engine, reporter->served);
	status_build_tell_counters(status, &reporter->driver->engine.counters);
	status->last_sequence = journal_newest(reporter->journal);
	status->oldest_sequence = journal_oldest(reporter->journal);
	fips_tell(reporter->network->fips, now_us, status);
	segment_tell(reporter->network->segment, status);
	status_build_tell_fips(status, &reporter->driver->engine);
	return status;
}
