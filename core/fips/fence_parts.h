/*
 * fence_parts - the fence's child kept alive: started, heard, replaced, and told of.
 *
 * What is promised to fipd is in fence.c; here is what happens between it and the
 * child.
 */
#ifndef FIPD_FIPS_FENCE_PARTS_H
#define FIPD_FIPS_FENCE_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "fips/fence.h"
#include "fips/fence_line.h"

/* What the log was told last. */
enum tale {
	TALE_NONE,
	TALE_WORKS,
	TALE_LOST,
};

struct fence {
	struct loop *loop;
	struct watch *watch;
	struct fence_line line;
	enum tale tale;
	bool wanted;
	bool ready;
	bool realtime;
	bool locked;
	bool armed;
	bool fired;
	uint32_t armed_by;              /* the number of the last order to arm */
	uint32_t answered;              /* the last order that was read */
	int64_t answered_us;            /* when there was last none without an answer */
	int64_t started_us;             /* the last child */
	int64_t removal_us;             /* of the whole list */
	int64_t gone_us;                /* what was promised */
	struct fence_child_order order; /* the last one; list and deadline in force */
};

/* Return whether there is a child, ready or not. */
bool fence_has_child(const struct fence *fence);

/* Start a child; without one after it, the log has been told. */
void fence_start_child(struct fence *fence);

/* Kill the child, if there is one. */
void fence_end_child(struct fence *fence);

/* Kill the child, say why in the log, and start another one. */
void fence_lose_child(struct fence *fence, const char *why);

/* Replace a child that has not answered for too long. */
void fence_replace_if_frozen(struct fence *fence);

/* Give the child an order with the list and deadline in force. */
void fence_give_order(struct fence *fence, enum fence_child_word word);

/* Read what the child has said; context is the fence. */
void fence_read_reports(void *context);

#endif
