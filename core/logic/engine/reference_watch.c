#include "engine/reference_watch.h"

#include "engine/emit.h"
#include "engine/queries.h"
#include "model/action.h"
#include "parts/exchange.h"
#include "parts/pace.h"

void reference_watch_start(struct reference_watch *watch, int64_t now_us)
{
	*watch = (struct reference_watch){ .ask_us = now_us, .answered_us = now_us };
}

void reference_watch_answer(struct engine *engine, int64_t now_us)
{
	engine->reference_watch.answered_us = now_us;
	engine->reference_watch.ask_us = now_us + query_reference_spacing_us(engine);
}

static bool shares_our_fate(const struct engine *engine, int64_t now_us)
{
	return query_hears_peer(engine, now_us)
	       && (engine->liveness.last.flags & FLAG_REFERENCES) == 0;
}

static void judge_references(struct step *step)
{
	struct engine *engine = step->engine;
	struct reference_watch *watch = &engine->reference_watch;
	bool lost = step->now_us - watch->answered_us
		    >= query_reference_spacing_us(engine) * 7 / 2;
	bool alone = lost && !shares_our_fate(engine, step->now_us);

	if (!alone || !watch->alone) {
		watch->alone_us = step->now_us;
	}
	if (alone && !watch->alone) {
		/* Where the peer reaches one, we may soon. */
		watch->ask_us = step->now_us;
	}
	watch->alone = alone;
	if (lost == watch->lost) {
		return;
	}
	watch->lost = lost;
	/* The peer wonders whether it is alone: tell it now, and until it knows. */
	pace_beat_now(&engine->pace, step->now_us);
	exchange_mark_news(&engine->exchange);
	emit_event(step, lost ? EVENT_CHECK_FAILED : EVENT_CHECK_PASSED,
		lost ? REASON_NO_REFERENCE : REASON_NONE);
}

/* A node that slept could not ask and has no verdict: it waits for answers anew. */
static bool has_overslept(const struct engine *engine, int64_t now_us)
{
	const struct reference_watch *watch = &engine->reference_watch;

	return !watch->lost
	       && now_us - watch->ask_us >= query_reference_spacing_us(engine);
}

/* An answer would still change what we do. */
static bool is_urgent(const struct engine *engine, int64_t now_us)
{
	const struct reference_watch *watch = &engine->reference_watch;

	return !watch->lost || (watch->alone && !query_is_cut_off(engine, now_us));
}

void reference_watch_follow(struct step *step)
{
	struct engine *engine = step->engine;
	struct reference_watch *watch = &engine->reference_watch;

	if (has_overslept(engine, step->now_us)) {
		watch->answered_us = step->now_us;
	}
	if (!engine->settings.references || engine->standing.role == ROLE_DISABLED) {
		/* What is not watched cannot fail: an alarm does not outlive that. */
		watch->answered_us = step->now_us;
		judge_references(step);
		return;
	}
	judge_references(step);
	if (step->now_us >= watch->ask_us) {
		/* An answer puts the next one off; on a bad cable many are lost. */
		watch->ask_us = step->now_us
				+ query_reference_spacing_us(engine)
					  / (is_urgent(engine, step->now_us) ? 8 : 1);
		actions_add(step->actions, ACTION_ASK_REFERENCES);
	}
}
