#include "fips/fence.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "fips/fence_parts.h"
#include "loop/clock.h"
#include "model/types.h"

enum {
	CONFIRM_MS = 250, /* for a child to be ready, or to confirm that it is armed */
	SHARE_MAX = 3, /* no more than one in so many of the span is for the removal */
};

static bool has_confirmed(const struct fence *fence)
{
	return fence->ready && fence->answered == fence->order.number;
}

/* Wait for a child that has confirmed every order; false after limit_ms. */
static bool await_confirmation(struct fence *fence, int limit_ms)
{
	int64_t left_us = limit_ms * (int64_t)MS_US;
	int64_t end_us = clock_now_us() + left_us;

	while (fence_has_child(fence) && !has_confirmed(fence) && left_us > 0) {
		struct pollfd wait = { .fd = fence->line.fd, .events = POLLIN };

		poll(&wait, 1, (int)(left_us / MS_US) + 1);
		fence_read_reports(fence);
		left_us = end_us - clock_now_us();
	}
	return has_confirmed(fence);
}

int fence_open(struct fence **fence, struct loop *loop)
{
	struct fence *fresh = calloc(1, sizeof(*fresh));

	*fence = fresh;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->loop = loop;
	fresh->line.fd = -1;
	return 0;
}

void fence_close(struct fence *fence)
{
	if (fence == NULL) {
		return;
	}
	if (fence->armed) {
		loop_unwatch(fence->watch);
		fence_line_leave(&fence->line);
	} else {
		fence_end_child(fence);
	}
	free(fence);
}

void fence_want(struct fence *fence, bool wanted)
{
	fence->wanted = wanted;
	if (!wanted) {
		fence->armed = false;
		fence->tale = TALE_NONE;
		fence_end_child(fence);
	} else if (!fence_has_child(fence)) {
		fence_start_child(fence);
	}
}

bool fence_works(const struct fence *fence)
{
	return fence->ready;
}

void fence_tick(struct fence *fence)
{
	if (fence->wanted && !fence_has_child(fence)) {
		fence_start_child(fence);
	}
	fence_replace_if_frozen(fence);
	if (fence->ready) {
		fence_give_order(fence, FENCE_CHILD_PING);
	}
}

int64_t fence_removal_us(size_t v4_count, size_t v6_count)
{
	int64_t v4 = (int64_t)v4_count;
	int64_t v6 = (int64_t)v6_count;

	return v4 * 25 + v6 * (25 + (v4 + v6) / 8);
}

bool fence_is_in_time(int64_t removal_us, int64_t span_us)
{
	return removal_us <= span_us / SHARE_MAX;
}

static void set_list(
	struct fence *fence, const struct netlink_address *list, size_t count)
{
	size_t v6_count = 0;

	memcpy(fence->order.list, list, count * sizeof(*list));
	fence->order.count = count;
	for (size_t i = 0; i < count; i++) {
		v6_count += list[i].address.family == IP_V6;
	}
	fence->removal_us = fence_removal_us(count - v6_count, v6_count);
}

static void set_deadline(struct fence *fence, int64_t gone_us)
{
	int64_t span_us = gone_us - clock_now_us();
	int64_t removal_us = fence_is_in_time(fence->removal_us, span_us)
				     ? fence->removal_us
				     : span_us / SHARE_MAX;

	fence->gone_us = gone_us;
	fence->order.deadline_us = gone_us - removal_us;
}

int fence_arm(struct fence *fence, const struct netlink_address *list, size_t count,
	int64_t gone_us)
{
	fence->armed = false;
	fence_want(fence, true);
	if (!fence->ready && !await_confirmation(fence, CONFIRM_MS)) {
		return -ECHILD;
	}
	set_list(fence, list, count);
	set_deadline(fence, gone_us);
	fence->armed = true;
	fence_give_order(fence, FENCE_CHILD_ARM);
	return 0;
}

int fence_confirm(struct fence *fence)
{
	if (!await_confirmation(fence, CONFIRM_MS)) {
		fence->armed = false;
		fence_lose_child(fence, "does not answer");
		return -ECHILD;
	}
	return 0;
}

int fence_renew(struct fence *fence, int64_t gone_us)
{
	fence_read_reports(fence);
	if (fence->fired) {
		return -EALREADY;
	}
	if (clock_now_us() > fence->order.deadline_us) {
		return -ESTALE;
	}
	set_deadline(fence, gone_us);
	if (fence->ready) {
		fence_give_order(fence, FENCE_CHILD_RENEW);
		fence_replace_if_frozen(fence);
	}
	return 0;
}

void fence_disarm(struct fence *fence)
{
	fence->fired = false;
	if (fence->armed) {
		fence->armed = false;
		if (fence->ready) {
			fence_give_order(fence, FENCE_CHILD_DISARM);
		}
	}
}

int64_t fence_deadline_us(const struct fence *fence)
{
	return fence->armed ? fence->order.deadline_us : 0;
}

int64_t fence_gone_us(const struct fence *fence)
{
	return fence->armed ? fence->gone_us : 0;
}
