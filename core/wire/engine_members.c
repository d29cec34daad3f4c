#include "wire/engine_members.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wire/heartbeat.h"

struct member {
	const char *name;
	size_t offset;
	unsigned width;
	unsigned count; /* so many of them ... */
	size_t stride;  /* ... with so many bytes from one to the next */
	struct {
		int64_t least;
		int64_t most;
	} bounds;
};

#define SIZE(member) (sizeof(((struct engine *)0)->member))

#define ROW(member, ...)                                                               \
	{                                                                              \
#member, offsetof(struct engine, member), SIZE(member), 1, 0,          \
			__VA_ARGS__                                                    \
	}
#define LIST(member, ...)                                                              \
	{                                                                              \
#member, offsetof(struct engine, member[0]), SIZE(member[0]),          \
			SIZE(member) / SIZE(member[0]), SIZE(member[0]), __VA_ARGS__   \
	}
#define LINK(member, ...)                                                              \
	{                                                                              \
		"links." #member, offsetof(struct engine, links[0].member),            \
			SIZE(links[0].member), LINKS_MAX, sizeof(struct link_watch),   \
			__VA_ARGS__                                                    \
	}

#define UP_TO(most)                                                                    \
	{                                                                              \
		0, most                                                                \
	}
#define ANY                                                                            \
	{                                                                              \
		INT64_MIN, INT64_MAX                                                   \
	}
#define YES_OR_NO UP_TO(1)
#define ROLE      UP_TO(ROLE_DISABLED)
#define REASON    UP_TO(REASON_LAST)
/* Sums of a few of them must stay numbers: no clock gets to 10,000 years. */
#define SPAN                                                                           \
	{                                                                              \
		-(INT64_C(1) << 58), INT64_C(1) << 58                                  \
	}

