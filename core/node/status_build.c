#include "node/status_build.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "config/address.h"
#include "config/list.h"
#include "engine/config_mismatch.h"
#include "engine/queries.h"
#include "loop/clock.h"
#include "values/mac.h"
#include "words/narrate.h"

enum {
	NODE_LOWER = 1
};

static int64_t age_ms(int64_t then_us, int64_t now_us)
{
	return now_us > then_us ? (now_us - then_us) / MS_US : 0;
}

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

void status_build_observe(struct status_build *build, int64_t now_us)
{
	const struct engine *engine = &build->node->driver.engine;
	enum peer_state peer = judge_peer(engine, now_us);

	if (peer != build->peer_state) {
		build->peer_state = peer;
		build->peer_since_us = now_us;
	}
}

void status_build_refuse(struct status_build *build, const char *text)
{
	snprintf(build->refusal, sizeof(build->refusal), "%s", text);
}

void status_build_reset(struct status_build *build, int64_t now_us)
{
	build->reset_us = now_us;
	build->served = 0;
}

static void fill_system(struct status_build *build, int64_t now_us)
{
	const struct engine *engine = &build->node->driver.engine;
	struct status *status = &build->status;

	snprintf(status->version, sizeof(status->version), "%s", build->version);
	status->started_date_ms = build->started_date_ms;
	status->started_age_ms = age_ms(build->started_us, now_us);
	status->changed_age_ms = age_ms(build->node->changed_us, now_us);
	snprintf(status->digest, sizeof(status->digest), "%016" PRIx64,
		engine->settings.digest);
	status->in_sync = engine->liveness.ever
			  && engine->liveness.last.digest == engine->settings.digest;
}

/* Of two nodes with the same configured role the lower real IP decides. */
static bool is_first(const struct engine *engine)
{
	const struct liveness *liveness = &engine->liveness;
	bool preferred = engine->settings.preferred;
	bool peer_preferred = (liveness->last.role_flags & ROLE_FLAG_PREFERRED) != 0;

	return liveness->ever && peer_preferred == preferred
		       ? engine->settings.node == NODE_LOWER
		       : preferred;
}

/* The script names a proxy; one that is not set is at the node's real IP. */
static void name_host(struct config_proxy *proxy, const char *real_ip)
{
	if (proxy->host[0] == '\0') {
		snprintf(proxy->host, sizeof(proxy->host), "%s", real_ip);
	}
}

static void fill_settings(struct status_build *build)
{
	const struct config *config = &build->node->setup.config;
	const struct engine *engine = &build->node->driver.engine;
	struct status *status = &build->status;

	ip_write(config->peer, status->peer_address);
	snprintf(status->own_address, sizeof(status->own_address), "%s",
		build->node->event_log.own);
	status->config = *config;
	name_host(&status->config.pac.own, status->own_address);
	name_host(&status->config.pac.peer, status->peer_address);
	list_write(config, schema_find("references"), ", ", status->references,
		sizeof(status->references));
	status->pac_first = is_first(engine);
	status->pac_requests = build->served;
	status->lease_s = settings_lease_s(&engine->settings);
	status->fence_ms = (uint32_t)(settings_fence_us(&engine->settings) / MS_US);
	status->fence_lost = config->redundancy && status->fence_ms > 0
			     && !fence_works(build->node->network.fence);
	status->detection_ms =
		(uint32_t)(liveness_detection_us(&engine->liveness, &engine->settings)
			   / MS_US);
}

/* flat switch */
static void fill_outcome(struct status *status, const struct handover *handover)
{
	const char *refusal = narrate_reason_text(handover->refusal);
	char *text = status->outcome_text;

	status->outcome = handover->progress;
	switch (handover->progress) {
	case PROGRESS_IDLE:
		break;
	case PROGRESS_RUNNING:
		snprintf(text, sizeof(status->outcome_text), "under way");
		break;
	case PROGRESS_SUCCEEDED:
		snprintf(text, sizeof(status->outcome_text), "done");
		break;
	case PROGRESS_REFUSED:
		snprintf(text, sizeof(status->outcome_text), "refused: %s", refusal);
		break;
	case PROGRESS_FAILED:
		snprintf(text, sizeof(status->outcome_text), "failed: %s", refusal);
		break;
	}
}

