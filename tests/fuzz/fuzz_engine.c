/*
 * fuzz_engine - one engine, any events: whatever a proven peer, the kernel and the
 * operator do, it never aborts, never wakes in the past, and never renews a lease that
 * may have run out.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "engine/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *data;
	size_t left;
};

struct play {
	struct engine engine;
	struct bytes bytes;
	int64_t now_us;
	int64_t renewed_us;
	uint32_t lease_s;
	uint32_t sequence;
	bool refuses;
};

static uint8_t take(struct bytes *bytes)
{
	if (bytes->left == 0) {
		return 0;
	}
	bytes->left--;
	return *bytes->data++;
}

/* A heartbeat that the wire layer would let through, of a peer that proved itself. */
static void fill_heartbeat(struct play *play, struct heartbeat *heartbeat)
{
	struct bytes *bytes = &play->bytes;

	heartbeat->incarnation = 1000u + take(bytes) % 3u;
	heartbeat->echo = play->engine.links[0].session.own;
	heartbeat->acknowledged = play->engine.links[0].session.sent;
	heartbeat->sequence = ++play->sequence;
	heartbeat->interval_ms = 10u + take(bytes) * 50u;
	heartbeat->count = (uint8_t)(2 + take(bytes) % 9);
	heartbeat->role = (uint8_t)(1 + take(bytes) % 9);
	heartbeat->operation = take(bytes) % (OPERATION_LAST + 1);
	heartbeat->flags = take(bytes);
	heartbeat->role_flags = take(bytes) & ROLE_FLAGS_ALL;
	heartbeat->healthy = take(bytes) & 1;
	heartbeat->epoch = take(bytes);
	heartbeat->digest = take(bytes) & 1;
	heartbeat->transaction = play->engine.handover.transaction + (take(bytes) & 1);
	heartbeat->node = 2;
}

/* Results come only for what was asked: the caller's part of the contract. */
static bool is_result(enum input_kind kind)
{
	return kind == INPUT_HELD || kind == INPUT_HOLD_REFUSED || kind == INPUT_RENEWED
	       || kind == INPUT_RELEASED || kind == INPUT_FIPS_FOUND;
}

static void fill(struct play *play, struct input *input)
{
	struct bytes *bytes = &play->bytes;

	memset(input, 0, sizeof(*input));
	input->kind = (enum input_kind)(take(bytes) % (INPUT_STOP + 1));
	if (is_result(input->kind)) {
		input->kind = INPUT_DEADLINE;
	}
	input->up = (take(bytes) & 3) != 0;
	input->consistent = (take(bytes) & 1) != 0;
	input->age_us = take(bytes) > 200 ? SECOND_US : 0;
	input->command = (enum command)(1 + take(bytes) % 2);
	input->settings = play->engine.settings;
	input->settings.enabled = (take(bytes) & 7) != 0;
	input->settings.interval_ms = 10u + take(bytes) * 40u;
	input->mac[5] = take(bytes);
	if (input->kind == INPUT_HEARTBEAT) {
		fill_heartbeat(play, &input->heartbeat);
	}
}

static void check_renewal(const struct play *play)
{
	int64_t lease_us = (int64_t)play->lease_s * SECOND_US;

	assert(play->now_us - play->renewed_us < lease_us);
}

/* Carry out one action; return the event that answers it, or INPUT_DEADLINE. */
static enum input_kind carry_out(struct play *play, const struct action *action)
{
	bool hold = action->kind == ACTION_HOLD;

	if (hold && play->refuses) {
		return INPUT_HOLD_REFUSED;
	}
	if (action->kind == ACTION_RENEW) {
		check_renewal(play);
	}
	if (hold || action->kind == ACTION_RENEW) {
		play->renewed_us = play->now_us;
		play->lease_s = action->lease_s;
		return hold ? INPUT_HELD : INPUT_RENEWED;
	}
	return action->kind == ACTION_RELEASE && !play->refuses ? INPUT_RELEASED
								: INPUT_DEADLINE;
}

static void tell(struct play *play, struct input *input, int depth)
{
	struct actions actions;
	unsigned i;

	input->now_us = play->now_us;
	engine_step(&play->engine, input, &actions);
	assert(actions.wake_us > play->now_us);
	assert(depth < 16);
	for (i = 0; i < actions.count; i++) {
		struct input result = { .kind = carry_out(play, &actions.list[i]) };

		if (result.kind != INPUT_DEADLINE) {
			tell(play, &result, depth + 1);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct settings settings = {
		.enabled = true,
		.preferred = true,
		.automatic_failback = true,
		.node = 1,
		.count = 5,
		.pair = 1,
		.interval_ms = 2000,
		.failback_delay_ms = 3000,
	};
	struct play play = { .now_us = SECOND_US, .bytes = { data, size } };
	struct input input = { .kind = INPUT_INTERFACE, .up = true };

	engine_start(&play.engine, &settings, 7, 0, play.now_us);
	tell(&play, &input, 0);
	while (play.bytes.left > 0) {
		uint8_t step = take(&play.bytes);

		play.refuses = (step & 0x40) != 0;
		if ((step & 0x80) != 0) {
			play.now_us = play.engine.pace.wake_us;
			input = (struct input){ .kind = INPUT_DEADLINE };
		} else {
			play.now_us +=
				(int64_t)(step & 0x3f) * (step & 0x3f) * 4 * MS_US;
			fill(&play, &input);
		}
		tell(&play, &input, 0);
	}
	return 0;
}
