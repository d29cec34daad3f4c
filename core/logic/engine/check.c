#include "engine/check.h"

#include "engine/situation.h"
#include "engine/speaker.h"

/*
 * Half a beat, from ten a second to one a second; that of the slower node on both, so
 * that they notice together what they share.
 */
static int64_t spacing_us(const struct engine *engine)
{
	int64_t half_us = situation_interval_us(engine) / 2;

	if (half_us > SECOND_US) {
		return SECOND_US;
	}
	return half_us < 100 * MS_US ? 100 * MS_US : half_us;
}

void check_start(struct check *check, int64_t now_us)
{
	*check = (struct check){ .ask_us = now_us, .answered_us = now_us };
}

void check_answer(struct engine *engine, int64_t now_us)
{
	engine->check.answered_us = now_us;
	engine->check.ask_us = now_us + spacing_us(engine);
}

bool check_is_passed(const struct engine *engine)
{
	return !engine->settings.references || !engine->check.lost;
}

static bool shares_our_fate(const struct engine *engine, int64_t now_us)
{
	return situation_hears_peer(engine, now_us)
	       && (engine->liveness.last.flags & FLAG_REFERENCES) == 0;
}

/* The peer loses a gateway that has died a moment later than we do: wait for its word.
 */
bool check_has_failed(const struct engine *engine, int64_t now_us)
{
	return !check_is_passed(engine)
	       && now_us - engine->check.alone_us >= 2 * spacing_us(engine);
}

static void judge(struct engine *engine, int64_t now_us, struct actions *actions)
{
	struct check *check = &engine->check;
	bool lost = now_us - check->answered_us >= spacing_us(engine) * 7 / 2;
	bool alone = lost && !shares_our_fate(engine, now_us);

	if (!alone || !check->alone) {
		check->alone_us = now_us;
	}
	if (alone && !check->alone) {
		/* Where the peer reaches one, we may soon. */
		check->ask_us = now_us;
	}
	check->alone = alone;
	if (lost == check->lost) {
		return;
	}
	check->lost = lost;
	/* The peer wonders whether it is alone: tell it now, and until it knows. */
	engine->beat_us = now_us;
	engine->news_round = engine->round + 1;
	speaker_note(engine, lost ? EVENT_CHECK_FAILED : EVENT_CHECK_PASSED,
		lost ? REASON_NO_REFERENCE : REASON_NONE, now_us, actions);
}

/* Who could not ask, asleep, has no verdict: the answers are waited for anew. */
static bool has_overslept(const struct engine *engine, int64_t now_us)
{
	const struct check *check = &engine->check;

	return !check->lost && now_us - check->ask_us >= spacing_us(engine);
}

/* An answer would still change what we do. */
static bool is_urgent(const struct engine *engine, int64_t now_us)
{
	const struct check *check = &engine->check;

	return !check->lost || (check->alone && !check_has_failed(engine, now_us));
}

void check_follow(struct engine *engine, int64_t now_us, struct actions *actions)
{
	struct check *check = &engine->check;

	if (has_overslept(engine, now_us)) {
		check->answered_us = now_us;
	}
	if (!engine->settings.references || engine->role == ROLE_DISABLED) {
		/* What is not watched cannot fail: an alarm does not outlive that. */
		check->answered_us = now_us;
		judge(engine, now_us, actions);
		return;
	}
	judge(engine, now_us, actions);
	if (now_us >= check->ask_us) {
		/* An answer puts the next one off; on a bad cable many are lost. */
		check->ask_us =
			now_us
			+ spacing_us(engine) / (is_urgent(engine, now_us) ? 8 : 1);
		actions_add(actions, ACTION_ASK_REFERENCES);
	}
}

int64_t check_next_us(const struct engine *engine)
{
	return engine->check.ask_us;
}
