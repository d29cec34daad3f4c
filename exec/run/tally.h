/*
 * tally - how the results of a check become its state.
 *
 * A result is good, bad, or none: nothing could be asked.  The state changes when there
 * were enough results of the same sort in a row: `rise` good ones, `fall` bad ones,
 * `fall` times none.  Nothing is known at first.
 */
#ifndef FIPD_RUN_TALLY_H
#define FIPD_RUN_TALLY_H

#include <stdbool.h>
#include <stdint.h>

enum tally_state {
	TALLY_UNKNOWN,
	TALLY_PASSED,
	TALLY_FAILED,
	TALLY_STATES,
};

struct tally {
	enum tally_state state;
	enum tally_state last; /* which state the last results speak for ... */
	uint32_t count;        /* ... and how many of them there were in a row */
};

/* Begin with nothing known. */
void tally_init(struct tally *tally);

/*
 * Take a result, as the state for which it speaks; rise and fall are at least 1.
 * Return whether the state is another one now.
 */
bool tally_take(
	struct tally *tally, enum tally_state result, uint32_t rise, uint32_t fall);

/* Return the word of the control protocol: "passed". */
const char *tally_word(enum tally_state state);

#endif
