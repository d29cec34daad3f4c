/*
 * The page that fipd and its fence share, in every order of their accesses.
 *
 * Each side is a function that is run again from its beginning for each of its steps:
 * what it did before is answered from a record, so that the code under test is the real
 * one and its state is no more than the record.  Whoever takes the next step, fipd, the
 * fence or the clock, is tried in every order; states that were seen are not seen
 * again.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fips/fence_page.h"
#include "unit/cmocka_all.h"

static int64_t access_load(const _Atomic int64_t *word);
static bool access_swap(_Atomic int64_t *word, int64_t *was, int64_t value);
static void access_store(_Atomic int64_t *word, int64_t value);

#undef atomic_load
#undef atomic_store
#undef atomic_compare_exchange_strong
#define atomic_load(word)                                access_load(word)
#define atomic_store(word, value)                        access_store(word, value)
#define atomic_compare_exchange_strong(word, was, value) access_swap(word, was, value)
#include "fips/fence_page.c" /* NOLINT: its accesses are the steps */

enum {
	SPAN = 20,  /* us from a renewal to its deadline */
	FIRST = 20, /* the deadline at which it is armed */
	TICK = 10,  /* of the clock */
	END = 90,   /* of time */
	RENEWALS = 3,
	RECORD_MAX = 6,
	STATES_MAX = 1 << 18,
};

/* What one side has met since it began with a renewal, or with a look. */
struct side {
	int count;
	int64_t record[RECORD_MAX];
};

struct state {
	int64_t deadline_us;
	int64_t now_us;
	struct side fipd;
	struct side fence;
	int64_t own_us;      /* the deadline as fipd knows it */
	int64_t renewals;    /* that are left */
	int64_t promised_us; /* the latest deadline that was renewed */
	int64_t fired;
};

static struct state now; /* the state in which a step is taken */
static struct side *side;
static int position;
static bool stepped;
static jmp_buf pause_here;
static struct fence_page page;

/* Return whether this access was made in an earlier step; else it may be made if it is
 * the first, or the side pauses before it. */
static bool is_recorded(void)
{
	if (position < side->count) {
		return true;
	}
	if (stepped) {
		longjmp(pause_here, 1);
	}
	stepped = true;
	assert_true(side->count < RECORD_MAX);
	return false;
}

static int64_t keep(int64_t value)
{
	side->record[side->count++] = value;
	return side->record[position++];
}

static int64_t read_now(void)
{
	return is_recorded() ? side->record[position++] : keep(now.now_us);
}

static int64_t access_load(const _Atomic int64_t *word)
{
	assert_ptr_equal(word, &page.deadline_us);
	return is_recorded() ? side->record[position++] : keep(now.deadline_us);
}

static bool access_swap(_Atomic int64_t *word, int64_t *was, int64_t value)
{
	bool swapped;

	assert_ptr_equal(word, &page.deadline_us);
	if (is_recorded()) {
		return side->record[position++] != 0;
	}
	swapped = now.deadline_us == *was;
	if (swapped && value == FENCE_PAGE_FIRED) {
		assert_true(now.now_us >= now.promised_us);
		now.fired = 1;
	} else if (swapped) {
		assert_int_equal(now.fired, 0);
		now.promised_us = value > now.promised_us ? value : now.promised_us;
	}
	now.deadline_us = swapped ? value : now.deadline_us;
	return keep(swapped) != 0;
}

/* When it looks next: fipd reads that for another purpose, so it is no step. */
static void access_store(_Atomic int64_t *word, int64_t value)
{
	(void)value;
	assert_ptr_equal(word, &page.look_us);
}

/* As fence_renew does it, once. */
static void be_fipd(void)
{
	int64_t now_us;
	int error;

	if (now.renewals == 0) {
		return;
	}
	now_us = read_now();
	if (now_us > now.own_us) {
		now.renewals = 0;
		return;
	}
	error = fence_page_renew(&page, now_us + SPAN);
	assert_true(error == 0 || error == -EALREADY);
	now.own_us = now_us + SPAN;
	now.renewals = error ? 0 : now.renewals - 1;
	memset(side, 0, sizeof(*side));
}

/* As the fence stands guard: a look, before which it sleeps. */
static void be_fence(void)
{
	int64_t look_us;

	if (now.fired) {
		return;
	}
	look_us = fence_page_sleep(&page, read_now());
	if (position == side->count && now.now_us < look_us) {
		/* Whoever puts the deadline off puts it later: this is in time. */
		assert_true(look_us <= now.deadline_us);
		longjmp(pause_here, 1);
	}
	if (fence_page_fire(&page, read_now()) == 0) {
		memset(side, 0, sizeof(*side));
	}
}

/* Let one side take its next step; false if it has none now. */
static bool step(struct side *who, void (*be)(void))
{
	side = who;
	position = 0;
	stepped = false;
	if (setjmp(pause_here) == 0) {
		be();
	}
	return stepped;
}

static struct state *seen;
static size_t seen_count;
static size_t fired_count;

static uint64_t hash(const struct state *state)
{
	const unsigned char *bytes = (const void *)state;
	uint64_t sum = 1469598103934665603U;

	for (size_t i = 0; i < sizeof(*state); i++) {
		sum = (sum ^ bytes[i]) * 1099511628211U;
	}
	return sum;
}

/* Return whether the state is new, and keep it. */
static bool add(const struct state *state)
{
	size_t at = hash(state) % STATES_MAX;

	while (seen[at].now_us != 0) {
		if (memcmp(&seen[at], state, sizeof(*state)) == 0) {
			return false;
		}
		at = (at + 1) % STATES_MAX;
	}
	assert_true(++seen_count < STATES_MAX / 2);
	seen[at] = *state;
	return true;
}

static void explore(const struct state *from);

/* Go on from the state before, in which one of the two takes a step; false if it has
 * none. */
static bool go_on(const struct state *from, bool fence)
{
	struct state next;

	now = *from;
	if (!(fence ? step(&now.fence, be_fence) : step(&now.fipd, be_fipd))) {
		return false;
	}
	next = now;
	explore(&next);
	return true;
}

static void explore(const struct state *from)
{
	struct state later = *from;

	if (!add(from)) {
		return;
	}
	go_on(from, false);
	if (from->now_us < END) {
		later.now_us += TICK;
		explore(&later);
		go_on(from, true);
	} else if (!go_on(from, true)) {
		/* Long after the last renewal, with a fence that could look. */
		assert_true(from->fired);
		fired_count++;
	}
}

static void of_a_renewal_and_a_removal_one_wins_in_every_order(void **state)
{
	struct state first;

	(void)state;
	memset(&first, 0, sizeof(first)); /* states are compared byte by byte */
	first.now_us = 1;
	first.deadline_us = FIRST;
	first.own_us = FIRST;
	first.renewals = RENEWALS;
	first.promised_us = FIRST;
	seen = calloc(STATES_MAX, sizeof(*seen));
	assert_non_null(seen);
	explore(&first);
	free(seen);
	printf("%zu states\n", seen_count);
	assert_true(seen_count > 1000);
	assert_true(fired_count > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_renewal_and_a_removal_one_wins_in_every_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
