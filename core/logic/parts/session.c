#include "parts/session.h"

#include <assert.h>
#include <string.h>

enum {
	ANSWER_SPACING_US = 100 * MS_US
};

/* One round of splitmix64. */
uint64_t session_next_incarnation(uint64_t used)
{
	uint64_t mixed = used + 0x9e3779b97f4a7c15u;

	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
	mixed ^= mixed >> 31;
	return mixed != 0 ? mixed : 1;
}

void session_start(struct session *session, uint64_t incarnation)
{
	assert(incarnation != 0);
	memset(session, 0, sizeof(*session));
	session->own = incarnation;
	session->barrier = 1;
	session->answered_us = -ANSWER_SPACING_US;
}

void session_forget(struct session *session)
{
	session->peer = 0;
	session->received = 0;
	session->barrier = session->sent + 1;
}

static bool is_proof(const struct session *session, const struct heartbeat *heartbeat)
{
	return heartbeat->echo == session->own
	       && heartbeat->acknowledged >= session->barrier
	       && heartbeat->acknowledged <= session->sent;
}

static enum session_verdict note_unproven(
	struct session *session, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	session->candidate = heartbeat->incarnation;
	session->candidate_sequence = heartbeat->sequence;
	session->candidate_us = arrived_us;
	return SESSION_UNPROVEN;
}

static enum session_verdict take_known(
	struct session *session, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	bool meant_for_us = heartbeat->echo == session->own || heartbeat->echo == 0;

	if (heartbeat->sequence <= session->received) {
		return SESSION_REPLAYED;
	}
	if (!meant_for_us) {
		/* It still speaks to our former life: our proof was lost. */
		return note_unproven(session, heartbeat, arrived_us);
	}
	session->received = heartbeat->sequence;
	session->received_us = arrived_us;
	return SESSION_FRESH;
}

enum session_verdict session_take(
	struct session *session, const struct heartbeat *heartbeat, int64_t arrived_us)
{
	if (heartbeat->incarnation == session->own) {
		return SESSION_REPLAYED;
	}
	if (session->peer != 0 && heartbeat->incarnation == session->peer) {
		return take_known(session, heartbeat, arrived_us);
	}
	if (!is_proof(session, heartbeat)) {
		return note_unproven(session, heartbeat, arrived_us);
	}
	session->peer = heartbeat->incarnation;
	session->received = heartbeat->sequence;
	session->received_us = arrived_us;
	session->barrier = session->sent + 1;
	return SESSION_BEGUN;
}

bool session_may_answer(struct session *session, int64_t now_us)
{
	if (now_us - session->answered_us < ANSWER_SPACING_US) {
		return false;
	}
	session->answered_us = now_us;
	return true;
}

static void identify(struct session *session, struct heartbeat *heartbeat)
{
	session->sent++;
	heartbeat->incarnation = session->own;
	heartbeat->sequence = session->sent;
	if (session->peer == 0) {
		heartbeat->flags |= FLAG_HELLO;
	}
}

static uint32_t count_age_us(int64_t since_us, int64_t now_us)
{
	int64_t age_us = now_us - since_us;

	return age_us > UINT32_MAX ? UINT32_MAX : (uint32_t)age_us;
}

void session_stamp(struct session *session, struct heartbeat *heartbeat, int64_t now_us)
{
	identify(session, heartbeat);
	heartbeat->echo = session->peer;
	heartbeat->acknowledged = session->received;
	heartbeat->acknowledged_age_us = count_age_us(session->received_us, now_us);
}

void session_stamp_answer(
	struct session *session, struct heartbeat *heartbeat, int64_t now_us)
{
	identify(session, heartbeat);
	heartbeat->echo = session->candidate;
	heartbeat->acknowledged = session->candidate_sequence;
	heartbeat->acknowledged_age_us = count_age_us(session->candidate_us, now_us);
}
