#include "wire/recording.h"

#include <assert.h>
#include <string.h>

#include "wire/input_members.h"
#include "wire/octets.h"

/* A decision */

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

/* The first release knew one way only: as above, what it told stays equal. */
static void mix_way(uint64_t *digest, const struct action *action)
{
	uint64_t way = octets_get(action->peer_mac, sizeof(action->peer_mac));

	way |= (uint64_t)action->direct << 62 | (uint64_t)action->direct_only << 63;
	if (way != 0) {
		mix(digest, way);
	}
}

/* A recording of before outsiders were told has none, and its digest stays the same. */
static void mix_copy(uint64_t *digest, const struct copy *copy)
{
	if (copy->fip != 0 || copy->prefix_length != 0 || copy->protocol != 0
		|| copy->bound) {
		mix(digest, copy->fip);
		mix(digest, copy->prefix_length);
		mix(digest, copy->protocol);
		mix(digest, copy->bound);
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
	if (event->task != 0) {
		mix(digest, event->task);
	}
	mix_copy(digest, &event->copy);
}

/* An older fipd did not say it, and its recordings have none. */
static void mix_mac(uint64_t *digest, const uint8_t mac[6])
{
	uint64_t number = octets_get(mac, 6);

	if (number != 0) {
		mix(digest, number);
	}
}

/* flat switch */
static void mix_action(uint64_t *digest, const struct action *action)
{
	mix(digest, action->kind);
	switch (action->kind) {
	case ACTION_SEND:
		mix_heartbeat(digest, &action->heartbeat);
		mix_way(digest, action);
		break;
	case ACTION_HOLD:
	case ACTION_RENEW:
		mix(digest, action->lease_s);
		mix(digest, (uint64_t)action->fence_us);
		break;
	case ACTION_RELAY:
		mix(digest, action->relay);
		mix_mac(digest, action->mac);
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
	case ACTION_EXPEL:
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
	case ACTION_EXPEL:
		return "expel";
	}
	return "unknown";
}

/* The records */

enum {
	VERSION = 1,
	NAME_BYTES = RECORDING_NAME_MAX + 1,
	HEADER_BYTES = 5 * 8 + 1 + (5 + LINKS_MAX) * NAME_BYTES,
	IMAGE_BEGIN = 8 + 4,
};

/* As it lies in the memory of this machine, so that another byte order shows. */
static const uint32_t order = 0x01020304;

uint64_t recording_layout(void)
{
	return FIPD_LOGIC_LAYOUT;
}

uint64_t recording_rules(void)
{
	return FIPD_LOGIC_RULES;
}

/* Close the frame around what was written behind it. */
static size_t frame(uint8_t *bytes, enum recording_kind kind, size_t payload_bytes)
{
	size_t length = RECORDING_FRAME_BYTES + payload_bytes;

	assert(length <= RECORDING_BYTES_MAX);
	octets_put(bytes + 4, 2, length);
	octets_put(bytes + 6, 1, kind);
	octets_put(bytes + 7, 1, VERSION);
	octets_put(bytes, 4, octets_checksum(bytes + 4, length - 4));
	return length;
}

/* The names of a header, in the order in which they are written. */
static size_t list_names(struct recording_header *header, char *names[5 + LINKS_MAX])
{
	size_t count = 0;

	names[count++] = header->version;
	names[count++] = header->pair;
	names[count++] = header->node;
	names[count++] = header->own;
	names[count++] = header->peer;
	for (size_t i = 0; i < LINKS_MAX; i++) {
		names[count++] = header->links[i];
	}
	return count;
}

size_t recording_put_header(uint8_t *bytes, const struct recording_header *header)
{
	struct recording_header copy = *header;
	uint8_t *place = bytes + RECORDING_FRAME_BYTES;
	char *names[5 + LINKS_MAX];
	size_t count = list_names(&copy, names);

	octets_put(place, 8, header->file_number);
	octets_put(place + 8, 8, (uint64_t)header->now_us);
	octets_put(place + 16, 8, (uint64_t)header->date_ms);
	octets_put(place + 24, 8, recording_layout());
	octets_put(place + 32, 8, recording_rules());
	octets_put(place + 40, 1, header->link_count);
	for (size_t i = 0; i < count; i++) {
		memcpy(place + 41 + i * NAME_BYTES, names[i], NAME_BYTES);
	}
	return frame(bytes, RECORDING_HEADER, HEADER_BYTES);
}

/* It has the form of an event with settings and, for the rest, of its own heartbeat. */
size_t recording_put_start(uint8_t *bytes, const struct recording_start *start)
{
	struct input input;

	memset(&input, 0, sizeof(input));
	input.kind = INPUT_SETTINGS;
	input.now_us = start->now_us;
	input.settings = start->settings;
	input.heartbeat.incarnation = start->incarnation;
	input.heartbeat.epoch = start->epoch;
	return frame(bytes, RECORDING_START,
		input_members_encode(bytes + RECORDING_FRAME_BYTES, &input));
}

size_t recording_put_image(uint8_t *bytes, const void *image, size_t image_bytes)
{
	uint8_t *place = bytes + RECORDING_FRAME_BYTES;

	octets_put(place, 8, recording_layout());
	memcpy(place + 8, &order, sizeof(order));
	memcpy(place + IMAGE_BEGIN, image, image_bytes);
	return frame(bytes, RECORDING_IMAGE, IMAGE_BEGIN + image_bytes);
}

size_t recording_put_step(
	uint8_t *bytes, const struct input *input, const struct decision *decision)
{
	uint8_t *place = bytes + RECORDING_FRAME_BYTES;
	size_t length = input_members_encode(place, input);

	length += decision_encode(place + length, decision);
	return frame(bytes, RECORDING_STEP, length);
}

size_t recording_put_gap(uint8_t *bytes, uint64_t missing)
{
	octets_put(bytes + RECORDING_FRAME_BYTES, 8, missing);
	return frame(bytes, RECORDING_GAP, 8);
}

/* Sums of a few of them must stay numbers. */
static bool is_instant(int64_t instant)
{
	return instant >= 0 && instant < INT64_C(1) << 58;
}

static bool read_header(
	const uint8_t *bytes, size_t length_bytes, struct recording_header *header)
{
	char *names[5 + LINKS_MAX];
	size_t count = list_names(header, names);

	if (length_bytes != HEADER_BYTES || bytes[40] > LINKS_MAX) {
		return false;
	}
	header->file_number = octets_get(bytes, 8);
	header->now_us = (int64_t)octets_get(bytes + 8, 8);
	header->date_ms = (int64_t)octets_get(bytes + 16, 8);
	header->layout = octets_get(bytes + 24, 8);
	header->rules = octets_get(bytes + 32, 8);
	header->link_count = bytes[40];
	if (!is_instant(header->now_us) || !is_instant(header->date_ms)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		memcpy(names[i], bytes + 41 + i * NAME_BYTES, NAME_BYTES);
		names[i][NAME_BYTES - 1] = '\0';
	}
	return true;
}

static bool read_start(
	const uint8_t *bytes, size_t length_bytes, struct recording_start *start)
{
	struct input input;

	if (input_members_decode(bytes, length_bytes, &input) != length_bytes
		|| input.kind != INPUT_SETTINGS || input.heartbeat.incarnation == 0) {
		return false;
	}
	start->settings = input.settings;
	start->incarnation = input.heartbeat.incarnation;
	start->epoch = input.heartbeat.epoch;
	start->now_us = input.now_us;
	return true;
}

static bool read_image(
	const uint8_t *bytes, size_t length_bytes, struct recording_entry *entry)
{
	bool same = length_bytes >= IMAGE_BEGIN
		    && octets_get(bytes, 8) == recording_layout()
		    && memcmp(bytes + 8, &order, sizeof(order)) == 0;

	/* Of another build it is good to nothing; that is no fault. */
	entry->image = same ? bytes + IMAGE_BEGIN : NULL;
	entry->image_bytes = same ? length_bytes - IMAGE_BEGIN : 0;
	return length_bytes >= IMAGE_BEGIN;
}

static bool read_step(
	const uint8_t *bytes, size_t length_bytes, struct recording_entry *entry)
{
	size_t length = input_members_decode(bytes, length_bytes, &entry->input);

	return length != 0
	       && decision_decode(
		       bytes + length, length_bytes - length, &entry->decision);
}

/* flat switch */
static enum recording_fault read_payload(
	const uint8_t *bytes, size_t length_bytes, struct recording_entry *entry)
{
	bool good = false;

	switch (entry->kind) {
	case RECORDING_HEADER:
		good = read_header(bytes, length_bytes, &entry->header);
		break;
	case RECORDING_START:
		good = read_start(bytes, length_bytes, &entry->start);
		break;
	case RECORDING_IMAGE:
		good = read_image(bytes, length_bytes, entry);
		break;
	case RECORDING_STEP:
		good = read_step(bytes, length_bytes, entry);
		break;
	case RECORDING_GAP:
		good = length_bytes == 8;
		entry->missing = good ? octets_get(bytes, 8) : 0;
		break;
	default:
		return RECORDING_UNKNOWN;
	}
	return good ? RECORDING_GOOD : RECORDING_WRONG;
}

enum recording_fault recording_take(
	const uint8_t *bytes, size_t length_bytes, struct recording_entry *entry)
{
	if (length_bytes < RECORDING_FRAME_BYTES) {
		return RECORDING_CUT;
	}
	entry->length_bytes = octets_get(bytes + 4, 2);
	if (entry->length_bytes < RECORDING_FRAME_BYTES
		|| entry->length_bytes > RECORDING_BYTES_MAX) {
		return RECORDING_DAMAGED;
	}
	if (entry->length_bytes > length_bytes) {
		return RECORDING_CUT;
	}
	if (octets_get(bytes, 4)
		!= octets_checksum(bytes + 4, entry->length_bytes - 4)) {
		return RECORDING_DAMAGED;
	}
	entry->kind = (enum recording_kind)bytes[6];
	if (bytes[7] != VERSION) {
		return RECORDING_UNKNOWN;
	}
	return read_payload(bytes + RECORDING_FRAME_BYTES,
		entry->length_bytes - RECORDING_FRAME_BYTES, entry);
}
