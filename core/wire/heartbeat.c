#include "wire/heartbeat.h"

#include <stdbool.h>
#include <string.h>

/* Where each field lies: the table of docs/heartbeat.md, "The fields". */
enum offset {
	OFFSET_MAGIC = 0,
	OFFSET_VERSION = 2,
	OFFSET_KEY_ID = HEARTBEAT_AT_KEY_ID,
	OFFSET_LENGTH = 4,
	OFFSET_FLAGS = 6,
	OFFSET_NODE = 7,
	OFFSET_PAIR = HEARTBEAT_AT_PAIR,
	OFFSET_LINK = 12,
	OFFSET_HEALTHY = 13,
	OFFSET_COUNT = 14,
	OFFSET_OPERATION = 15,
	OFFSET_INCARNATION = HEARTBEAT_AT_INCARNATION,
	OFFSET_ECHO = HEARTBEAT_AT_ECHO,
	OFFSET_SEQUENCE = HEARTBEAT_AT_SEQUENCE,
	OFFSET_ACKNOWLEDGED = 36,
	OFFSET_ACKNOWLEDGED_AGE = 40,
	OFFSET_INTERVAL = 44,
	OFFSET_EPOCH = 48,
	OFFSET_TRANSACTION = 52,
	OFFSET_ROLE = 56,
	OFFSET_ROLE_FLAGS = 57,
	OFFSET_RELEASE = 58,
	OFFSET_DIGEST = 60,
	OFFSET_UPTIME = 68,
	OFFSET_ROUND = 72,
	OFFSET_ACKNOWLEDGED_ROUND = 76,
	/* From here on only in version 2: */
	OFFSET_LINK_MAC = 80,
	OFFSET_READS = 86,
	OFFSET_MAC_COUNT = 87,
	OFFSET_MACS = 88,
};

/* Versions whose length this code knows. */
static const size_t lengths_bytes[HEARTBEAT_VERSION_MAX + 1] = { 0, HEARTBEAT_1_BYTES,
	HEARTBEAT_2_BYTES };

static void put(uint8_t *bytes, enum offset offset, unsigned width, uint64_t value)
{
	for (unsigned i = width; i > 0; i--) {
		bytes[offset + i - 1] = (uint8_t)value;
		value >>= 8;
	}
}

static uint64_t get(const uint8_t *bytes, enum offset offset, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++) {
		value = value << 8 | bytes[offset + i];
	}
	return value;
}

static uint32_t get_32(const uint8_t *bytes, enum offset offset)
{
	return (uint32_t)get(bytes, offset, 4);
}

static void put_header(uint8_t *bytes, uint8_t version, uint8_t key_id)
{
	put(bytes, OFFSET_MAGIC, 2, HEARTBEAT_MAGIC);
	put(bytes, OFFSET_VERSION, 1, version);
	put(bytes, OFFSET_KEY_ID, 1, key_id);
	put(bytes, OFFSET_LENGTH, 2, lengths_bytes[version]);
}

/* Words that bear no transaction say there which version their sender reads. */
static bool bears_transaction(const struct heartbeat *heartbeat)
{
	return heartbeat->version >= 2 || heartbeat->operation == OPERATION_REQUEST
	       || heartbeat->operation == OPERATION_GRANT;
}

/* The first release refuses what it does not know. */
static unsigned known_role_flags(uint8_t version)
{
	return version >= 2 ? ROLE_FLAGS_ALL : ROLE_FLAGS_1;
}

static void put_macs(uint8_t *bytes, const struct heartbeat *heartbeat)
{
	memcpy(bytes + OFFSET_LINK_MAC, heartbeat->link_mac,
		sizeof(heartbeat->link_mac));
	put(bytes, OFFSET_READS, 1, heartbeat->reads);
	put(bytes, OFFSET_MAC_COUNT, 1, heartbeat->mac_count);
	memcpy(bytes + OFFSET_MACS, heartbeat->macs, sizeof(heartbeat->macs));
}

