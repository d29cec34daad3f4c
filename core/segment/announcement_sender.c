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
	size_t count;
	struct announced fips[CONFIG_FIPS_MAX];
};

/* Return how many frames were sent, 0 or 1, or -errno. */
static int announce(struct announcement_sender *sender, size_t step)
{
	struct announced *fip = &sender->fips[step % sender->count];
	unsigned form = (unsigned)(step / sender->count);
	struct frame frame;
	int error;

	if (!frame_put_announcement(&frame, &sender->origin, fip->address, form)) {
		return 0;
	}
	error = segment_socket_send(sender->sockets, &frame);
	if (error == 0 && form == 0) {
		fip->count++;
	}
	return error ? error : 1;
}

static unsigned allowance(const struct announcement_sender *sender, int64_t now_us)
{
	int64_t unpaid_us = sender->paid_until_us - now_us;

	if (sender->first) {
		return PIECE_FRAMES;
	}
	return unpaid_us > BURST_US ? 0
				    : (unsigned)((BURST_US - unpaid_us) / FRAME_US) + 1;
}

/* A frame that failed counts like one that was sent: it is not tried again at once. */
static int send_some(struct announcement_sender *sender, unsigned frames)
{
	int first_error = 0;

	while (sender->next < sender->steps && frames > 0) {
		int sent = announce(sender, sender->next++);

		if (sent < 0 && first_error == 0) {
			first_error = sent;
		}
		if (sent != 0) {
			sender->paid_until_us += FRAME_US;
			frames--;
		}
	}
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

/* Send what may be sent now and come back for the rest.  Return the first error. */
static int go_on(struct announcement_sender *sender)
{
	int64_t now_us = loop_now_us(sender->loop);
	int error;

	if (sender->paid_until_us < now_us) {
		sender->paid_until_us = now_us;
	}
	error = send_some(sender, allowance(sender, now_us));
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
	return go_on(sender);
}

void announcement_sender_stop(struct announcement_sender *sender)
{
	sender->first = true;
	sender->next = sender->steps;
	sender->again = false;
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
