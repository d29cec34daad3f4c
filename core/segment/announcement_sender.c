#include "segment/announcement_sender.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "loop/timer.h"

/*
 * A first round goes in pieces that fit a receive queue (a network card's often has 256
 * places), and between two of them the loop turns, for the heartbeat.  The first forms
 * do not wait for anything else; the second ones, a piece a millisecond.  Later rounds:
 * twenty frames at once, then one each FRAME_US; that is at most 200 in any second: 20
 * + 1 s / FRAME_US.
 */
enum {
	PIECE_FRAMES = 100,
	PIECE_US = 1000,
	FRAME_US = 5600,
	BURST_FRAMES = 20,
	BURST_US = (BURST_FRAMES - 1) * FRAME_US,
};

struct announced {
	struct ip address;
	bool hastened; /* ahead of the first round */
	uint64_t count;
};

struct announcement_sender {
	struct loop *loop;
	struct timer *pacing;
	const struct segment_sockets *sockets;
	struct frame_origin origin;
	bool first;            /* no round has been completed since the taking */
	bool again;            /* another round follows the one under way */
	size_t next;           /* step of the round under way */
	size_t steps;          /* of a round: each F-IP in each form */
	int64_t paid_until_us; /* what has been sent is paid for until then */
	size_t ahead;          /* frames that went out before the round */
	size_t count;
	struct announced fips[CONFIG_FIPS_MAX];
};

/* Frames that go out together, and which steps they are. */
struct batch {
	size_t count;
	size_t steps[SEGMENT_SOCKET_FRAMES_MAX];
	struct frame frames[SEGMENT_SOCKET_FRAMES_MAX];
};

/* Nothing is added for a form that there is not, or that went out ahead of the round.
 */
static void add_step(
	const struct announcement_sender *sender, size_t step, struct batch *batch)
{
	const struct announced *fip = &sender->fips[step % sender->count];
	unsigned form = (unsigned)(step / sender->count);
	struct frame *frame = &batch->frames[batch->count];
	bool done = sender->first && fip->hastened && form == 0;

	if (!done
		&& frame_put_announcement(frame, &sender->origin, fip->address, form)) {
		batch->steps[batch->count++] = step;
	}
}

static void note_sent(struct announcement_sender *sender, size_t step)
{
	if (step < sender->count) {
		sender->fips[step].count++;
	}
}

/* Return how many of a batch can go out together with the frame at a place. */
static size_t count_alike(const struct batch *batch, size_t place)
{
	size_t end = place;

	while (end < batch->count
		&& batch->frames[end].family == batch->frames[place].family) {
		end++;
	}
	return end - place;
}

/* A frame that failed counts like one that was sent: it is not tried again at once. */
static int send_batch(struct announcement_sender *sender, struct batch *batch)
{
	int first_error = 0;
	size_t done = 0;

	while (done < batch->count) {
		int sent = segment_socket_send(sender->sockets, &batch->frames[done],
			count_alike(batch, done));

		if (sent < 0) {
			first_error = first_error ? first_error : sent;
			batch->steps[done++] = sender->steps;
		}
		for (; sent > 0; sent--) {
			note_sent(sender, batch->steps[done++]);
		}
	}
	sender->paid_until_us += (int64_t)batch->count * FRAME_US;
	return first_error;
}

static unsigned allowance(const struct announcement_sender *sender, int64_t now_us)
{
	int64_t unpaid_us = sender->paid_until_us - now_us;

	if (sender->first) {
		return sender->ahead < PIECE_FRAMES
			       ? PIECE_FRAMES - (unsigned)sender->ahead
			       : 0;
	}
	return unpaid_us > BURST_US ? 0
				    : (unsigned)((BURST_US - unpaid_us) / FRAME_US) + 1;
}

static int send_some(struct announcement_sender *sender, size_t frames)
{
	int first_error = 0;
	struct batch batch;

	do {
		size_t room = frames < SEGMENT_SOCKET_FRAMES_MAX
				      ? frames
				      : SEGMENT_SOCKET_FRAMES_MAX;
		int error;

		batch.count = 0;
		while (sender->next < sender->steps && batch.count < room) {
			add_step(sender, sender->next++, &batch);
		}
		error = send_batch(sender, &batch);
		first_error = first_error ? first_error : error;
		frames -= batch.count;
	} while (batch.count > 0);
	return first_error;
}

