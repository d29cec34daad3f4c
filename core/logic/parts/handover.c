#include "parts/handover.h"

void handover_start(struct handover *handover)
{
	handover->progress = PROGRESS_IDLE;
	handover->refusal = REASON_NONE;
}

static void begin(struct handover *handover, int64_t now_us)
{
	handover->begun_us = now_us;
	handover->repeat_us = now_us;
	handover->refusal = REASON_NONE;
}

void handover_request(
	struct handover *handover, bool forced, bool leaving, int64_t now_us)
{
	begin(handover, now_us);
	handover->transaction++;
	if (handover->transaction == 0) {
		handover->transaction = 1;
	}
	handover->requesting = true;
	handover->forced = forced;
	handover->leaving = leaving;
}

void handover_invite(struct handover *handover, int64_t now_us)
{
	begin(handover, now_us);
	handover->inviting = true;
}

void handover_stop_inviting(struct handover *handover)
{
	handover->inviting = false;
}

void handover_serve(struct handover *handover, uint32_t transaction, int64_t now_us)
{
	handover->granted = transaction;
	handover->inviting = false;
	handover->repeat_us = now_us;
}

void handover_take(struct handover *handover, bool confirm, int64_t now_us)
{
	handover->confirming = confirm;
	handover->begun_us = now_us;
	handover->repeat_us = now_us;
}

void handover_stop_confirming(struct handover *handover)
{
	handover->confirming = false;
}

void handover_set_relaying(struct handover *handover, bool relaying)
{
	handover->relaying = relaying;
}

void handover_run(struct handover *handover)
{
	handover->progress = PROGRESS_RUNNING;
}

void handover_refuse(struct handover *handover, enum reason refusal)
{
	handover->progress = PROGRESS_REFUSED;
	handover->refusal = refusal;
}

void handover_retry_at(struct handover *handover, int64_t at_us)
{
	handover->retry_us = at_us;
}

void handover_repeat_now(struct handover *handover, int64_t now_us)
{
	handover->repeat_us = now_us;
}

bool handover_is_granted(const struct handover *handover,
	const struct heartbeat *heartbeat, int64_t now_us)
{
	return handover->requesting && heartbeat->operation == OPERATION_GRANT
	       && heartbeat->transaction == handover->transaction
	       && !handover_is_overdue(handover, now_us);
}

bool handover_is_overdue(const struct handover *handover, int64_t now_us)
{
	return (handover->requesting || handover->inviting)
	       && now_us - handover->begun_us >= HANDOVER_WINDOW_US;
}

void handover_end(struct handover *handover, enum reason failure)
{
	handover->requesting = false;
	handover->inviting = false;
	if (handover->progress != PROGRESS_RUNNING) {
		return;
	}
	handover->progress =
		failure == REASON_NONE ? PROGRESS_SUCCEEDED : PROGRESS_FAILED;
	handover->refusal = failure;
}

bool handover_repeat_due(struct handover *handover, int64_t now_us)
{
	if (now_us < handover->repeat_us) {
		return false;
	}
	handover->repeat_us = now_us + HANDOVER_REPEAT_US;
	return true;
}
