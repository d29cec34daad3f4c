#include "segment/announcing.h"

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

struct announcing {
	struct loop *loop;
	struct timer *pacing;
	const struct segmentsocket *sockets;
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
static int announce(struct announcing *announcing, size_t step)
{
	struct announced *fip = &announcing->fips[step % announcing->count];
	unsigned form = (unsigned)(step / announcing->count);
	struct frame frame;
	int error;

	if (!frame_put_announcement(&frame, &announcing->origin, fip->address, form)) {
		return 0;
	}
	error = segmentsocket_send(announcing->sockets, &frame);
	if (error == 0 && form == 0) {
		fip->count++;
	}
	return error ? error : 1;
}

static unsigned allowance(const struct announcing *announcing, int64_t now_us)
{
	int64_t unpaid_us = announcing->paid_until_us - now_us;

	if (announcing->first) {
		return PIECE_FRAMES;
	}
	return unpaid_us > BURST_US ? 0
				    : (unsigned)((BURST_US - unpaid_us) / FRAME_US) + 1;
}

/* A frame that failed counts like one that was sent: it is not tried again at once. */
static int send_some(struct announcing *announcing, unsigned frames)
{
	int first_error = 0;

	while (announcing->next < announcing->steps && frames > 0) {
		int sent = announce(announcing, announcing->next++);

		if (sent < 0 && first_error == 0) {
			first_error = sent;
		}
		if (sent != 0) {
			announcing->paid_until_us += FRAME_US;
			frames--;
		}
	}
	return first_error;
}

static void end_round(struct announcing *announcing)
{
	announcing->first = false;
	if (announcing->again) {
		announcing->again = false;
		announcing->next = 0;
	}
}

static int64_t next_us(const struct announcing *announcing, int64_t now_us)
{
	if (!announcing->first) {
		return announcing->paid_until_us - BURST_US;
	}
	return announcing->next < announcing->count ? now_us : now_us + PIECE_US;
}

/* Send what may be sent now and come back for the rest.  Return the first error. */
static int go_on(struct announcing *announcing)
{
	int64_t now_us = loop_now_us(announcing->loop);
	int error;

	if (announcing->paid_until_us < now_us) {
		announcing->paid_until_us = now_us;
	}
	error = send_some(announcing, allowance(announcing, now_us));
	/* A first round leaves nothing to burst with, and no more debt than that. */
	if (announcing->paid_until_us > now_us + BURST_US + FRAME_US) {
		announcing->paid_until_us = now_us + BURST_US + FRAME_US;
	}
	if (announcing->next == announcing->steps) {
		end_round(announcing);
	}
	if (announcing->next < announcing->steps) {
		timer_set(announcing->pacing, next_us(announcing, now_us));
	}
	return error;
}

static void on_pace(void *context)
{
	go_on(context);
}

int announcing_start(struct announcing *announcing, const struct segmentsocket *sockets,
	const struct frame_origin *origin)
{
	bool under_way = announcing->next < announcing->steps;

	announcing->sockets = sockets;
	announcing->origin = *origin;
	if (under_way) {
		announcing->again = true;
		return 0;
	}
	announcing->next = 0;
	return go_on(announcing);
}

void announcing_stop(struct announcing *announcing)
{
	announcing->first = true;
	announcing->next = announcing->steps;
	announcing->again = false;
	timer_clear(announcing->pacing);
}

int announcing_open(struct announcing **announcing, struct loop *loop,
	const struct config_fip *list, size_t count)
{
	struct announcing *fresh = calloc(1, sizeof(*fresh));
	int error;

	*announcing = NULL;
	if (!fresh) {
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
	*announcing = fresh;
	return 0;
}

void announcing_close(struct announcing *announcing)
{
	if (announcing) {
		timer_close(announcing->pacing);
		free(announcing);
	}
}

uint64_t announcing_count(const struct announcing *announcing, size_t index)
{
	return announcing->fips[index].count;
}

void announcing_reset_counts(struct announcing *announcing)
{
	for (size_t i = 0; i < announcing->count; i++) {
		announcing->fips[i].count = 0;
	}
}
