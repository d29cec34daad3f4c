#include "io/announcing.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "io/arpframe.h"
#include "io/timer.h"

/*
 * Two frames for each F-IP: ten F-IPs at once, then one each PAIR_US.  That is at most
 * 100 pairs, 200 frames, in any second: 10 + 1 s / PAIR_US.
 */
enum {
	PAIR_US = 11200,
	BURST_PAIRS = 10,
	BURST_US = (BURST_PAIRS - 1) * PAIR_US,
	MAC_BYTES = 6,
};

struct announced {
	struct ip address;
	uint64_t count;
};

struct announcing {
	struct loop *loop;
	struct timer *pacing;
	int fd;
	uint8_t mac[MAC_BYTES];
	bool again;            /* another round follows the one under way */
	size_t next;           /* F-IP of the round under way; count: none is */
	int64_t paid_until_us; /* what has been sent is paid for until then */
	size_t count;
	struct announced fips[CONFIG_FIPS_MAX];
};

static int send_form(const struct announcing *announcing, struct ip address, bool reply)
{
	uint8_t bytes[ARPFRAME_BYTES];

	arpframe_put_announcement(bytes, announcing->mac, address, reply);
	return send(announcing->fd, bytes, sizeof(bytes), 0) < 0 ? -errno : 0;
}

static int announce(struct announcing *announcing, struct announced *fip)
{
	int error = send_form(announcing, fip->address, false);

	if (error == 0) {
		error = send_form(announcing, fip->address, true);
	}
	if (error == 0) {
		fip->count++;
	}
	return error;
}

static void end_round(struct announcing *announcing)
{
	if (announcing->next == announcing->count && announcing->again) {
		announcing->again = false;
		announcing->next = 0;
	}
}

/* Send what may be sent now and come back for the rest.  Return the first error. */
static int go_on(struct announcing *announcing)
{
	int64_t now_us = loop_now_us(announcing->loop);
	int first_error = 0;

	if (announcing->paid_until_us < now_us) {
		announcing->paid_until_us = now_us;
	}
	while (announcing->next < announcing->count
		&& announcing->paid_until_us <= now_us + BURST_US) {
		int error = announce(announcing, &announcing->fips[announcing->next++]);

		first_error = first_error ? first_error : error;
		announcing->paid_until_us += PAIR_US;
		end_round(announcing);
	}
	if (announcing->next < announcing->count) {
		timer_set(announcing->pacing, announcing->paid_until_us - BURST_US);
	}
	return first_error;
}

static void on_pace(void *context)
{
	go_on(context);
}

int announcing_start(struct announcing *announcing, int fd, const uint8_t mac[6])
{
	bool under_way = announcing->next < announcing->count;

	announcing->fd = fd;
	memcpy(announcing->mac, mac, MAC_BYTES);
	if (under_way) {
		announcing->again = true;
		return 0;
	}
	announcing->next = 0;
	return go_on(announcing);
}

void announcing_stop(struct announcing *announcing)
{
	announcing->next = announcing->count;
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
	fresh->fd = -1;
	fresh->count = count;
	fresh->next = count;
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
