#include "parts/link_watch.h"

#include <string.h>

/*
 * The numbers of what was sent go on within a life: what was recorded before can prove
 * nothing afterwards, and the peer goes on to take what is sent
 * (a_link_taken_out_and_put_back.story).
 */
void link_watch_start(struct link_watch *link, uint64_t incarnation, int64_t now_us)
{
	struct session session = link->session;

	memset(link, 0, sizeof(*link));
	session_start(&link->session, incarnation);
	if (session.own == incarnation) {
		link->session.sent = session.sent;
		session_forget(&link->session);
	}
	link->state = LINK_WATCH_DOWN;
	link->state_since_us = now_us;
	link->watched_us = now_us;
}

static void forget_way(struct link_watch *link)
{
	link->mac_known = false;
	link->mac_said = false;
	memset(link->mac, 0, sizeof(link->mac));
	link->reads = 0;
}

void link_watch_forget(struct link_watch *link, int64_t now_us)
{
	session_forget(&link->session);
	link->ever = false;
	forget_way(link);
	link->watched_us = now_us;
}

static int64_t variation_us(const struct link_watch *link, int64_t trip_us)
{
	int64_t difference_us = trip_us - link->last_trip_us;

	return difference_us < 0 ? -difference_us : difference_us;
}

static void measure(struct link_watch *link, int64_t trip_us)
{
	if (link->round_trip_us == 0) {
		link->round_trip_us = trip_us;
		link->last_trip_us = trip_us;
	}
	link->round_trip_us += (trip_us - link->round_trip_us) / 8;
	link->jitter_us += (variation_us(link, trip_us) - link->jitter_us) / 16;
	link->last_trip_us = trip_us;
}

static void learn_echo(
	struct link_watch *link, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	unsigned slot = heartbeat->acknowledged % LINK_WATCH_SENDINGS;
	int64_t sent_us = link->sendings[slot].sent_us;
	int64_t there_us = arrived_us - heartbeat->acknowledged_age_us;

	link->spoken_us = 0;
	if (heartbeat->acknowledged == 0) {
		return;
	}
	link->heard_back_us = there_us;
	if (link->sendings[slot].sequence == heartbeat->acknowledged) {
		link->proven_us = sent_us;
		link->spoken_us = sent_us + heartbeat->acknowledged_age_us;
		if (heartbeat->acknowledged > link->acknowledged
			&& there_us > sent_us) {
			measure(link, there_us - sent_us);
		}
	}
	link->acknowledged = heartbeat->acknowledged;
}

static void learn_mac(struct link_watch *link, const struct heartbeat *heartbeat)
{
	static const uint8_t none[sizeof(link->mac)];

	if (heartbeat->version >= 2) {
		memcpy(link->mac, heartbeat->link_mac, sizeof(link->mac));
		link->mac_known = memcmp(link->mac, none, sizeof(none)) != 0;
	}
}

/*
 * What an unproven peer says may be old: it is only tried.  So two nodes of which one
 * has restarted find each other without ARP (a_restart_while_arp_is_lost.story).
 */
static void try_mac(struct link_watch *link, const struct heartbeat *heartbeat)
{
	if (!link->mac_said) {
		learn_mac(link, heartbeat);
	}
}

/* A life that begins has not said yet what it reads, and whether the MAC is still its.
 */
static void learn_way(
	struct link_watch *link, const struct heartbeat *heartbeat, bool begun)
{
	if (begun) {
		link->mac_said = false;
		link->reads = 0;
	}
	if (heartbeat->reads != 0) {
		link->reads = heartbeat->reads;
	}
	learn_mac(link, heartbeat);
	link->mac_said = link->mac_known && (link->mac_said || heartbeat->version >= 2);
	link->peer_interval_ms = heartbeat->interval_ms;
}

