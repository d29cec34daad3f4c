#include "engine/links.h"

#include <stddef.h>

#include "engine/emit.h"
#include "engine/queries.h"
#include "parts/announcement.h"
#include "parts/link_watch.h"

unsigned links_count(const struct engine *engine)
{
	unsigned count = engine->settings.links;

	if (count == 0) {
		return 1;
	}
	return count < LINKS_MAX ? count : LINKS_MAX;
}

struct link_watch *links_find(struct engine *engine, unsigned number)
{
	if (number == 0 || number > links_count(engine)) {
		return NULL;
	}
	return &engine->links[number - 1];
}

void links_start(struct engine *engine, uint64_t incarnation, int64_t now_us)
{
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		link_watch_start(&engine->links[i], incarnation, now_us);
	}
}

void links_forget(struct engine *engine, int64_t now_us)
{
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		link_watch_forget(&engine->links[i], now_us);
	}
}

void links_meet(struct engine *engine, uint64_t incarnation, int64_t now_us)
{
	for (unsigned i = 0; i < links_count(engine); i++) {
		struct link_watch *link = &engine->links[i];

		if (link->session.peer != incarnation) {
			link_watch_forget(link, now_us);
		}
		link_watch_begin(link, now_us);
	}
}

void links_watch(struct engine *engine, int64_t now_us)
{
	for (unsigned i = 0; i < links_count(engine); i++) {
		link_watch_begin(&engine->links[i], now_us);
	}
}

static void emit_link_event(struct step *step, unsigned number)
{
	struct link_watch *link = &step->engine->links[number - 1];
	bool up = link->state == LINK_WATCH_UP;
	struct event *event = emit_event(
		step, up ? EVENT_LINK_UP : EVENT_LINK_DOWN, link_watch_reason(link));

	link_watch_set_told(link, !up);
	event->link = number;
	if (link->state == LINK_WATCH_DOWN) {
		event->silence_us =
			step->now_us - (link->ever ? link->heard_us : link->watched_us);
	}
}

/* The alarm of a link that is not there any more would never end. */
void links_fit(struct step *step, unsigned former_count)
{
	struct engine *engine = step->engine;
	uint64_t incarnation = engine->links[0].session.own;
	unsigned count = links_count(engine);

	for (unsigned i = count < former_count ? count : former_count; i < LINKS_MAX;
		i++) {
		struct link_watch *link = &engine->links[i];

		if (link->told) {
			emit_event(step, EVENT_LINK_UP, REASON_LINK_REMOVED)->link =
				i + 1;
		}
		link_watch_start(link, incarnation, step->now_us);
	}
}

/* While the peer is not heard at all a silent link is no news. */
static bool is_worth_an_event(
	const struct engine *engine, const struct link_watch *link, int64_t now_us)
{
	if (link->state == LINK_WATCH_UP) {
		return link->told;
	}
	return !link->told && query_hears_peer(engine, now_us)
	       && now_us >= engine->pace.grace_until_us
	       && now_us - link->watched_us >= query_detection_us(engine);
}

static void judge_link(struct engine *engine, struct link_watch *link, int64_t now_us)
{
	bool was_up = link->state == LINK_WATCH_UP;

	link_watch_judge(link, query_detection_us(engine), now_us);
	/* What was announced while the link was cut did not reach everybody. */
	if (!was_up && link->state == LINK_WATCH_UP
		&& engine->standing.role == ROLE_ACTIVE) {
		announcement_begin(&engine->announcement, now_us);
	}
}

void links_notice(struct step *step)
{
	struct engine *engine = step->engine;

	for (unsigned number = 1; number <= links_count(engine); number++) {
		struct link_watch *link = links_find(engine, number);

		judge_link(engine, link, step->now_us);
		if (is_worth_an_event(engine, link, step->now_us)) {
			emit_link_event(step, number);
		}
	}
}

enum reason links_silence_reason(const struct engine *engine)
{
	enum reason reason = link_watch_silence_reason(&engine->links[0]);

	/* A link whose socket knows more than silence explains the others. */
	for (unsigned i = 1; i < links_count(engine); i++) {
		if (reason == REASON_PEER_SILENT || reason == REASON_LINK_UNUSABLE) {
			reason = link_watch_silence_reason(&engine->links[i]);
		}
	}
	return reason;
}
