/*
 * recording - what fipd's engine was told and what it decided, as records in a file.
 *
 * A record has a checksum, its length and its kind, so that a torn end is found and
 * everything before it is good.  The kinds: a header (which fipd, the names of the
 * pair, which wall-clock time an instant is), a start (engine_start's arguments), an
 * image of the engine, a step (an input and the decision about it), and a gap (so many
 * steps are missing).  A file begins with a header.  No key is ever in it.
 *
 * A recording is replayed from a start or from an image.  The image is the memory of
 * struct engine as it is: nothing of it can be forgotten, but only a fipd with the same
 * layout can go on from it (recording_layout).  Starts are good for every later fipd.
 */
#ifndef FIPD_WIRE_RECORDING_H
#define FIPD_WIRE_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/action.h"
#include "model/input.h"

enum {
	RECORDING_NAME_MAX = 63,
	RECORDING_FRAME_BYTES = 8,   /* checksum, length, kind, version */
	RECORDING_BYTES_MAX = 16384, /* of a record */
	DECISION_BYTES_MAX = 19 + RULES_PER_STEP + ACTIONS_MAX,
};

enum recording_kind {
	RECORDING_HEADER = 1,
	RECORDING_START,
	RECORDING_IMAGE,
	RECORDING_STEP,
	RECORDING_GAP,
};

struct recording_header {
	uint64_t file_number; /* number of the file, one higher than the one before */
	int64_t now_us;       /* this instant ... */
	int64_t date_ms;      /* ... is this Unix time */
	uint64_t layout;
	uint64_t rules;
	char version[RECORDING_NAME_MAX + 1];
	char pair[RECORDING_NAME_MAX + 1];
	char node[RECORDING_NAME_MAX + 1];
	char own[RECORDING_NAME_MAX + 1];
	char peer[RECORDING_NAME_MAX + 1];
	uint8_t link_count;
	char links[LINKS_MAX][RECORDING_NAME_MAX + 1];
};

/*
 * A decision of the engine in one step, short enough to be kept for a day: the role
 * after the step, the rules that fired, the kinds of the actions in their order, and
 * when to wake.  Every figure of the actions (heartbeats, events, leases) goes into the
 * digest: two decisions with the same digest said the same.
 */
struct decision {
	uint64_t digest;
	int64_t wake_us;
	uint8_t role; /* after the step */
	uint8_t rule_count;
	uint8_t rules[RULES_PER_STEP]; /* rows of the rule table */
	uint8_t action_count;
	uint8_t actions[ACTIONS_MAX]; /* enum action_kind */
};

struct recording_start {
	struct settings settings;
	uint64_t incarnation;
	uint32_t epoch;
	int64_t now_us;
};

/* One record, read; the member of its kind is set. */
struct recording_entry {
	enum recording_kind kind;
	size_t length_bytes;
	struct recording_header header;
	struct recording_start start;
	struct input input;
	struct decision decision;
	uint64_t missing;     /* steps */
	const uint8_t *image; /* within the bytes that were read */
	size_t image_bytes;
};

enum recording_fault {
	RECORDING_GOOD,
	RECORDING_CUT,     /* the bytes end within the record */
	RECORDING_DAMAGED, /* the checksum or the length is wrong */
	RECORDING_UNKNOWN, /* whole, but of a kind or version that is not known here */
	RECORDING_WRONG,   /* whole, but with a value that cannot be */
};

/* Return what identifies the layout of struct engine in this build. */
uint64_t recording_layout(void);

/* Return what identifies the rule table of this build. */
uint64_t recording_rules(void);

/*
 * Write a header into bytes, which have room for RECORDING_BYTES_MAX here and below;
 * return its length.  Its layout and rules are those of this build.
 */
size_t recording_put_header(uint8_t *bytes, const struct recording_header *header);

/* Write a start; return its length. */
size_t recording_put_start(uint8_t *bytes, const struct recording_start *start);

/* Write an image of the engine; return its length. */
size_t recording_put_image(uint8_t *bytes, const void *image, size_t image_bytes);

/* Write a step; return its length. */
size_t recording_put_step(
	uint8_t *bytes, const struct input *input, const struct decision *decision);

/* Write that so many steps are missing; return its length. */
size_t recording_put_gap(uint8_t *bytes, uint64_t missing);

/* Read the record at the beginning of the bytes. */
enum recording_fault recording_take(
	const uint8_t *bytes, size_t length_bytes, struct recording_entry *entry);

/* Fill in what a step decided; role is the engine's after it. */
void decision_take(
	struct decision *decision, const struct actions *actions, enum role role);

/* Return the word for an action of a kind: "renew"; "unknown" if there is none. */
const char *decision_action(unsigned kind);

/* For tests: */

/* Write a decision; return how many bytes that took. */
size_t decision_encode(
	uint8_t bytes[DECISION_BYTES_MAX], const struct decision *decision);

/* Read a decision that fills length_bytes; false if it does not. */
bool decision_decode(
	const uint8_t *bytes, size_t length_bytes, struct decision *decision);

#endif