/* clang-format off */
/* table */
static const struct member members[] = {
	ROW(settings.enabled, YES_OR_NO),
	ROW(settings.preferred, YES_OR_NO),
	ROW(settings.automatic_failback, YES_OR_NO),
	ROW(settings.maintenance, YES_OR_NO),
	ROW(settings.references, YES_OR_NO),
	ROW(settings.expels, YES_OR_NO),
	ROW(settings.node, ANY),
	ROW(settings.count, { COUNT_MIN, COUNT_MAX }),
	ROW(settings.release, ANY),
	ROW(settings.links, UP_TO(LINKS_MAX)),
	ROW(settings.pair, ANY),
	ROW(settings.interval_ms, { INTERVAL_MIN_MS, INTERVAL_MAX_MS }),
	ROW(settings.failback_delay_ms, ANY),
	ROW(settings.digest, ANY),
	ROW(counters.failovers, ANY),
	ROW(counters.failbacks, ANY),
	ROW(counters.switchovers, ANY),
	ROW(counters.activations, ANY),
	ROW(counters.deactivations, ANY),
	ROW(counters.split_brains, ANY),
	ROW(counters.late_wakeups, ANY),
	ROW(counters.active_us, SPAN),
	ROW(counters.dual_active_us, SPAN),
	ROW(counters.longest_takeover_us, SPAN),
	ROW(counters.counted_us, SPAN),
	ROW(standing.role, ROLE),
	ROW(standing.settled, ROLE),
	ROW(standing.previous, ROLE),
	ROW(standing.reason, REASON),
	ROW(standing.started_us, SPAN),
	ROW(standing.since_us, SPAN),
	ROW(standing.decided_us, SPAN),
	ROW(standing.takeover_us, SPAN),
	ROW(standing.introduced, YES_OR_NO),
	ROW(pace.wake_us, SPAN),
	ROW(pace.beat_us, SPAN),
	ROW(pace.ask_us, SPAN),
	ROW(pace.grace_until_us, SPAN),
	ROW(pace.unclaimed, YES_OR_NO),
	ROW(pace.stalled, YES_OR_NO),
	ROW(exchange.farewell, UP_TO(OPERATION_LAST)),
	ROW(exchange.epoch, ANY),
	ROW(exchange.epoch_known, ANY),
	ROW(exchange.round, ANY),
	ROW(exchange.news_round, ANY),
	ROW(exchange.mac_count, UP_TO(HEARTBEAT_MACS_MAX)),
	LIST(exchange.macs, ANY),
	ROW(wishes.pinned, YES_OR_NO),
	ROW(wishes.forcing, YES_OR_NO),
	ROW(wishes.vouched, YES_OR_NO),
	ROW(wishes.forced_out, YES_OR_NO),
	ROW(wishes.retiring, YES_OR_NO),
	ROW(wishes.retired_us, SPAN),
	ROW(wishes.stopping, YES_OR_NO),
	ROW(wishes.departing, YES_OR_NO),
	ROW(fitness.interface_up, YES_OR_NO),
	ROW(fitness.lack, UP_TO(LACK_LAST)),
	ROW(fitness.refused_until_us, SPAN),
	ROW(fitness.often_until_us, SPAN),
	ROW(fitness.yielding_until_us, SPAN),
	LIST(fitness.restores_us, SPAN),
	ROW(fitness.restore_next, UP_TO(FITNESS_RESTORES - 1)),
	ROW(fitness.unwell, YES_OR_NO),
	LINK(session.own, ANY),
	LINK(session.peer, ANY),
	LINK(session.candidate, ANY),
	LINK(session.sent, ANY),
	LINK(session.barrier, ANY),
	LINK(session.received, ANY),
	LINK(session.candidate_sequence, ANY),
	LINK(session.received_us, SPAN),
	LINK(session.candidate_us, SPAN),
	LINK(session.answered_us, SPAN),
	LINK(state, UP_TO(LINK_WATCH_DOWN)),
	LINK(trouble, UP_TO(TROUBLE_LAST)),
	LINK(told, YES_OR_NO),
	LINK(ever, YES_OR_NO),
	LINK(state_since_us, SPAN),
	LINK(watched_us, SPAN),
	LINK(heard_us, SPAN),
	LINK(heard_back_us, SPAN),
	LINK(proven_us, SPAN),
	LINK(spoken_us, SPAN),
	LINK(round_trip_us, SPAN),
	LINK(last_trip_us, SPAN),
	LINK(jitter_us, SPAN),
	LINK(acknowledged, ANY),
	LINK(downs, ANY),
	LINK(received, ANY),
	LINK(lost, ANY),
	LINK(replayed, ANY),
	LINK(mac_known, YES_OR_NO),
	LINK(mac_said, YES_OR_NO),
	LINK(mac, ANY),
	LINK(reads, ANY),
	LINK(peer_interval_ms, UP_TO(HEARTBEAT_INTERVAL_MAX_MS)),
	LINK(sendings[0].sequence, ANY),
	LINK(sendings[0].sent_us, SPAN),
	LINK(sendings[1].sequence, ANY),
	LINK(sendings[1].sent_us, SPAN),
	LINK(sendings[2].sequence, ANY),
	LINK(sendings[2].sent_us, SPAN),
	LINK(sendings[3].sequence, ANY),
	LINK(sendings[3].sent_us, SPAN),
	LINK(sendings[4].sequence, ANY),
	LINK(sendings[4].sent_us, SPAN),
	LINK(sendings[5].sequence, ANY),
	LINK(sendings[5].sent_us, SPAN),
	LINK(sendings[6].sequence, ANY),
	LINK(sendings[6].sent_us, SPAN),
	LINK(sendings[7].sequence, ANY),
	LINK(sendings[7].sent_us, SPAN),
	ROW(liveness.last.incarnation, ANY),
	ROW(liveness.last.echo, ANY),
	ROW(liveness.last.digest, ANY),
	ROW(liveness.last.pair, ANY),
	ROW(liveness.last.sequence, ANY),
	ROW(liveness.last.round, ANY),
	ROW(liveness.last.acknowledged_round, ANY),
	ROW(liveness.last.acknowledged, ANY),
	ROW(liveness.last.acknowledged_age_us, ANY),
	ROW(liveness.last.interval_ms, UP_TO(HEARTBEAT_INTERVAL_MAX_MS)),
	ROW(liveness.last.epoch, ANY),
	ROW(liveness.last.transaction, ANY),
	ROW(liveness.last.uptime_s, ANY),
	ROW(liveness.last.release, ANY),
	ROW(liveness.last.flags, ANY),
	ROW(liveness.last.role_flags, ANY),
	ROW(liveness.last.role, ROLE),
	ROW(liveness.last.operation, UP_TO(OPERATION_LAST)),
	ROW(liveness.last.node, ANY),
	ROW(liveness.last.link, ANY),
	ROW(liveness.last.healthy, YES_OR_NO),
	ROW(liveness.last.count, UP_TO(HEARTBEAT_COUNT_MAX)),
	ROW(liveness.last.version, ANY),
	ROW(liveness.last.reads, ANY),
	ROW(liveness.last.mac_count, UP_TO(HEARTBEAT_MACS_MAX)),
	LIST(liveness.last.link_mac, ANY),
	LIST(liveness.last.macs, ANY),
	ROW(liveness.ever, YES_OR_NO),
	ROW(liveness.lost, YES_OR_NO),
	ROW(liveness.left, YES_OR_NO),
	ROW(liveness.learnt, YES_OR_NO),
	LIST(liveness.mac, ANY),
	ROW(liveness.heard_us, SPAN),
	ROW(liveness.listening_us, SPAN),
	ROW(liveness.spoken, YES_OR_NO),
	ROW(liveness.spoken_us, SPAN),
	ROW(liveness.stable_since_us, SPAN),
	ROW(liveness.passive_since_us, SPAN),
	ROW(liveness.restarts, ANY),
	ROW(lease.state, UP_TO(LEASE_REMOVING)),
	ROW(lease.lease_s, ANY),
	ROW(lease.refusal_us, SPAN),
	ROW(lease.renewed_us, SPAN),
	ROW(lease.gone, YES_OR_NO),
	ROW(lease.retry_us, SPAN),
	ROW(probe.running, YES_OR_NO),
	ROW(probe.answered, YES_OR_NO),
	ROW(probe.peer_answered, YES_OR_NO),
	ROW(probe.in_vain, UP_TO(PROBES_IN_VAIN)),
	ROW(probe.sent, UP_TO(PROBES_PER_ROUND)),
	ROW(probe.next_us, SPAN),
	ROW(probe.answered_us, SPAN),
	ROW(probe.peer_answered_us, SPAN),
	ROW(probe.contested_us, SPAN),
	ROW(probe.rival_us, SPAN),
	ROW(probe.rival_spacing_us, SPAN),
	LIST(probe.mac, ANY),
	ROW(handover.transaction, ANY),
	ROW(handover.granted, ANY),
	ROW(handover.requesting, YES_OR_NO),
	ROW(handover.inviting, YES_OR_NO),
	ROW(handover.confirming, YES_OR_NO),
	ROW(handover.relaying, YES_OR_NO),
	ROW(handover.forced, YES_OR_NO),
	ROW(handover.leaving, YES_OR_NO),
	ROW(handover.begun_us, SPAN),
	ROW(handover.repeat_us, SPAN),
	ROW(handover.retry_us, SPAN),
	ROW(handover.progress, UP_TO(PROGRESS_FAILED)),
	ROW(handover.refusal, REASON),
	ROW(announcement.begun_us, SPAN),
	ROW(announcement.next_us, SPAN),
	ROW(announcement.told_us, SPAN),
	ROW(announcement.rounds, ANY),
	LIST(damping.began_us, SPAN),
	ROW(damping.incarnation, ANY),
	ROW(damping.until_us, SPAN),
	ROW(damping.backoff_us, SPAN),
	ROW(damping.next, UP_TO(DAMPING_LIVES - 1)),
	ROW(damping.told, YES_OR_NO),
	ROW(reference_watch.ask_us, SPAN),
	ROW(reference_watch.answered_us, SPAN),
	ROW(reference_watch.alone_us, SPAN),
	ROW(reference_watch.lost, YES_OR_NO),
	ROW(reference_watch.alone, YES_OR_NO),
	ROW(config_mismatch.role.seen, REASON),
	ROW(config_mismatch.role.told, REASON),
	ROW(config_mismatch.role.since_us, SPAN),
	ROW(config_mismatch.fips.seen, REASON),
	ROW(config_mismatch.fips.told, REASON),
	ROW(config_mismatch.fips.since_us, SPAN),
	ROW(config_mismatch.timing.seen, REASON),
	ROW(config_mismatch.timing.told, REASON),
	ROW(config_mismatch.timing.since_us, SPAN),

	ROW(split_brain.on, YES_OR_NO),
	ROW(split_brain.until_us, SPAN),
	ROW(split_brain.defended_us, SPAN),
	ROW(split_brain.answer_round, ANY),
	ROW(split_brain.unacked_beats, ANY),
	ROW(split_brain.unacked_us, SPAN),
	ROW(conflict.on, YES_OR_NO),
	ROW(conflict.until_us, SPAN),
	ROW(outsider.copy.fip, ANY),
	ROW(outsider.copy.prefix_length, ANY),
	ROW(outsider.copy.protocol, ANY),
	ROW(outsider.copy.bound, YES_OR_NO),
	ROW(outsider.on, YES_OR_NO),
	ROW(outsider.stays, YES_OR_NO),
	ROW(outsider.until_us, SPAN),
	ROW(outsider.expel_us, SPAN),
	ROW(third.on, YES_OR_NO),
	ROW(third.near_us, SPAN),
	ROW(third.until_us, SPAN),
};
/* clang-format on */

