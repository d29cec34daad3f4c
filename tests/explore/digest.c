#include "explore/digest.h"

#include <stddef.h>

enum {
	STEP_US = 50 * MS_US,
	HORIZON_STEPS = 240, /* 12 s: beyond every time of the engine's rules */
};

static void mix(uint64_t *digest, uint64_t value)
{
	*digest = (*digest ^ value) * 0x9e3779b97f4a7c15u;
	*digest ^= *digest >> 29;
}

static void mix_instant(uint64_t *digest, int64_t instant_us, int64_t now_us)
{
	int64_t steps = (instant_us - now_us) / STEP_US;

	if (steps > HORIZON_STEPS) {
		steps = HORIZON_STEPS;
	}
	if (steps < -HORIZON_STEPS) {
		steps = -HORIZON_STEPS;
	}
	mix(digest, (uint64_t)steps);
}

static void mix_comparison(uint64_t *digest, uint64_t a, uint64_t b)
{
	mix(digest, a == b ? 1 : a < b ? 2 : 3);
}

static void mix_heartbeat(uint64_t *digest, const struct heartbeat *heartbeat)
{
	mix(digest, heartbeat->flags);
	mix(digest, heartbeat->role_flags);
	mix(digest, heartbeat->role);
	mix(digest, heartbeat->operation);
	mix(digest, heartbeat->healthy);
}

static void mix_channel(uint64_t *digest, const struct engine *engine,
	const struct engine *other, unsigned i, int64_t now_us)
{
	const struct link_watch *link = &engine->links[i];
	const struct session *session = &link->session;
	const struct session *others = &other->links[i].session;

	mix(digest, session->peer == others->own);
	mix(digest, session->peer == 0);
	mix(digest, session->candidate == others->own);
	mix(digest, session->received >= others->sent);
	mix(digest, link->acknowledged >= session->sent);
	mix(digest, link->state);
	mix(digest, link->trouble);
	mix(digest, link->told);
	mix(digest, link->ever);
	mix(digest, link->mac_known);
	mix(digest, link->reads);
	mix_instant(digest, link->watched_us, now_us);
	mix_instant(digest, link->heard_us, now_us);
	mix_instant(digest, link->heard_back_us, now_us);
}

static void mix_peer(uint64_t *digest, const struct engine *engine,
	const struct engine *other, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;
	unsigned i;

	for (i = 0; i < engine->settings.links; i++) {
		mix_channel(digest, engine, other, i, now_us);
	}
	mix_comparison(digest, engine->exchange.epoch, liveness->last.epoch);
	mix_comparison(digest, engine->exchange.epoch, engine->exchange.epoch_known);
	mix_comparison(digest, engine->exchange.epoch, other->exchange.epoch);
	mix(digest, liveness->ever);
	mix(digest, liveness->left);
	mix_instant(digest, liveness->heard_us, now_us);
	mix_instant(digest, liveness->listening_us, now_us);
	mix(digest, liveness->spoken);
	mix_instant(digest, liveness->stable_since_us, now_us);
	mix_instant(digest, liveness->passive_since_us, now_us);
	mix_heartbeat(digest, &liveness->last);
}

static void mix_rival(uint64_t *digest, const struct probe *probe, int64_t now_us)
{
	if (probe->contested_us != 0) {
		mix_instant(digest, probe->contested_us, now_us);
	}
	mix(digest, (uint64_t)probe->rival_spacing_us);
	if (probe->rival_us != 0) {
		mix_instant(digest, probe->rival_us, now_us);
	}
}

static void mix_course(uint64_t *digest, const struct engine *engine, int64_t now_us)
{
	mix(digest, engine->lease.state);
	mix_instant(digest, engine->lease.renewed_us, now_us);
	mix(digest, engine->probe.running);
	mix(digest, engine->probe.answered);
	mix(digest, engine->probe.peer_answered);
	mix(digest, engine->probe.sent);
	mix(digest, engine->probe.in_vain);
	mix_rival(digest, &engine->probe, now_us);
	mix_instant(digest, engine->probe.answered_us, now_us);
	mix_instant(digest, engine->probe.peer_answered_us, now_us);
	mix(digest, engine->handover.requesting);
	mix(digest, engine->handover.inviting);
	mix(digest, engine->handover.forced);
	mix(digest, engine->handover.leaving);
	mix(digest, engine->handover.progress == PROGRESS_RUNNING);
	mix_instant(digest, engine->handover.begun_us, now_us);
	mix_instant(digest, engine->handover.retry_us, now_us);
	mix(digest, damping_refuses(&engine->damping, now_us));
}