static void fill_role(struct status_build *build, int64_t now_us)
{
	const struct engine *engine = &build->node->driver.engine;
	struct status *status = &build->status;

	status->role = engine->standing.role;
	status->previous_role = engine->standing.previous;
	status->role_age_ms = age_ms(engine->standing.since_us, now_us);
	if (engine->standing.since_us != build->role_since_us) {
		build->role_since_us = engine->standing.since_us;
		build->role_date_ms = clock_wall_ms() - status->role_age_ms;
	}
	status->role_date_ms = build->role_date_ms;
	status->reason = engine->standing.reason;
	snprintf(status->reason_text, sizeof(status->reason_text), "%s",
		narrate_reason_text(engine->standing.reason));
	status->takeover_ms = (uint64_t)(engine->standing.takeover_us / MS_US);
	fill_outcome(status, &engine->handover);
	snprintf(status->refusal_text, sizeof(status->refusal_text), "%s",
		build->refusal);
}

static void fill_peer(struct status_build *build, int64_t now_us)
{
	const struct engine *engine = &build->node->driver.engine;
	struct status *status = &build->status;

	status->peer_state = build->peer_state;
	status->peer_role = query_peer_role(engine, now_us);
	status->peer_state_age_ms = age_ms(build->peer_since_us, now_us);
	status->peer_heard_age_ms =
		engine->liveness.ever ? age_ms(engine->liveness.heard_us, now_us) : -1;
	if (engine->liveness.ever && engine->liveness.last.release != 0) {
		snprintf(status->peer_version, sizeof(status->peer_version), "%u.%u",
			engine->liveness.last.release >> 8U,
			engine->liveness.last.release & 0xffU);
	}
	status->peer_restarts = engine->liveness.restarts;
}

static void fill_hearing(
	struct link_status *link, const struct link_watch *hearing, int64_t now_us)
{
	link->state = hearing->state;
	link->state_age_ms = age_ms(hearing->state_since_us, now_us);
	link->heard_age_ms = hearing->ever ? age_ms(hearing->heard_us, now_us) : -1;
	link->round_trip_us = (uint32_t)hearing->round_trip_us;
	link->jitter_us = (uint32_t)hearing->jitter_us;
	link->received = hearing->received;
	link->lost = hearing->lost;
	link->duplicates = hearing->replayed;
	link->downs = hearing->downs;
}

static void fill_link(struct link_status *status, struct link *link,
	const struct link_watch *hearing, int64_t now_us)
{
	const struct link_counters *counters = link_counters(link);

	snprintf(status->name, sizeof(status->name), "%s", link->plan.name);
	snprintf(status->interface, sizeof(status->interface), "%s",
		link->plan.interface);
	status->interface_index = link->interface_index;
	ip_write(link->plan.own, status->own_address);
	ip_write(link->plan.peer, status->peer_address);
	status->port = link->plan.port;
	status->trouble = (uint32_t)link_trouble(link) + LINK_TROUBLE_NONE;
	fill_hearing(status, hearing, now_us);
	status->sent = counters->sent;
	status->unauthenticated = counters->unauthenticated;
	status->malformed = link_malformed(counters);
	status->send_errors = counters->send_errors;
}

static void fill_links(struct status_build *build, int64_t now_us)
{
	struct links *links = &build->node->network.links;
	const struct link_watch *hearings = build->node->driver.engine.links;

	build->status.link_count = links->count;
	for (uint8_t i = 0; i < links->count; i++) {
		fill_link(
			&build->status.links[i], &links->list[i], &hearings[i], now_us);
	}
}

/* The time is rounded up, because what is waited for has not come yet. */
static int64_t left_ms(int64_t until_us, int64_t now_us)
{
	return until_us > now_us ? (until_us - now_us + MS_US - 1) / MS_US : 0;
}

static int64_t later_us(int64_t a_us, int64_t b_us)
{
	return a_us > b_us ? a_us : b_us;
}

static void fill_peer_outlook(
	struct outlook *outlook, const struct engine *engine, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;
	enum role role = query_peer_role(engine, now_us);
	uint8_t flags = role == ROLE_UNKNOWN ? 0 : liveness->last.flags;

	outlook->peer_pinned = role == ROLE_ACTIVE && (flags & FLAG_PINNED) != 0;
	outlook->peer_maintenance = (flags & FLAG_MAINTENANCE) != 0;
	outlook->peer_unwell = role != ROLE_UNKNOWN
			       && (liveness->last.role_flags & ROLE_FLAG_UNWELL) != 0;
	outlook->mismatch = config_mismatch_told(&engine->config_mismatch);
}

