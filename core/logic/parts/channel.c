#include "parts/channel.h"

#include <string.h>

void channel_start(struct channel *channel, uint64_t incarnation, int64_t now_us)
{
	memset(channel, 0, sizeof(*channel));
	session_start(&channel->session, incarnation);
	channel->state = CHANNEL_DOWN;
	channel->state_since_us = now_us;
	channel->watched_us = now_us;
}

void channel_forget(struct channel *channel, int64_t now_us)
{
	session_forget(&channel->session);
	channel->ever = false;
	channel->watched_us = now_us;
}

static int64_t variation_us(const struct channel *channel, int64_t trip_us)
{
	int64_t difference_us = trip_us - channel->last_trip_us;

	return difference_us < 0 ? -difference_us : difference_us;
}

static void measure(struct channel *channel, int64_t trip_us)
{
	if (channel->round_trip_us == 0) {
		channel->round_trip_us = trip_us;
		channel->last_trip_us = trip_us;
	}
	channel->round_trip_us += (trip_us - channel->round_trip_us) / 8;
	channel->jitter_us +=
		(variation_us(channel, trip_us) - channel->jitter_us) / 16;
	channel->last_trip_us = trip_us;
}

static void learn_echo(
	struct channel *channel, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	unsigned slot = heartbeat->acknowledged % CHANNEL_SENDINGS;
	int64_t sent_us = channel->sendings[slot].sent_us;
	int64_t there_us = arrived_us - heartbeat->acknowledged_age_us;

	channel->spoken_us = 0;
	if (heartbeat->acknowledged == 0) {
		return;
	}
	channel->heard_back_us = there_us;
	if (channel->sendings[slot].sequence == heartbeat->acknowledged) {
		channel->proven_us = sent_us;
		channel->spoken_us = sent_us + heartbeat->acknowledged_age_us;
		if (heartbeat->acknowledged > channel->acknowledged
			&& there_us > sent_us) {
			measure(channel, there_us - sent_us);
		}
	}
	channel->acknowledged = heartbeat->acknowledged;
}

enum session_verdict channel_take(
	struct channel *channel, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	uint32_t previous = channel->session.received;
	enum session_verdict verdict =
		session_take(&channel->session, heartbeat, arrived_us);

	if (verdict == SESSION_STALE || verdict == SESSION_UNPROVEN) {
		channel->stale++;
		return verdict;
	}
	if (verdict == SESSION_FRESH) {
		channel->lost += heartbeat->sequence - previous - 1;
	}
	channel->received++;
	channel->ever = true;
	if (arrived_us > channel->heard_us) {
		channel->heard_us = arrived_us;
	}
	learn_echo(channel, heartbeat, arrived_us);
	return verdict;
}

static void remember_sending(
	struct channel *channel, const struct heartbeat *heartbeat, int64_t now_us)
{
	unsigned slot = heartbeat->sequence % CHANNEL_SENDINGS;

	channel->sendings[slot].sequence = heartbeat->sequence;
	channel->sendings[slot].sent_us = now_us;
}

void channel_stamp(struct channel *channel, struct heartbeat *heartbeat, int64_t now_us)
{
	session_stamp(&channel->session, heartbeat, now_us);
	remember_sending(channel, heartbeat, now_us);
}

void channel_stamp_answer(
	struct channel *channel, struct heartbeat *heartbeat, int64_t now_us)
{
	session_stamp_answer(&channel->session, heartbeat, now_us);
	remember_sending(channel, heartbeat, now_us);
}

static enum channel_state state_of(
	const struct channel *channel, int64_t limit_us, int64_t now_us)
{
	if (!channel->ever || now_us - channel->heard_us >= limit_us) {
		return CHANNEL_DOWN;
	}
	/* As its newest datagram says: a path cut both ways is no one-way path. */
	return channel->heard_us - channel->heard_back_us >= limit_us ? CHANNEL_ONE_WAY
								      : CHANNEL_UP;
}

void channel_judge(struct channel *channel, int64_t limit_us, int64_t now_us)
{
	enum channel_state state = state_of(channel, limit_us, now_us);

	if (state == channel->state) {
		return;
	}
	channel->downs += channel->state == CHANNEL_UP;
	channel->state = state;
	channel->state_since_us = now_us;
}

enum reason channel_reason(const struct channel *channel)
{
	if (channel->state == CHANNEL_UP) {
		return REASON_NONE;
	}
	return channel->state == CHANNEL_ONE_WAY ? REASON_ONE_WAY
						 : channel_silence_reason(channel);
}

enum reason channel_silence_reason(const struct channel *channel)
{
	switch (channel->trouble) {
	case TROUBLE_UNUSABLE:
		return REASON_LINK_UNUSABLE;
	case TROUBLE_REFUSED:
		return REASON_PEER_REFUSES;
	case TROUBLE_UNAUTHENTIC:
		return REASON_NOT_AUTHENTIC;
	case TROUBLE_NONE:
		break;
	}
	return REASON_PEER_SILENT;
}
