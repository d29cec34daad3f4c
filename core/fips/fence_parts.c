#include "fips/fence_parts.h"

#include <errno.h>
#include <string.h>

#include "loop/clock.h"
#include "loop/log.h"
#include "model/types.h"

enum {
	PATIENCE_US = 200 * MS_US,  /* without an answer, and */
	UNANSWERED_MAX = 3,         /* so many orders: a host that slept is no reason */
	READY_US = SECOND_US,       /* for a new child */
	RESTART_US = SECOND_US / 2, /* between two starts */
};

bool fence_has_child(const struct fence *fence)
{
	return fence->line.fd >= 0;
}

void fence_end_child(struct fence *fence)
{
	loop_unwatch(fence->watch);
	fence_line_close(&fence->line);
	fence->watch = NULL;
	fence->ready = false;
}

static void tell_lost(struct fence *fence, const char *why)
{
	if (fence->tale != TALE_LOST) {
		log_message(MESSAGE_ERROR, 340,
			"the fence process %s; until another one works, only the "
			"kernel's lease ends the F-IPs if fipd freezes",
			why);
	}
	fence->tale = TALE_LOST;
}

static void tell_works(struct fence *fence)
{
	if (fence->tale != TALE_WORKS) {
		log_message(MESSAGE_INFO, 341, "the fence process %d works (%s, %s)",
			(int)fence->line.pid,
			fence->realtime ? "real-time class" : "no real-time class",
			fence->locked ? "memory locked" : "memory not locked");
	}
	fence->tale = TALE_WORKS;
}

/* One that dies again and again is started twice a second, no faster. */
void fence_lose_child(struct fence *fence, const char *why)
{
	fence_end_child(fence);
	tell_lost(fence, why);
	if (clock_now_us() - fence->started_us >= RESTART_US) {
		fence_start_child(fence);
	}
}

void fence_give_order(struct fence *fence, enum fence_child_word word)
{
	struct fence_child_order *order = &fence->order;

	if (fence->answered == order->number) {
		fence->answered_us = clock_now_us();
	}
	order->word = word;
	order->number++;
	if (word == FENCE_CHILD_ARM) {
		fence->armed_by = order->number;
	}
	if (fence_line_say(&fence->line, order) != 0) {
		fence_lose_child(fence, "takes no orders");
	}
}

static void take_ready(struct fence *fence, const struct fence_child_report *report)
{
	fence->ready = true;
	fence->realtime = report->realtime;
	fence->locked = report->locked;
	fence_give_order(fence, fence->armed ? FENCE_CHILD_ARM : FENCE_CHILD_PING);
}

static void take_heard(struct fence *fence, const struct fence_child_report *report)
{
	fence->answered = report->number;
	fence->answered_us = clock_now_us();
	if (report->number == fence->armed_by) {
		fence->fired = false;
	}
	tell_works(fence);
}

static void take_fired(struct fence *fence, const struct fence_child_report *report)
{
	int64_t late_us = report->ended_us - report->deadline_us;

	if (!report->error) {
		log_message(MESSAGE_WARNING, 342,
			"the fence removed the F-IPs: fipd let the deadline pass; "
			"they were gone %.1f ms after it",
			(double)late_us / MS_US);
	} else if (!fence->fired) {
		log_message(MESSAGE_ERROR, 343,
			"the fence cannot remove the F-IPs: %s; it goes on trying",
			strerror(-report->error));
	}
	fence->fired = true;
}

/* flat switch */
static void take_report(struct fence *fence, const struct fence_child_report *report)
{
	switch (report->news) {
	case FENCE_CHILD_READY:
		take_ready(fence, report);
		break;
	case FENCE_CHILD_HEARD:
		take_heard(fence, report);
		break;
	case FENCE_CHILD_FIRED:
		take_fired(fence, report);
		break;
	}
}

void fence_read_reports(void *context)
{
	struct fence *fence = context;
	int error = 0;

	for (int i = 0; i < LOOP_READS_MAX && fence_has_child(fence) && !error; i++) {
		struct fence_child_report report;

		error = fence_line_hear(&fence->line, &report);
		if (!error) {
			take_report(fence, &report);
		} else if (error != -EAGAIN) {
			fence_lose_child(fence, "has died");
		}
	}
}

void fence_start_child(struct fence *fence)
{
	int error = fence_line_open(&fence->line);

	fence->started_us = clock_now_us();
	fence->answered = fence->order.number;
	if (!error) {
		fence->watch = loop_watch(fence->loop, fence->line.fd, LOOP_KERNEL,
			fence_read_reports, fence);
		error = fence->watch != NULL ? 0 : -errno;
	}
	if (error) {
		fence_end_child(fence);
		tell_lost(fence, strerror(-error));
	}
}

static bool is_frozen(const struct fence *fence)
{
	uint32_t unanswered = fence->order.number - fence->answered;
	int64_t now_us = clock_now_us();

	if (!fence->ready) {
		return now_us - fence->started_us > READY_US;
	}
	return unanswered >= UNANSWERED_MAX
	       && now_us - fence->answered_us > PATIENCE_US;
}

void fence_replace_if_frozen(struct fence *fence)
{
	if (fence_has_child(fence) && is_frozen(fence)) {
		fence_lose_child(fence, "does not answer");
	}
}