void status_build_fill_outlook(struct outlook *outlook, const struct engine *engine,
	int64_t restart_us, int64_t now_us)
{
	int64_t stable_us = query_stable_us(engine, now_us);

	fill_peer_outlook(outlook, engine, now_us);
	outlook->stable_ms = stable_us < 0 ? -1 : stable_us / MS_US;
	outlook->pinned = engine->wishes.pinned;
	outlook->split = engine->split_brain.on;
	outlook->conflict = engine->conflict.on;
	outlook->cut_off = query_is_cut_off(engine, now_us);
	outlook->retry_ms = left_ms(engine->handover.retry_us, now_us);
	outlook->damped_ms = left_ms(engine->damping.until_us, now_us);
	outlook->modest_ms = left_ms(engine->fitness.yielding_until_us, now_us);
	outlook->fault_ms = left_ms(later_us(engine->fitness.refused_until_us,
					    engine->fitness.often_until_us),
		now_us);
	outlook->restart_ms = left_ms(restart_us, now_us);
}

static int64_t maintenance_left_ms(const struct config *config)
{
	int64_t left_ms = config->maintenance_until * INT64_C(1000) - clock_wall_ms();

	return config->maintenance && left_ms > 0 ? left_ms : 0;
}

static void fill_counters(struct status *status, const struct counters *counters)
{
	status->failovers = counters->failovers;
	status->failbacks = counters->failbacks;
	status->switchovers = counters->switchovers;
	status->activations = counters->activations;
	status->deactivations = counters->deactivations;
	status->split_brains = counters->split_brains;
	status->active_ms = (uint64_t)(counters->active_us / MS_US);
	status->dual_active_ms = (uint64_t)(counters->dual_active_us / MS_US);
	status->longest_takeover_ms = (uint64_t)(counters->longest_takeover_us / MS_US);
	status->late_wakeups = counters->late_wakeups;
}

/* Return how the kernel has an F-IP, refined by what the engine does while it is
 * away. */
static enum fip_state judge_fip(enum fips_state state, enum role role)
{
	if (state == FIPS_HELD) {
		return FIP_HELD;
	}
	if (state == FIPS_FAILED) {
		return FIP_FAILED;
	}
	if (role == ROLE_CLAIMING) {
		return FIP_CLAIMING;
	}
	if (role == ROLE_HELD) {
		return FIP_CONFLICT;
	}
	return state == FIPS_RELEASED ? FIP_RELEASED : FIP_ABSENT;
}

static void fill_outsider(struct fip_status *status, const struct fips_entry *entry)
{
	char address[IP_TEXT_SIZE];

	if (entry->copy.fip != 0) {
		snprintf(status->outsider, sizeof(status->outsider),
			"%s/%u, protocol %u", ip_write(entry->fip.address, address),
			entry->copy.prefix_length, entry->copy.protocol);
	}
}

static void fill_fip(struct fip_status *status, const struct fips_entry *entry,
	const struct segment_counters *counters)
{
	ip_write(entry->fip.address, status->address);
	status->prefix_length = entry->fip.prefix_length;
	fill_outsider(status, entry);
	status->announcements = counters->announcements;
	status->conflicts = counters->conflicts;
	if (counters->conflicts > 0) {
		mac_to_text(status->conflict_mac, counters->conflict_mac);
	}
}

static void fill_fips(struct status_build *build, int64_t now_us)
{
	const struct network *network = &build->node->network;
	struct status *status = &build->status;

	status->fip_count = (uint32_t)fips_count(network->fips);
	for (uint32_t i = 0; i < status->fip_count; i++) {
		const struct fips_entry *entry = fips_entry(network->fips, i);
		struct segment_counters counters = segment_count(network->segment, i);
		struct fip_status *fip = &status->fips[i];

		*fip = (struct fip_status){ 0 };
		fill_fip(fip, entry, &counters);
		fip->interface_index = fips_interface(network->fips)->index;
		fip->state = judge_fip(
			entry->state, build->node->driver.engine.standing.role);
		/* The state may have been set after the wake-up's one look at the
		 * clock: then its age is 0. */
		fip->state_age_ms = age_ms(entry->since_us, now_us);
	}
}

const struct status *status_build_fill(struct status_build *build, int64_t now_us)
{
	struct status *status = &build->status;

	/* Not the places of F-IPs that there are not: they are a hundred kilobytes. */
	memset(status, 0, offsetof(struct status, fips));
	status->alarms = build->alarms;
	fill_system(build, now_us);
	fill_settings(build);
	fill_role(build, now_us);
	fill_peer(build, now_us);
	fill_links(build, now_us);
	status_build_fill_outlook(&status->outlook, &build->node->driver.engine,
		build->node->restart_until_us, now_us);
	status->outlook.maintenance_ms =
		maintenance_left_ms(&build->node->setup.config);
	fill_counters(status, &build->node->driver.engine.counters);
	status->last_sequence = journal_newest(build->node->event_log.journal);
	status->oldest_sequence = journal_oldest(build->node->event_log.journal);
	health_fill(build->health, status, now_us);
	fill_fips(build, now_us);
	return status;
}