static void put_fields(uint8_t *bytes, const struct heartbeat *heartbeat)
{
	put(bytes, OFFSET_FLAGS, 1, heartbeat->flags);
	put(bytes, OFFSET_NODE, 1, heartbeat->node);
	put(bytes, OFFSET_PAIR, 4, heartbeat->pair);
	put(bytes, OFFSET_LINK, 1, heartbeat->link);
	put(bytes, OFFSET_HEALTHY, 1, heartbeat->healthy);
	put(bytes, OFFSET_COUNT, 1, heartbeat->count);
	put(bytes, OFFSET_OPERATION, 1, heartbeat->operation);
	put(bytes, OFFSET_INCARNATION, 8, heartbeat->incarnation);
	put(bytes, OFFSET_ECHO, 8, heartbeat->echo);
	put(bytes, OFFSET_SEQUENCE, 4, heartbeat->sequence);
	put(bytes, OFFSET_ACKNOWLEDGED, 4, heartbeat->acknowledged);
	put(bytes, OFFSET_ACKNOWLEDGED_AGE, 4, heartbeat->acknowledged_age_us);
	put(bytes, OFFSET_INTERVAL, 4, heartbeat->interval_ms);
	put(bytes, OFFSET_EPOCH, 4, heartbeat->epoch);
	put(bytes, OFFSET_TRANSACTION, 4,
		bears_transaction(heartbeat) ? heartbeat->transaction
					     : heartbeat->reads);
	put(bytes, OFFSET_ROLE, 1, heartbeat->role);
	put(bytes, OFFSET_ROLE_FLAGS, 1,
		heartbeat->role_flags & known_role_flags(heartbeat->version));
	put(bytes, OFFSET_RELEASE, 2, heartbeat->release);
	put(bytes, OFFSET_DIGEST, 8, heartbeat->digest);
	put(bytes, OFFSET_UPTIME, 4, heartbeat->uptime_s);
	put(bytes, OFFSET_ROUND, 4, heartbeat->round);
	put(bytes, OFFSET_ACKNOWLEDGED_ROUND, 4, heartbeat->acknowledged_round);
}

void heartbeat_encode(uint8_t bytes[HEARTBEAT_BYTES_MAX],
	const struct heartbeat *heartbeat, uint8_t key_id)
{
	uint8_t version = heartbeat->version >= 2 ? 2 : 1;

	memset(bytes, 0, HEARTBEAT_BYTES_MAX);
	put_header(bytes, version, key_id);
	put_fields(bytes, heartbeat);
	if (version == 2) {
		put_macs(bytes, heartbeat);
	}
}

enum heartbeat_form heartbeat_check_form(const uint8_t *bytes, size_t length_bytes)
{
	uint8_t version;

	if (length_bytes != HEARTBEAT_1_BYTES && length_bytes != HEARTBEAT_2_BYTES) {
		return HEARTBEAT_WRONG_LENGTH;
	}
	if (get(bytes, OFFSET_MAGIC, 2) != HEARTBEAT_MAGIC) {
		return HEARTBEAT_WRONG_MAGIC;
	}
	version = bytes[OFFSET_VERSION];
	if (version == 0 || version > HEARTBEAT_VERSION_MAX) {
		return HEARTBEAT_WRONG_VERSION;
	}
	if (lengths_bytes[version] != length_bytes
		|| get(bytes, OFFSET_LENGTH, 2) != length_bytes) {
		return HEARTBEAT_WRONG_LENGTH;
	}
	return HEARTBEAT_GOOD;
}

size_t heartbeat_length_bytes(const uint8_t *bytes)
{
	return lengths_bytes[bytes[OFFSET_VERSION]];
}

static void read_fields(const uint8_t *bytes, struct heartbeat *heartbeat)
{
	heartbeat->flags = bytes[OFFSET_FLAGS];
	heartbeat->node = bytes[OFFSET_NODE];
	heartbeat->pair = get_32(bytes, OFFSET_PAIR);
	heartbeat->link = bytes[OFFSET_LINK];
	heartbeat->healthy = bytes[OFFSET_HEALTHY];
	heartbeat->count = bytes[OFFSET_COUNT];
	heartbeat->operation = bytes[OFFSET_OPERATION];
	heartbeat->incarnation = get(bytes, OFFSET_INCARNATION, 8);
	heartbeat->echo = get(bytes, OFFSET_ECHO, 8);
	heartbeat->sequence = get_32(bytes, OFFSET_SEQUENCE);
	heartbeat->acknowledged = get_32(bytes, OFFSET_ACKNOWLEDGED);
	heartbeat->acknowledged_age_us = get_32(bytes, OFFSET_ACKNOWLEDGED_AGE);
	heartbeat->interval_ms = get_32(bytes, OFFSET_INTERVAL);
	heartbeat->epoch = get_32(bytes, OFFSET_EPOCH);
	heartbeat->transaction = get_32(bytes, OFFSET_TRANSACTION);
	heartbeat->role = bytes[OFFSET_ROLE];
	heartbeat->role_flags = bytes[OFFSET_ROLE_FLAGS];
	heartbeat->release = (uint32_t)get(bytes, OFFSET_RELEASE, 2);
	heartbeat->digest = get(bytes, OFFSET_DIGEST, 8);
	heartbeat->uptime_s = get_32(bytes, OFFSET_UPTIME);
	heartbeat->round = get_32(bytes, OFFSET_ROUND);
	heartbeat->acknowledged_round = get_32(bytes, OFFSET_ACKNOWLEDGED_ROUND);
}

