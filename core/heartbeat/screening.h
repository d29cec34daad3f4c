/*
 * screening - whether a datagram is a heartbeat of the peer on this path.
 *
 * Form, seal and meaning are checked in this order, and what was wrong is counted by
 * its kind.  Whether a heartbeat is fresh is the engine's question.
 */
#ifndef FIPD_HEARTBEAT_SCREENING_H
#define FIPD_HEARTBEAT_SCREENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/types.h"
#include "values/ip.h"
#include "wire/heartbeat.h"
#include "wire/seal.h"

struct link_counters {
	uint64_t sent;
	uint64_t send_errors;
	uint64_t received; /* the seal is good and it is the peer's */
	uint64_t unauthenticated;
	uint64_t wrong_length;
	uint64_t wrong_magic;
	uint64_t wrong_version;
	uint64_t wrong_field;     /* reserved bits, unknown enumeration */
	uint64_t foreign;         /* sealed, but of another pair, path or node */
	uint64_t wrong_hop_limit; /* crossed a router */
	uint64_t dropped; /* unread: wrong length, magic or pair, or a queue was full */
};

/* What is to be expected. */
struct screening {
	bool routed; /* any hop limit */
	uint8_t path;
	uint8_t peer_node;
	uint32_t pair;
	struct seal_path receiving;
};

enum screening_verdict {
	SCREENING_GOOD,
	SCREENING_BAD,    /* counted */
	SCREENING_FORGED, /* counted: all is well but the seal */
};

/* A datagram as it came. */
struct screening_datagram {
	const uint8_t *bytes; /* HEARTBEAT_BYTES of them can be read */
	size_t length_bytes;
	int hop_limit; /* -1: not known */
};

/* Return the addresses that seal a datagram from source to destination. */
struct seal_path screening_path(struct ip source, struct ip destination);

/* Judge a datagram; if it is good, fill in heartbeat. */
enum screening_verdict screening_judge(const struct screening *screening,
	struct seal *seal, const struct screening_datagram *datagram,
	struct link_counters *counters, struct heartbeat *heartbeat);

/* Return the sum of what was malformed, by kind or dropped unread. */
uint64_t screening_malformed(const struct link_counters *counters);

#endif
