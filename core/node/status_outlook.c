#include "node/status_outlook.h"

#include "engine/check.h"

/* Rounded up: what is waited for has not come yet. */
static int64_t left_ms(int64_t until_us, int64_t now_us)
{
	return until_us > now_us ? (until_us - now_us + MS_US - 1) / MS_US : 0;
}

static int64_t later_us(int64_t a_us, int64_t b_us)
{
	return a_us > b_us ? a_us : b_us;
}

static void tell_peer(
	struct outlook *outlook, const struct engine *engine, int64_t now_us)
{
	const struct liveness *liveness = &engine->liveness;
	enum role role = engine_peer_role(engine, now_us);
	uint8_t flags = role == ROLE_UNKNOWN ? 0 : liveness->last.flags;

	outlook->peer_pinned = role == ROLE_ACTIVE && (flags & FLAG_PINNED) != 0;
	outlook->peer_maintenance = (flags & FLAG_MAINTENANCE) != 0;
	outlook->mismatch = engine->agreement.told;
}

void status_build_tell_outlook(struct outlook *outlook, const struct engine *engine,
	const struct restart *restart, int64_t now_us)
{
	int64_t stable_us = engine_stable_us(engine, now_us);

	tell_peer(outlook, engine, now_us);
	outlook->stable_ms = stable_us < 0 ? -1 : stable_us / MS_US;
	outlook->pinned = engine->pinned;
	outlook->maintenance = engine->settings.maintenance;
	outlook->split = engine->duel;
	outlook->conflict = engine->conflict;
	outlook->cut_off = check_has_failed(engine, now_us);
	outlook->retry_ms = left_ms(engine->handover.retry_us, now_us);
	outlook->damped_ms = left_ms(engine->damping.until_us, now_us);
	outlook->modest_ms = left_ms(engine->modest_until_us, now_us);
	outlook->fault_ms = left_ms(
		later_us(engine->refused_until_us, engine->often_until_us), now_us);
	outlook->restart_ms = left_ms(restart->until_us, now_us);
}