enum {
	COUNT = sizeof(members) / sizeof(members[0])
};

/* flat switch */
static int64_t fetch(const uint8_t *place, unsigned width)
{
	uint32_t value_32;
	int64_t value_64 = 0;

	switch (width) {
	case 1:
		return *place;
	case 4:
		memcpy(&value_32, place, sizeof(value_32));
		return value_32;
	default:
		memcpy(&value_64, place, width);
		return value_64;
	}
}

static bool refuse(char fault[ENGINE_MEMBERS_FAULT_BYTES], const struct member *member,
	size_t offset, int64_t value)
{
	snprintf(fault, ENGINE_MEMBERS_FAULT_BYTES,
		"%s is %" PRId64 " (byte %zu), it may be %" PRId64 " to %" PRId64,
		member->name, value, offset, member->bounds.least, member->bounds.most);
	return false;
}

static bool read_member(struct engine *engine, const struct member *member,
	const uint8_t *image, char fault[ENGINE_MEMBERS_FAULT_BYTES])
{
	for (unsigned i = 0; i < member->count; i++) {
		size_t offset = member->offset + i * member->stride;
		int64_t value = fetch(image + offset, member->width);

		if (value < member->bounds.least || value > member->bounds.most) {
			return refuse(fault, member, offset, value);
		}
		memcpy((uint8_t *)engine + offset, image + offset, member->width);
	}
	return true;
}

