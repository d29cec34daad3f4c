#include "wire/input_members.h"

#include <string.h>

#include "wire/heartbeat.h"
#include "wire/octets.h"

struct member {
	const char *name;
	size_t offset;
	unsigned width;
	uint64_t most; /* its highest value */
};

/* A name is part of the file format: it stays when its member is renamed. */
#define NAMED(name, member, most)                                                      \
	{                                                                              \
		name, offsetof(struct input, member),                                  \
			sizeof(((struct input *)0)->member), most                      \
	}
#define MEMBER(member, most) NAMED(#member, member, most)
#define NUMBER(member)       MEMBER(member, UINT64_MAX)
#define YES_OR_NO(member)    MEMBER(member, 1)

/* clang-format off */
/* Append only: the place of a row is the place of its bit in recordings. */
/* table */
static const struct member members[] = {
	NUMBER(now_us),
	NUMBER(remaining_us),
	NUMBER(age_us),
	NUMBER(command),
	NUMBER(mac[0]),
	NUMBER(mac[1]),
	NUMBER(mac[2]),
	NUMBER(mac[3]),
	NUMBER(mac[4]),
	NUMBER(mac[5]),
	YES_OR_NO(up),
	NAMED("by_peer", consistent, 1),
	YES_OR_NO(peer_changed),
	YES_OR_NO(keep),
	NAMED("path", link, LINKS_MAX),
	MEMBER(trouble, TROUBLE_LAST),
	NUMBER(heartbeat.incarnation),
	NUMBER(heartbeat.echo),
	NUMBER(heartbeat.digest),
	NUMBER(heartbeat.pair),
	NUMBER(heartbeat.sequence),
	NUMBER(heartbeat.acknowledged),
	NUMBER(heartbeat.acknowledged_age_us),
	NUMBER(heartbeat.interval_ms),
	NUMBER(heartbeat.epoch),
	NUMBER(heartbeat.transaction),
	NUMBER(heartbeat.uptime_s),
	NUMBER(heartbeat.flags),
	NUMBER(heartbeat.role_flags),
	MEMBER(heartbeat.role, ROLE_DISABLED),
	MEMBER(heartbeat.operation, OPERATION_LAST),
	NUMBER(heartbeat.node),
	NAMED("heartbeat.path", heartbeat.link, UINT64_MAX),
	YES_OR_NO(heartbeat.healthy),
	NUMBER(heartbeat.count),
	YES_OR_NO(settings.enabled),
	YES_OR_NO(settings.preferred),
	YES_OR_NO(settings.automatic_failback),
	YES_OR_NO(settings.maintenance),
	YES_OR_NO(settings.references),
	NUMBER(settings.node),
	MEMBER(settings.count, COUNT_MAX),
	MEMBER(settings.links, LINKS_MAX),
	NUMBER(settings.pair),
	MEMBER(settings.interval_ms, INTERVAL_MAX_MS),
	NUMBER(settings.failback_delay_ms),
	NUMBER(settings.digest),
	NUMBER(heartbeat.round),
	NUMBER(heartbeat.acknowledged_round),
	YES_OR_NO(pinned),
	MEMBER(heartbeat.release, UINT16_MAX),
	MEMBER(settings.release, UINT16_MAX),
	NUMBER(heartbeat.version),
	NUMBER(heartbeat.reads),
	MEMBER(heartbeat.mac_count, HEARTBEAT_MACS_MAX),
	NUMBER(heartbeat.link_mac),
	NUMBER(heartbeat.macs[0]),
	NUMBER(heartbeat.macs[1]),
	NUMBER(heartbeat.macs[2]),
	NUMBER(heartbeat.macs[3]),
	NUMBER(heartbeat.macs[4]),
	NUMBER(heartbeat.macs[5]),
	NUMBER(heartbeat.macs[6]),
	NUMBER(heartbeat.macs[7]),
	MEMBER(mac_count, HEARTBEAT_MACS_MAX),
	NUMBER(macs[0]),
	NUMBER(macs[1]),
	NUMBER(macs[2]),
	NUMBER(macs[3]),
	NUMBER(macs[4]),
	NUMBER(macs[5]),
	NUMBER(macs[6]),
	NUMBER(macs[7]),
	MEMBER(lack, LACK_LAST),
	NUMBER(copy.fip),
	NUMBER(copy.prefix_length),
	NUMBER(copy.protocol),
	YES_OR_NO(copy.bound),
	YES_OR_NO(settings.expels),
	YES_OR_NO(from_peer),
	YES_OR_NO(unwell),
};
/* clang-format on */

enum {
	COUNT = sizeof(members) / sizeof(members[0]),
	MAC_WIDTH = 6, /* six bytes as they are on the wire */
};

_Static_assert(
	(int)COUNT <= (int)INPUT_MEMBERS_MAX, "the table is longer than its maximum");

size_t input_members_count(void)
{
	return COUNT;
}

const char *input_members_name(size_t index)
{
	return members[index].name;
}

size_t input_members_find(const char *name)
{
	size_t index = 0;

	while (index < COUNT && strcmp(members[index].name, name) != 0) {
		index++;
	}
	return index;
}

/* flat switch */
uint64_t input_members_get(const struct input *input, size_t index)
{
	const uint8_t *place = (const uint8_t *)input + members[index].offset;
	uint32_t value_32;
	uint64_t value_64;

	switch (members[index].width) {
	case 1:
		return *place;
	case 4:
		memcpy(&value_32, place, sizeof(value_32));
		return value_32;
	case MAC_WIDTH:
		return octets_get(place, MAC_WIDTH);
	default:
		memcpy(&value_64, place, sizeof(value_64));
		return value_64;
	}
}