static void read_version(const uint8_t *bytes, struct heartbeat *heartbeat)
{
	heartbeat->version = bytes[OFFSET_VERSION];
	heartbeat->reads = 0;
	heartbeat->mac_count = 0;
	memset(heartbeat->link_mac, 0, sizeof(heartbeat->link_mac));
	memset(heartbeat->macs, 0, sizeof(heartbeat->macs));
	if (heartbeat->version >= 2) {
		/* A later release may have more, and is heard all the same. */
		heartbeat->role_flags &= ROLE_FLAGS_ALL;
		heartbeat->reads = bytes[OFFSET_READS];
		heartbeat->mac_count = bytes[OFFSET_MAC_COUNT];
		memcpy(heartbeat->link_mac, bytes + OFFSET_LINK_MAC,
			sizeof(heartbeat->link_mac));
		memcpy(heartbeat->macs, bytes + OFFSET_MACS, sizeof(heartbeat->macs));
	} else if (!bears_transaction(heartbeat)) {
		heartbeat->reads = (uint8_t)heartbeat->transaction;
		heartbeat->transaction = 0;
	}
}

static bool is_within(uint32_t value, uint32_t least, uint32_t most)
{
	return value >= least && value <= most;
}

static bool has_known_words(const struct heartbeat *heartbeat)
{
	return is_within(heartbeat->role, ROLE_UNKNOWN, ROLE_DISABLED)
	       && is_within(heartbeat->operation, OPERATION_NONE, OPERATION_LAST)
	       && is_within(heartbeat->node, 1, 2)
	       && is_within(heartbeat->healthy, 0, 1)
	       && (heartbeat->role_flags & ~known_role_flags(heartbeat->version)) == 0;
}

static bool has_known_figures(const struct heartbeat *heartbeat)
{
	return heartbeat->incarnation != 0 && heartbeat->sequence != 0
	       && heartbeat->round != 0
	       && is_within(heartbeat->count, HEARTBEAT_COUNT_MIN, HEARTBEAT_COUNT_MAX)
	       && is_within(heartbeat->interval_ms, HEARTBEAT_INTERVAL_MIN_MS,
		       HEARTBEAT_INTERVAL_MAX_MS);
}

/* Of eight places for MACs so many are used as the count says, and the rest is 0. */
static bool has_known_macs(const uint8_t *bytes, const struct heartbeat *heartbeat)
{
	uint8_t rest = 0;

	if (heartbeat->version < 2) {
		return get_32(bytes, OFFSET_TRANSACTION) <= UINT8_MAX
		       || bears_transaction(heartbeat);
	}
	if (heartbeat->mac_count > HEARTBEAT_MACS_MAX || heartbeat->reads < 2) {
		return false;
	}
	for (size_t i = heartbeat->mac_count * sizeof(heartbeat->macs[0]);
		i < sizeof(heartbeat->macs); i++) {
		rest |= bytes[OFFSET_MACS + i];
	}
	return rest == 0;
}

enum heartbeat_form heartbeat_decode(const uint8_t *bytes, struct heartbeat *heartbeat)
{
	read_fields(bytes, heartbeat);
	read_version(bytes, heartbeat);
	return has_known_words(heartbeat) && has_known_figures(heartbeat)
			       && has_known_macs(bytes, heartbeat)
		       ? HEARTBEAT_GOOD
		       : HEARTBEAT_RESERVED_BITS;
}
