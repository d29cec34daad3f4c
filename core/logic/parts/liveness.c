#include "parts/liveness.h"

#include <string.h>

static struct settings peer_timing(const struct heartbeat *heartbeat)
{
	return (struct settings){
		.interval_ms = heartbeat->interval_ms,
		.count = heartbeat->count,
	};
}

static bool is_passive(const struct heartbeat *heartbeat)
{
	bool holds = (heartbeat->role_flags & ROLE_FLAG_HOLDS) != 0;

	return !holds
	       && (heartbeat->role == ROLE_STANDBY || heartbeat->role == ROLE_INITIAL
		       || heartbeat->role == ROLE_FAULT);
}

void liveness_start(struct liveness *liveness, int64_t now_us)
{
	memset(&liveness->last, 0, sizeof(liveness->last));
	liveness->ever = false;
	liveness->left = false;
	liveness->heard_us = now_us;
	liveness_listen(liveness, now_us);
	liveness->learnt = false;
	liveness->stable_since_us = now_us;
	liveness->passive_since_us = now_us;
}

void liveness_listen(struct liveness *liveness, int64_t now_us)
{
	liveness->listening_us = now_us;
	liveness->spoken = false;
}

static void take_words(struct liveness *liveness, const struct heartbeat *heartbeat,
	int64_t arrived_us)
{
	struct heartbeat former = liveness->last;

	liveness->last = *heartbeat;
	/* An older fipd can say none: those of its host's former life are old. */
	if (heartbeat->mac_count == 0
		&& (heartbeat->incarnation == former.incarnation
			|| heartbeat->reads >= 2)) {
		liveness->last.mac_count = former.mac_count;
		memcpy(liveness->last.macs, former.macs, sizeof(former.macs));
	}
	/* So is it of a check that fails: the same life may say it on another link. */
	if (heartbeat->version < 2 && heartbeat->incarnation == former.incarnation) {
		liveness->last.role_flags |= former.role_flags & ROLE_FLAG_UNWELL;
	}
	liveness->ever = true;
	liveness->left = heartbeat->operation == OPERATION_LEAVING
			 && heartbeat->role == ROLE_DISABLED;
	if (!is_passive(heartbeat)) {
		liveness->passive_since_us = arrived_us;
	}
}

bool liveness_hear(struct liveness *liveness, const struct heartbeat *heartbeat,
	int64_t arrived_us, int64_t spoken_us)
{
	bool reborn = liveness->last.incarnation != heartbeat->incarnation;
	bool news = reborn || heartbeat->round > liveness->last.round;

	liveness->restarts += liveness->ever && reborn;
	liveness->spoken = liveness->spoken || spoken_us > liveness->listening_us;
	if (arrived_us > liveness->heard_us) {
		liveness->heard_us = arrived_us;
	}
	if (news) {
		take_words(liveness, heartbeat, arrived_us);
		liveness->spoken_us = spoken_us;
	}
	return news;
}

bool liveness_set_lost(struct liveness *liveness, bool lost)
{
	bool news = liveness->lost != lost;

	liveness->lost = lost;
	return news;
}

bool liveness_wants(const struct liveness *liveness, const uint8_t mac[6])
{
	bool same = memcmp(mac, liveness->mac, sizeof(liveness->mac)) == 0;

	return !liveness->learnt || (!liveness->ever && !same);
}

void liveness_learn(struct liveness *liveness, const uint8_t mac[6])
{
	if (liveness_wants(liveness, mac)) {
		liveness->learnt = true;
		memcpy(liveness->mac, mac, sizeof(liveness->mac));
	}
}

bool liveness_may_be(const struct liveness *liveness, const uint8_t mac[6])
{
	const struct heartbeat *last = &liveness->last;

	for (unsigned i = 0; i < last->mac_count; i++) {
		if (memcmp(last->macs[i], mac, sizeof(last->macs[i])) == 0) {
			return true;
		}
	}
	return last->mac_count == 0
	       && (!liveness->learnt
		       || memcmp(liveness->mac, mac, sizeof(liveness->mac)) == 0);
}

const uint8_t *liveness_mac(const struct liveness *liveness)
{
	if (liveness->last.mac_count > 0) {
		return liveness->last.macs[0];
	}
	return liveness->learnt ? liveness->mac : NULL;
}

void liveness_dismiss(struct liveness *liveness)
{
	liveness->left = true;
}

void liveness_unsettle(struct liveness *liveness, int64_t now_us)
{
	liveness->stable_since_us = now_us;
}

int64_t liveness_silence_us(const struct liveness *liveness, int64_t now_us)
{
	return now_us - liveness->heard_us;
}

int64_t liveness_silent_since_us(const struct liveness *liveness)
{
	return liveness->heard_us > liveness->listening_us ? liveness->heard_us
							   : liveness->listening_us;
}

int64_t liveness_detection_us(
	const struct liveness *liveness, const struct settings *settings)
{
	struct settings peer = peer_timing(&liveness->last);
	int64_t own_us = settings_detection_us(settings);
	int64_t peer_us = settings_detection_us(&peer);

	if ((liveness->last.flags & FLAG_RESTARTING) != 0) {
		peer_us = settings_held_us(settings_lease_s(&peer));
	}
	return peer_us > own_us ? peer_us : own_us;
}

bool liveness_is_heard(const struct liveness *liveness, const struct settings *settings,
	int64_t now_us)
{
	return liveness->ever && !liveness->left
	       && liveness_silence_us(liveness, now_us)
			  < liveness_detection_us(liveness, settings);
}

bool liveness_hears_us(const struct liveness *liveness)
{
	return liveness->ever && (liveness->last.flags & FLAG_HEARS_YOU) != 0;
}

bool liveness_is_passive(const struct liveness *liveness)
{
	return liveness->ever && is_passive(&liveness->last);
}

uint32_t liveness_peer_lease_s(
	const struct liveness *liveness, const struct settings *settings)
{
	struct settings peer = peer_timing(&liveness->last);
	uint32_t own_s = settings_lease_s(settings);
	uint32_t peer_s = liveness->ever ? settings_lease_s(&peer) : 0;

	return peer_s > own_s ? peer_s : own_s;
}
