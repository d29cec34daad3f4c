#include "heartbeat/screening.h"

#include <string.h>

enum {
	HOP_LIMIT = 255
};

struct seal_path screening_path(struct ip source, struct ip destination)
{
	size_t length_bytes = ip_length_bytes(source.family);
	struct seal_path path = { .family = source.family };
	size_t place = sizeof(path.source) - length_bytes;

	memcpy(path.source + place, source.bytes, length_bytes);
	memcpy(path.destination + place, destination.bytes, length_bytes);
	return path;
}

/* Return whether the form is good; count what is wrong with it. */
static bool accept_form(struct link_counters *counters, enum heartbeat_form form)
{
	switch (form) {
	case HEARTBEAT_GOOD:
		return true;
	case HEARTBEAT_WRONG_LENGTH:
		counters->wrong_length++;
		return false;
	case HEARTBEAT_WRONG_MAGIC:
		counters->wrong_magic++;
		return false;
	case HEARTBEAT_WRONG_VERSION:
		counters->wrong_version++;
		return false;
	case HEARTBEAT_RESERVED_BITS:
		counters->wrong_field++;
		return false;
	}
	return false;
}

static bool accept_hop_limit(const struct screening *screening, int hop_limit,
	struct link_counters *counters)
{
	if (screening->routed || hop_limit == HOP_LIMIT) {
		return true;
	}
	counters->wrong_hop_limit++;
	return false;
}

static bool accept_origin(const struct screening *screening,
	const struct heartbeat *heartbeat, struct link_counters *counters)
{
	if (heartbeat->pair == screening->pair && heartbeat->path == screening->path
		&& heartbeat->node == screening->peer_node) {
		return true;
	}
	counters->foreign++;
	return false;
}

enum screening_verdict screening_judge(const struct screening *screening,
	struct seal *seal, const struct screening_datagram *datagram,
	struct link_counters *counters, struct heartbeat *heartbeat)
{
	const uint8_t *bytes = datagram->bytes;

	if (!accept_hop_limit(screening, datagram->hop_limit, counters)
		|| !accept_form(counters,
			heartbeat_check_form(bytes, datagram->length_bytes))) {
		return SCREENING_BAD;
	}
	if (!seal_check(seal, &screening->receiving, bytes)) {
		counters->unauthenticated++;
		return SCREENING_FORGED;
	}
	if (!accept_form(counters, heartbeat_decode(bytes, heartbeat))
		|| !accept_origin(screening, heartbeat, counters)) {
		return SCREENING_BAD;
	}
	counters->received++;
	return SCREENING_GOOD;
}

uint64_t screening_malformed(const struct link_counters *counters)
{
	return counters->wrong_length + counters->wrong_magic + counters->wrong_version
	       + counters->wrong_field + counters->foreign + counters->wrong_hop_limit
	       + counters->dropped;
}