static void mix_engine(uint64_t *digest, const struct engine *engine, int64_t now_us)
{
	mix(digest, engine->standing.role);
	mix(digest, engine->standing.settled);
	mix(digest, engine->standing.reason);
	mix(digest, engine->exchange.farewell);
	mix_instant(digest, engine->standing.since_us, now_us);
	mix_instant(digest, engine->pace.wake_us, now_us);
	mix_instant(digest, engine->pace.beat_us, now_us);
	mix_instant(digest, engine->pace.grace_until_us, now_us);
	mix_instant(digest, engine->fitness.refused_until_us, now_us);
	mix_instant(digest, engine->fitness.often_until_us, now_us);
	mix_instant(digest, engine->fitness.yielding_until_us, now_us);
	mix(digest, engine->exchange.news_round != 0);
	mix(digest, engine->fitness.interface_up);
	mix(digest, engine->fitness.unwell);
	mix(digest, engine->lease.gone);
	mix(digest, engine->pace.stalled);
	mix(digest, engine->pace.unclaimed);
	mix(digest, engine->wishes.pinned);
	mix(digest, engine->wishes.retiring);
	mix(digest, engine->wishes.forcing);
	mix(digest, engine->handover.confirming);
	mix(digest, engine->liveness.lost);
	mix(digest, engine->split_brain.on);
	mix(digest, engine->third.on);
	mix_instant(digest, engine->third.near_us, now_us);
	mix_instant(digest, engine->third.until_us, now_us);
	mix(digest, engine->outsider.on);
	mix(digest, engine->outsider.copy.fip);
	mix_instant(digest, engine->outsider.until_us, now_us);
	mix_instant(digest, engine->outsider.expel_us, now_us);
	mix(digest, engine->split_brain.unacked_beats);
	mix_instant(digest,
		engine->split_brain.unacked_beats > 0 ? engine->split_brain.unacked_us
						      : 0,
		now_us);
}

static void mix_host(uint64_t *digest, const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];
	const struct host *other = &world->hosts[1 - node];

	mix(digest, host->powered);
	mix(digest, host->running);
	mix(digest, host->restarts);
	mix(digest, host->frozen);
	mix(digest, host->paused);
	mix(digest, host->carrier);
	mix(digest, host->interrupted);
	mix(digest, host->lacks);
	mix_instant(digest, host->forwards_us, world->now_us);
	mix(digest, host->refuses);
	mix(digest, host->unwell);
	mix(digest, host->slow_us > 0);
	mix(digest, host->settings.maintenance);
	mix(digest, host->settings.links);
	mix(digest, host->fips);
	mix(digest, host->copy);
	mix_comparison(digest, host->kept_epoch, other->kept_epoch);
	mix(digest, host->kept_pin);
	if (host->fips) {
		mix_instant(digest, host->expires_us, world->now_us);
		mix(digest, host->fence_us != 0);
		mix_instant(digest, host->fence_us, world->now_us);
	}
	if (host->running) {
		mix_engine(digest, &host->engine, world->now_us);
		mix_course(digest, &host->engine, world->now_us);
		mix_peer(digest, &host->engine, &other->engine, world->now_us);
	}
}

/* An entry that lives for longer than any path is the same in every state. */
static void mix_neighbors(uint64_t *digest, const struct world *world, int node)
{
	const struct host *host = &world->hosts[node];

	mix(digest, world->arp_cut[node]);
	mix(digest, liveness_mac(&host->engine.liveness) != NULL);
	if (world->neighbor_us > HORIZON_STEPS * STEP_US) {
		return;
	}
	for (unsigned i = 0; i < host->settings.links; i++) {
		mix(digest, host->neighbors[i].known);
		mix_instant(digest, host->neighbors[i].confirmed_us, world->now_us);
	}
}

static void mix_liar(uint64_t *digest, const struct world *world)
{
	const struct liar *liar = &world->liar;

	mix(digest, liar->answers);
	mix(digest, liar->elsewhere);
	mix(digest, liar->period_us > 0);
	mix(digest, (uint64_t)liar->as);
	mix(digest, liar->says);
	if (liar->period_us > 0) {
		mix_instant(digest, liar->next_us, world->now_us);
	}
}

static void mix_network(uint64_t *digest, const struct world *world)
{
	unsigned i;

	mix(digest, world->lan_cut[0]);
	mix(digest, world->lan_cut[1]);
	mix_neighbors(digest, world, 0);
	mix_neighbors(digest, world, 1);
	mix_liar(digest, world);
	for (i = 0; i < LINKS_MAX; i++) {
		mix(digest, world->links[i].cut[0]);
		mix(digest, world->links[i].cut[1]);
		mix(digest, world->links[i].pulled);
	}
}

uint64_t digest_of(const struct world *world, uint64_t salt)
{
	uint64_t digest = salt;
	unsigned i;

	mix(&digest, world->intruder);
	mix_network(&digest, world);
	mix_host(&digest, world, 0);
	mix_host(&digest, world, 1);
	for (i = 0; i < world->flight_count; i++) {
		mix(&digest, (uint64_t)world->flights[i].to);
		mix(&digest, world->flights[i].input.kind);
		mix_heartbeat(&digest, &world->flights[i].input.heartbeat);
		mix_instant(&digest, world->flights[i].arrives_us, world->now_us);
	}
	return digest;
}