static void end_round(struct announcement_sender *sender)
{
	sender->first = false;
	if (sender->again) {
		sender->again = false;
		sender->next = 0;
	}
}

static int64_t next_us(const struct announcement_sender *sender, int64_t now_us)
{
	if (!sender->first) {
		return sender->paid_until_us - BURST_US;
	}
	return sender->next < sender->count ? now_us : now_us + PIECE_US;
}

/* What has not been sent in the past is no credit. */
static void forget_credit(struct announcement_sender *sender)
{
	int64_t now_us = loop_now_us(sender->loop);

	if (sender->paid_until_us < now_us) {
		sender->paid_until_us = now_us;
	}
}

/* Send what may be sent now and come back for the rest.  Return the first error. */
static int go_on(struct announcement_sender *sender)
{
	int64_t now_us = loop_now_us(sender->loop);
	int error;

	forget_credit(sender);
	error = send_some(sender, allowance(sender, now_us));
	sender->ahead = 0;
	/* A first round leaves nothing to burst with, and no more debt than that. */
	if (sender->paid_until_us > now_us + BURST_US + FRAME_US) {
		sender->paid_until_us = now_us + BURST_US + FRAME_US;
	}
	if (sender->next == sender->steps) {
		end_round(sender);
	}
	if (sender->next < sender->steps) {
		timer_set(sender->pacing, next_us(sender, now_us));
	}
	return error;
}

static void on_pace(void *context)
{
	go_on(context);
}

int announcement_sender_start(struct announcement_sender *sender,
	const struct segment_sockets *sockets, const struct frame_origin *origin)
{
	bool under_way = sender->next < sender->steps;

	sender->sockets = sockets;
	sender->origin = *origin;
	if (under_way) {
		sender->again = true;
		return 0;
	}
	sender->next = 0;
	while (sender->first && sender->next < sender->count
		&& sender->fips[sender->next].hastened) {
		sender->next++;
	}
	return go_on(sender);
}

/* Those that failed go with the round, which tells why. */
static void hasten_batch(struct announcement_sender *sender, struct batch *batch)
{
	send_batch(sender, batch);
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->steps[i] < sender->count) {
			sender->fips[batch->steps[i]].hastened = true;
		}
	}
	sender->ahead += batch->count;
	batch->count = 0;
}

void announcement_sender_hasten(struct announcement_sender *sender,
	const struct segment_sockets *sockets, const struct frame_origin *origin,
	const struct announcement_part *part)
{
	bool under_way = sender->next < sender->steps;
	struct batch batch;

	if (!sender->first || under_way) {
		return;
	}
	sender->sockets = sockets;
	sender->origin = *origin;
	forget_credit(sender);
	batch.count = 0;
	for (size_t i = part->first; i < part->first + part->count; i++) {
		if (batch.count == SEGMENT_SOCKET_FRAMES_MAX) {
			hasten_batch(sender, &batch);
		}
		if (sender->fips[i].address.family == IP_V4) {
			add_step(sender, i, &batch);
		}
	}
	hasten_batch(sender, &batch);
}

void announcement_sender_stop(struct announcement_sender *sender)
{
	sender->first = true;
	sender->next = sender->steps;
	sender->again = false;
	sender->ahead = 0;
	for (size_t i = 0; i < sender->count; i++) {
		sender->fips[i].hastened = false;
	}
	timer_clear(sender->pacing);
}

int announcement_sender_open(struct announcement_sender **sender, struct loop *loop,
	const struct config_fip *list, size_t count)
{
	struct announcement_sender *fresh = calloc(1, sizeof(*fresh));
	int error;

	*sender = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->count = count;
	fresh->steps = FRAME_FORMS * count;
	fresh->next = fresh->steps;
	fresh->first = true;
	for (size_t i = 0; i < count; i++) {
		fresh->fips[i].address = list[i].address;
	}
	error = timer_open(&fresh->pacing, loop, LOOP_REST, on_pace, fresh);
	if (error) {
		free(fresh);
		return error;
	}
	*sender = fresh;
	return 0;
}

void announcement_sender_close(struct announcement_sender *sender)
{
	if (sender != NULL) {
		timer_close(sender->pacing);
		free(sender);
	}
}

uint64_t announcement_sender_count(
	const struct announcement_sender *sender, size_t index)
{
	return sender->fips[index].count;
}

void announcement_sender_reset_counts(struct announcement_sender *sender)
{
	for (size_t i = 0; i < sender->count; i++) {
		sender->fips[i].count = 0;
	}
}
