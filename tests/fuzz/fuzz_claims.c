/*
 * Anybody on the segment, any frames in any order: while the peer is heard, nothing
 * that comes by ARP or ND moves the F-IPs; while it is not, the engine goes on all the
 * same.
 *
 * The first byte says what the peer is: active, standby, or silent after a first word.
 * Then each step is a byte that says how much time passes, and a frame: a byte that
 * chooses its MACs and what it says, or bytes that are read as one.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/engine.h"
#include "segment/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum peer {
	PEER_ACTIVE,
	PEER_STANDBY,
	PEER_SILENT,
};

enum {
	INTERVAL_MS = 100,
	SETTLING_BEATS = 40,
	FRAME_MAX = 90,
};

struct bytes {
	const uint8_t *data;
	size_t left;
};

struct play {
	struct engine engine;
	enum peer peer;
	int64_t now_us;
	int64_t beat_us; /* when the peer speaks next */
	uint32_t sequence;
	bool settled;
};

static const uint8_t macs[4][MAC_BYTES] = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 },
	{ 2, 0, 0, 0, 0, 3 }, { 0, 0, 0, 0, 0, 0 } };

static uint8_t take(struct bytes *bytes)
{
	if (bytes->left == 0) {
		return 0;
	}
	bytes->left--;
	return *bytes->data++;
}

/* The role is what was come to before anybody else spoke. */
static void check(const struct play *play)
{
	enum role role = play->engine.standing.role;

	if (play->settled && play->peer == PEER_ACTIVE) {
		assert(role == ROLE_STANDBY);
	}
	if (play->settled && play->peer == PEER_STANDBY) {
		assert(role == ROLE_ACTIVE);
	}
}

static enum input_kind carry_out(const struct action *action)
{
	if (action->kind == ACTION_HOLD) {
		return INPUT_HELD;
	}
	if (action->kind == ACTION_RENEW) {
		return INPUT_RENEWED;
	}
	return action->kind == ACTION_RELEASE ? INPUT_RELEASED : INPUT_DEADLINE;
}

static void tell(struct play *play, struct input *input, int depth)
{
	struct actions actions;

	input->now_us = play->now_us;
	engine_step(&play->engine, input, &actions);
	assert(actions.wake_us > play->now_us);
	assert(depth < 16);
	for (unsigned i = 0; i < actions.count; i++) {
		struct input result = { .kind = carry_out(&actions.list[i]) };

		if (result.kind != INPUT_DEADLINE) {
			tell(play, &result, depth + 1);
		}
	}
	check(play);
}

static void beat(struct play *play)
{
	struct input input = { .kind = INPUT_HEARTBEAT };
	struct heartbeat *heartbeat = &input.heartbeat;
	bool active = play->peer == PEER_ACTIVE;

	*heartbeat = (struct heartbeat){
		.incarnation = 1000,
		.echo = play->engine.links[0].session.own,
		.acknowledged = play->engine.links[0].session.sent,
		.digest = play->engine.settings.digest,
		.pair = 1,
		.sequence = ++play->sequence,
		.round = play->sequence,
		.interval_ms = INTERVAL_MS,
		.epoch = active ? 5 : 0,
		.flags = FLAG_HEARS_YOU,
		.role_flags = active ? ROLE_FLAG_HOLDS : 0,
		.role = active ? ROLE_ACTIVE : ROLE_STANDBY,
		.node = 2,
		.link = 1,
		.healthy = 1,
		.count = 3,
		.version = 2,
		.mac_count = 1,
	};
	memcpy(heartbeat->link_mac, macs[1], MAC_BYTES);
	memcpy(heartbeat->macs[0], macs[1], MAC_BYTES);
	tell(play, &input, 0);
	play->beat_us += INTERVAL_MS * MS_US;
	if (play->peer == PEER_SILENT) {
		play->beat_us = INT64_MAX;
	}
}

/* Let time pass, with all that is due meanwhile in its order. */
static void pass(struct play *play, int64_t span_us)
{
	int64_t end_us = play->now_us + span_us;

	while (play->engine.pace.wake_us <= end_us || play->beat_us <= end_us) {
		if (play->beat_us <= play->engine.pace.wake_us) {
			play->now_us = play->beat_us;
			beat(play);
		} else {
			struct input input = { .kind = INPUT_DEADLINE };

			play->now_us = play->engine.pace.wake_us;
			tell(play, &input, 0);
		}
	}
	play->now_us = end_us;
}

/* What is heard, as core/node passes it on. */

static void pass_mac(struct play *play, enum input_kind kind,
	const uint8_t mac[MAC_BYTES], bool good)
{
	struct input input = { .kind = kind, .consistent = good };

	memcpy(input.mac, mac, MAC_BYTES);
	tell(play, &input, 0);
}

