/*
 * account - what happened, put together from what one node or both told: one list of
 * what was decided and seen, who was silent when, how long nobody answered, and what
 * would have prevented it.
 *
 * All instants are of the own side's clock.  What cannot be known is said to be
 * unknown: without the peer's side, or where the clocks cannot be related, the account
 * is that of the own side.
 */
#ifndef FIPD_INCIDENT_ACCOUNT_H
#define FIPD_INCIDENT_ACCOUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "incident/axis.h"
#include "incident/side.h"

enum {
	ACCOUNT_SIDES = 2,
	ACCOUNT_TEXT_BYTES = 1024,
	ACCOUNT_HOW_BYTES = 320,
	ACCOUNT_ANSWERS_MAX = 6,
};

/* One thing that a node decided or saw. */
struct account_mark {
	int64_t at_us;
	size_t side;
	size_t order; /* among those of its side */
	json_t *item;
	const char *kind;
	const char *text;
};

/* Heartbeats that a node should have heard on a link, and did not. */
struct account_silence {
	size_t side; /* that heard nothing */
	unsigned link;
	int64_t from_us; /* the last one heard */
	int64_t to_us;   /* the next one, or the end of what is known */
	int64_t missing; /* beats */
	bool over;
};

/* How long nobody held the F-IPs, as far as is known. */
struct account_outage {
	bool known;    /* there was a takeover */
	bool planned;  /* by a handover: no probe is lost */
	size_t taker;  /* side */
	int64_t at_us; /* the taker's first announcement, or when it became active */
	int64_t least_us;
	int64_t most_us; /* -1: not known */
	int64_t both_us; /* both nodes held them so long, 0: not */
	char how[ACCOUNT_HOW_BYTES];
};

struct account {
	const struct side *sides; /* the own one, then the peer's */
	size_t side_count;        /* 1: the own one only */
	struct axis axis;
	int64_t about_us;
	const struct account_mark *about; /* NULL: nothing in particular */
	size_t mark_count;
	struct account_mark *marks; /* in the order of time */
	size_t silence_count;
	struct account_silence *silences;
	struct account_outage outage;
	size_t answer_count;
	const char *answers[ACCOUNT_ANSWERS_MAX]; /* what would have prevented it */
};

/*
 * Put together what side_count sides tell; sequence is the own event that it is about,
 * 0: the last takeover.  The sides must outlive the account.  False if the two clocks
 * cannot be related: then the account is that of the first side.  Free with
 * account_free.
 */
bool account_make(struct account *account, const struct side *sides, size_t side_count,
	int64_t sequence);

/* Free what an account holds. */
void account_free(struct account *account);

/* Return an instant of a side on the account's clock. */
int64_t account_instant(const struct account *account, size_t side, int64_t at_us);

#endif