/* Return what is wrong between members that are each within their bounds, or NULL. */
static const char *find_contradiction(const struct engine *engine)
{
	const struct heartbeat *last = &engine->liveness.last;

	for (unsigned i = 0; i < LINKS_MAX; i++) {
		if (engine->links[i].session.own == 0) {
			return "a link has no incarnation";
		}
	}
	if (engine->liveness.ever
		&& (last->interval_ms < HEARTBEAT_INTERVAL_MIN_MS
			|| last->count < HEARTBEAT_COUNT_MIN)) {
		return "the peer was heard, with a timing that nobody can have";
	}
	return NULL;
}

bool engine_members_decode(struct engine *engine, const uint8_t *image,
	size_t image_bytes, char fault[ENGINE_MEMBERS_FAULT_BYTES])
{
	const char *contradiction;

	memset(engine, 0, sizeof(*engine));
	if (image_bytes != sizeof(*engine)) {
		snprintf(fault, ENGINE_MEMBERS_FAULT_BYTES,
			"%zu bytes are no engine, which has %zu", image_bytes,
			sizeof(*engine));
		return false;
	}
	for (size_t i = 0; i < COUNT; i++) {
		if (!read_member(engine, &members[i], image, fault)) {
			return false;
		}
	}
	contradiction = find_contradiction(engine);
	if (contradiction != NULL) {
		snprintf(fault, ENGINE_MEMBERS_FAULT_BYTES, "%s", contradiction);
	}
	return contradiction == NULL;
}

static bool covers(const struct member *member, size_t offset)
{
	for (unsigned i = 0; i < member->count; i++) {
		size_t begin = member->offset + i * member->stride;

		if (offset >= begin && offset < begin + member->width) {
			return true;
		}
	}
	return false;
}

const char *engine_members_name_at(size_t offset)
{
	size_t i = 0;

	while (i < COUNT && !covers(&members[i], offset)) {
		i++;
	}
	return i < COUNT ? members[i].name : NULL;
}
