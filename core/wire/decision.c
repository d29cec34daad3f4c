#include "wire/decision.h"

#include <string.h>

#include "wire/input_members.h"
#include "wire/octets.h"

enum {
	INPUT_MEMBERS_OF_OLD = 50 /* what the first recordings have */
};

/* FNV-1a, 64 bits, a number at a time. */
static void mix(uint64_t *digest, uint64_t value)
{
	for (unsigned i = 0; i < 8; i++) {
		*digest ^= value >> 8 * i & 0xff;
		*digest *= 0x100000001b3u;
	}
}

/* A member added later counts when it is set: so what an older fipd told stays equal.
 */
static void mix_heartbeat(uint64_t *digest, const struct heartbeat *heartbeat)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.heartbeat = *heartbeat;
	for (size_t i = 0; i < input_members_count(); i++) {
		uint64_t value = input_members_get(&input, i);

		if (i < INPUT_MEMBERS_OF_OLD || value != 0) {
			mix(digest, value);
		}
	}
}

static void mix_note(uint64_t *digest, const struct event *event)
{
	mix(digest, event->kind);
	mix(digest, event->from);
	mix(digest, event->to);
	mix(digest, event->peer);
	mix(digest, event->reason);
	mix(digest, (uint64_t)event->silence_us);
	mix(digest, (uint64_t)event->limit_us);
	mix(digest, (uint64_t)event->duration_us);
	mix(digest, octets_get(event->mac, sizeof(event->mac)));
	mix(digest, event->link);
}

/* flat switch */
static void mix_action(uint64_t *digest, const struct action *action)
{
	mix(digest, action->kind);
	switch (action->kind) {
	case ACTION_SEND:
		mix_heartbeat(digest, &action->heartbeat);
		break;
	case ACTION_HOLD:
	case ACTION_RENEW:
		mix(digest, action->lease_s);
		mix(digest, (uint64_t)action->fence_us);
		break;
	case ACTION_RELAY:
		mix(digest, action->relay);
		break;
	case ACTION_EMIT:
		mix_note(digest, &action->event);
		break;
	case ACTION_KEEP_EPOCH:
		mix(digest, action->epoch);
		mix(digest, action->pinned);
		break;
	case ACTION_RELEASE:
	case ACTION_ANNOUNCE:
	case ACTION_PROBE:
	case ACTION_ASK_REFERENCES:
		break;
	}
}

void decision_take(
	struct decision *decision, const struct actions *actions, enum role role)
{
	memset(decision, 0, sizeof(*decision));
	decision->digest = 0xcbf29ce484222325u;
	decision->wake_us = actions->wake_us;
	decision->role = (uint8_t)role;
	decision->rule_count = (uint8_t)actions->rule_count;
	memcpy(decision->rules, actions->rules, actions->rule_count);
	decision->action_count = (uint8_t)actions->count;
	for (unsigned i = 0; i < actions->count; i++) {
		decision->actions[i] = (uint8_t)actions->list[i].kind;
		mix_action(&decision->digest, &actions->list[i]);
	}
}

size_t decision_encode(
	uint8_t bytes[DECISION_BYTES_MAX], const struct decision *decision)
{
	size_t length = 19;

	octets_put(bytes, 8, decision->digest);
	octets_put(bytes + 8, 8, (uint64_t)decision->wake_us);
	octets_put(bytes + 16, 1, decision->role);
	octets_put(bytes + 17, 1, decision->rule_count);
	octets_put(bytes + 18, 1, decision->action_count);
	memcpy(bytes + length, decision->rules, decision->rule_count);
	length += decision->rule_count;
	memcpy(bytes + length, decision->actions, decision->action_count);
	return length + decision->action_count;
}

bool decision_decode(
	const uint8_t *bytes, size_t length_bytes, struct decision *decision)
{
	memset(decision, 0, sizeof(*decision));
	if (length_bytes < 19 || bytes[17] > RULES_PER_STEP || bytes[18] > ACTIONS_MAX
		|| length_bytes != 19u + bytes[17] + bytes[18]) {
		return false;
	}
	decision->digest = octets_get(bytes, 8);
	decision->wake_us = (int64_t)octets_get(bytes + 8, 8);
	decision->role = bytes[16];
	decision->rule_count = bytes[17];
	decision->action_count = bytes[18];
	memcpy(decision->rules, bytes + 19, decision->rule_count);
	memcpy(decision->actions, bytes + 19 + decision->rule_count,
		decision->action_count);
	return true;
}

/* flat switch */
const char *decision_action(unsigned kind)
{
	switch ((enum action_kind)kind) {
	case ACTION_SEND:
		return "send";
	case ACTION_HOLD:
		return "hold";
	case ACTION_RENEW:
		return "renew";
	case ACTION_RELEASE:
		return "release";
	case ACTION_ANNOUNCE:
		return "announce";
	case ACTION_PROBE:
		return "probe";
	case ACTION_RELAY:
		return "relay";
	case ACTION_EMIT:
		return "note";
	case ACTION_KEEP_EPOCH:
		return "keep epoch";
	case ACTION_ASK_REFERENCES:
		return "ask references";
	}
	return "unknown";
}