static bool on_answered(
	struct ip fip, const uint8_t mac[MAC_BYTES], bool consistent, void *context)
{
	(void)fip;
	pass_mac(context, INPUT_ANSWERED, mac, consistent);
	return false;
}

static void on_rival(struct ip fip, const uint8_t mac[MAC_BYTES], void *context)
{
	(void)fip;
	pass_mac(context, INPUT_RIVAL_PROBE, mac, false);
}

static void on_neighbor(const uint8_t mac[MAC_BYTES], void *context)
{
	pass_mac(context, INPUT_NEIGHBOR, mac, false);
}

static void on_reference(void *context)
{
	(void)context;
}

static struct ip ip_of(const char *text)
{
	struct ip ip = { .family = IP_NONE };

	ip_read(text, &ip);
	return ip;
}

/* The segment is bound to no interface: it hears what it is given here. */
static struct segment *open_segment(struct play *play)
{
	static const struct netlink_interface here = { .mac = { 2, 0, 0, 0, 0, 1 } };
	static struct config config;
	static struct loop *loop;
	struct segment *segment;
	struct segment_options options = {
		.own = ip_of("192.0.2.1"),
		.config = &config,
		.listener = {
			.on_answered = on_answered,
			.on_rival = on_rival,
			.on_neighbor = on_neighbor,
			.on_reference = on_reference,
			.context = play,
		},
	};
	int error;

	config.peer = ip_of("192.0.2.2");
	config.fip_count = 2;
	config.fips[0] = (struct config_fip){ ip_of("192.0.2.100"), 24 };
	config.fips[1] = (struct config_fip){ ip_of("2001:db8::100"), 64 };
	error = loop == NULL ? loop_open(&loop) : 0;
	error = error ? error : segment_open(&segment, loop, &options);
	error = error ? error : segment_bind(segment, &here);
	assert(error == 0);
	return segment;
}

static void hear_chosen(struct segment *segment, struct bytes *bytes)
{
	static const char *const addresses[] = { "192.0.2.100", "2001:db8::100",
		"192.0.2.2", "192.0.2.1" };
	uint8_t choice = take(bytes);
	struct frame_heard heard = { .claimed.family = IP_NONE };

	memcpy(heard.source, macs[choice & 3], MAC_BYTES);
	memcpy(heard.mac, macs[choice >> 2 & 3], MAC_BYTES);
	memcpy(heard.destination, macs[0], MAC_BYTES);
	if (choice & 0x40) {
		heard.claimed = ip_of(addresses[choice >> 4 & 3]);
	} else {
		heard.asked = ip_of(addresses[choice >> 4 & 3]);
	}
	segment_hear_frame(segment, &heard);
}

static void hear_bytes(struct segment *segment, struct bytes *bytes)
{
	struct frame_heard heard;
	uint8_t frame[FRAME_MAX];
	size_t length = take(bytes) % FRAME_MAX;
	uint8_t family = take(bytes) & 1 ? IP_V4 : IP_V6;

	for (size_t i = 0; i < length; i++) {
		frame[i] = take(bytes);
	}
	if (frame_read(&heard, family, frame, length)) {
		segment_hear_frame(segment, &heard);
	}
}

static void settle(struct play *play, enum peer peer)
{
	struct settings settings = {
		.enabled = true,
		.preferred = peer != PEER_ACTIVE,
		.node = 1,
		.count = 3,
		.pair = 1,
		.links = 1,
		.interval_ms = INTERVAL_MS,
		.failback_delay_ms = 3000,
	};
	struct input input = { .kind = INPUT_INTERFACE, .up = true, .mac_count = 1 };

	*play = (struct play){ .peer = peer, .now_us = SECOND_US };
	memcpy(input.macs[0], macs[0], MAC_BYTES);
	engine_start(&play->engine, &settings, 7, 0, play->now_us);
	play->beat_us = play->now_us + INTERVAL_MS * MS_US;
	tell(play, &input, 0);
	pass(play, SETTLING_BEATS * INTERVAL_MS * MS_US);
	play->settled = true;
	check(play);
}

/* How it came to the beginning is the same each time. */
static void begin(struct play *play, enum peer peer)
{
	static struct play beginnings[PEER_SILENT + 1];

	if (!beginnings[peer].settled) {
		settle(&beginnings[peer], peer);
	}
	*play = beginnings[peer];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct segment *segment;
	static struct play play;
	struct bytes bytes = { data, size };

	if (segment == NULL) {
		segment = open_segment(&play);
	}
	begin(&play, (enum peer)(take(&bytes) % (PEER_SILENT + 1)));
	while (bytes.left > 0) {
		uint8_t step = take(&bytes);

		pass(&play, (int64_t)(step & 0x3f) * (step & 0x3f) * MS_US / 4);
		if (step & 0x80) {
			hear_bytes(segment, &bytes);
		} else {
			hear_chosen(segment, &bytes);
		}
	}
	return 0;
}