/* flat switch */
static void store(struct input *input, const struct member *member, uint64_t value)
{
	uint8_t *place = (uint8_t *)input + member->offset;
	uint32_t value_32 = (uint32_t)value;

	switch (member->width) {
	case 1:
		*place = (uint8_t)value;
		break;
	case 4:
		memcpy(place, &value_32, sizeof(value_32));
		break;
	case MAC_WIDTH:
		octets_put(place, MAC_WIDTH, value);
		break;
	default:
		memcpy(place, &value, sizeof(value));
		break;
	}
}

bool input_members_set(struct input *input, size_t index, uint64_t value)
{
	const struct member *member = &members[index];

	if (value > member->most || (member->width < 8 && value >> 8 * member->width)) {
		return false;
	}
	store(input, member, value);
	return true;
}

/* flat switch */
const char *input_members_kind(unsigned kind)
{
	switch ((enum input_kind)kind) {
	case INPUT_DEADLINE:
		return "deadline";
	case INPUT_HEARTBEAT:
		return "heartbeat";
	case INPUT_INTERFACE:
		return "interface";
	case INPUT_HELD:
		return "held";
	case INPUT_HOLD_REFUSED:
		return "hold-refused";
	case INPUT_RENEWED:
		return "renewed";
	case INPUT_FIPS_GONE:
		return "fips-gone";
	case INPUT_RELEASED:
		return "released";
	case INPUT_FIPS_FOUND:
		return "fips-found";
	case INPUT_RIVAL_PROBE:
		return "rival-probe";
	case INPUT_ANSWERED:
		return "answered";
	case INPUT_COMMAND:
		return "command";
	case INPUT_SETTINGS:
		return "settings";
	case INPUT_STOP:
		return "stop";
	case INPUT_TROUBLE:
		return "trouble";
	case INPUT_REFERENCE:
		return "reference";
	case INPUT_COPY:
		return "copy";
	case INPUT_NEIGHBOR:
		return "neighbor";
	case INPUT_THIRD:
		return "third";
	case INPUT_HEALTH:
		return "health";
	}
	return NULL;
}

/* Return how many rows there are up to the last one whose member is not 0. */
static size_t count_rows(const struct input *input)
{
	size_t count = COUNT;

	while (count > 0 && input_members_get(input, count - 1) == 0) {
		count--;
	}
	return count;
}

size_t input_members_encode(
	uint8_t bytes[INPUT_MEMBERS_BYTES_MAX], const struct input *input)
{
	uint8_t *bits = bytes + 2;
	size_t row_count = count_rows(input);
	size_t length = 2 + (row_count + 7) / 8;

	octets_put(bytes, 1, input->kind);
	octets_put(bytes + 1, 1, (row_count + 7) / 8);
	memset(bits, 0, (row_count + 7) / 8);
	for (size_t i = 0; i < row_count; i++) {
		uint64_t value = input_members_get(input, i);

		if (value != 0) {
			bits[i / 8] |= (uint8_t)(1u << i % 8);
			octets_put(bytes + length, members[i].width, value);
			length += members[i].width;
		}
	}
	return length;
}

/* Sums of a few of them must stay numbers: no clock gets to 10,000 years. */
static bool is_time(int64_t span_us)
{
	const int64_t most_us = INT64_C(1) << 58;

	return span_us > -most_us && span_us < most_us;
}

static bool is_timing(uint32_t interval_ms, uint32_t count)
{
	return interval_ms >= HEARTBEAT_INTERVAL_MIN_MS
	       && interval_ms <= HEARTBEAT_INTERVAL_MAX_MS
	       && count >= HEARTBEAT_COUNT_MIN && count <= HEARTBEAT_COUNT_MAX;
}

/* Return whether an input can come: the datagram's form and the schema see to more. */
static bool is_possible(const struct input *input)
{
	const struct heartbeat *heartbeat = &input->heartbeat;
	const struct settings *settings = &input->settings;
	bool good = input->now_us >= 0 && is_time(input->now_us)
		    && is_time(input->remaining_us) && is_time(input->age_us);

	if (good && input->kind == INPUT_HEARTBEAT) {
		good = heartbeat->incarnation != 0 && heartbeat->sequence != 0
		       && is_timing(heartbeat->interval_ms, heartbeat->count);
	}
	if (good && input->kind == INPUT_SETTINGS) {
		good = settings->links > 0
		       && is_timing(settings->interval_ms, settings->count);
	}
	return good;
}

/* Read the members that are there behind the bits; return where they end, 0: wrong. */
static size_t read_members(const uint8_t *bytes, size_t length_bytes, size_t row_count,
	struct input *input)
{
	const uint8_t *bits = bytes + 2;
	size_t length = 2 + row_count / 8;

	for (size_t i = 0; i < row_count; i++) {
		if ((bits[i / 8] >> i % 8 & 1) == 0) {
			continue;
		}
		if (i >= COUNT || length + members[i].width > length_bytes
			|| !input_members_set(input, i,
				octets_get(bytes + length, members[i].width))) {
			return 0;
		}
		length += members[i].width;
	}
	return length;
}

size_t input_members_decode(
	const uint8_t *bytes, size_t length_bytes, struct input *input)
{
	size_t length;

	memset(input, 0, sizeof(*input));
	if (length_bytes < 2 || length_bytes < 2 + (size_t)bytes[1]
		|| input_members_kind(bytes[0]) == NULL) {
		return 0;
	}
	input->kind = (enum input_kind)bytes[0];
	length = read_members(bytes, length_bytes, (size_t)bytes[1] * 8, input);
	return is_possible(input) ? length : 0;
}