enum session_verdict link_watch_take(
	struct link_watch *link, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	uint32_t previous = link->session.received;
	enum session_verdict verdict =
		session_take(&link->session, heartbeat, arrived_us);

	if (verdict == SESSION_UNPROVEN) {
		try_mac(link, heartbeat);
	}
	if (verdict == SESSION_REPLAYED || verdict == SESSION_UNPROVEN) {
		link->replayed++;
		return verdict;
	}
	if (verdict == SESSION_FRESH) {
		link->lost += heartbeat->sequence - previous - 1;
	}
	link->received++;
	link->ever = true;
	if (arrived_us > link->heard_us) {
		link->heard_us = arrived_us;
	}
	learn_echo(link, heartbeat, arrived_us);
	learn_way(link, heartbeat, verdict == SESSION_BEGUN);
	return verdict;
}

static void remember_sending(
	struct link_watch *link, const struct heartbeat *heartbeat, int64_t now_us)
{
	unsigned slot = heartbeat->sequence % LINK_WATCH_SENDINGS;

	link->sendings[slot].sequence = heartbeat->sequence;
	link->sendings[slot].sent_us = now_us;
}

/* Return whether words have come and gone on it lately, by the longer of both H. */
static bool is_lively(
	const struct link_watch *link, uint32_t interval_ms, int64_t now_us)
{
	uint32_t longer_ms = interval_ms > link->peer_interval_ms
				     ? interval_ms
				     : link->peer_interval_ms;
	int64_t since_us = now_us - (int64_t)longer_ms * MS_US * 5 / 2;

	return link->ever && link->heard_us >= since_us
	       && link->heard_back_us >= since_us;
}

static void choose_way(
	const struct link_watch *link, struct action *action, int64_t now_us)
{
	action->direct = link->mac_known;
	action->direct_only = link->mac_said
			      && is_lively(link, action->heartbeat.interval_ms, now_us);
	memcpy(action->peer_mac, link->mac, sizeof(action->peer_mac));
}

void link_watch_stamp(struct link_watch *link, struct action *action, int64_t now_us)
{
	struct heartbeat *heartbeat = &action->heartbeat;

	session_stamp(&link->session, heartbeat, now_us);
	heartbeat->version = link->reads >= 2 ? 2 : 0;
	choose_way(link, action, now_us);
	remember_sending(link, heartbeat, now_us);
}

void link_watch_stamp_answer(
	struct link_watch *link, struct action *action, int64_t now_us)
{
	struct heartbeat *heartbeat = &action->heartbeat;

	session_stamp_answer(&link->session, heartbeat, now_us);
	choose_way(link, action, now_us);
	action->direct_only = false;
	remember_sending(link, heartbeat, now_us);
}

void link_watch_begin(struct link_watch *link, int64_t now_us)
{
	link->watched_us = now_us;
}

void link_watch_set_trouble(struct link_watch *link, enum trouble trouble)
{
	link->trouble = trouble;
}

void link_watch_set_told(struct link_watch *link, bool told)
{
	link->told = told;
}

static enum link_watch_state state_of(
	const struct link_watch *link, int64_t limit_us, int64_t now_us)
{
	if (!link->ever || now_us - link->heard_us >= limit_us) {
		return LINK_WATCH_DOWN;
	}
	/* As its newest datagram says: a link cut both ways is no one-way link. */
	return link->heard_us - link->heard_back_us >= limit_us ? LINK_WATCH_ONE_WAY
								: LINK_WATCH_UP;
}

void link_watch_judge(struct link_watch *link, int64_t limit_us, int64_t now_us)
{
	enum link_watch_state state = state_of(link, limit_us, now_us);

	if (state == link->state) {
		return;
	}
	link->downs += link->state == LINK_WATCH_UP;
	link->state = state;
	link->state_since_us = now_us;
}

enum reason link_watch_reason(const struct link_watch *link)
{
	if (link->state == LINK_WATCH_UP) {
		return REASON_NONE;
	}
	return link->state == LINK_WATCH_ONE_WAY ? REASON_ONE_WAY
						 : link_watch_silence_reason(link);
}

enum reason link_watch_silence_reason(const struct link_watch *link)
{
	switch (link->trouble) {
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
