#include "engine/links.h"

#include "engine/situation.h"
#include "engine/speaker.h"

unsigned links_count(const struct engine *engine)
{
	unsigned count = engine->settings.links;

	if (count == 0) {
		return 1;
	}
	return count < LINKS_MAX ? count : LINKS_MAX;
}

struct channel *links_find(struct engine *engine, unsigned path)
{
	if (path == 0 || path > links_count(engine)) {
		return NULL;
	}
	return &engine->channels[path - 1];
}

void links_start(struct engine *engine, uint64_t incarnation, int64_t now_us)
{
	engine->round = 0;
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		channel_start(&engine->channels[i], incarnation, now_us);
	}
}

void links_forget(struct engine *engine, int64_t now_us)
{
	for (unsigned i = 0; i < LINKS_MAX; i++) {
		channel_forget(&engine->channels[i], now_us);
	}
}

void links_fit(struct engine *engine, unsigned count, int64_t now_us)
{
	uint64_t incarnation = engine->channels[0].session.own;

	for (unsigned i = count; i < LINKS_MAX; i++) {
		channel_start(&engine->channels[i], incarnation, now_us);
	}
}

void links_meet(struct engine *engine, uint64_t incarnation, int64_t now_us)
{
	for (unsigned i = 0; i < links_count(engine); i++) {
		struct channel *channel = &engine->channels[i];

		if (channel->session.peer != incarnation) {
			channel_forget(channel, now_us);
		}
		channel->watched_us = now_us;
	}
}

void links_watch(struct engine *engine, int64_t now_us)
{
	for (unsigned i = 0; i < links_count(engine); i++) {
		engine->channels[i].watched_us = now_us;
	}
}

static void tell(
	struct engine *engine, unsigned path, int64_t now_us, struct actions *actions)
{
	struct channel *channel = &engine->channels[path - 1];
	bool up = channel->state == CHANNEL_UP;
	struct event *event = speaker_note(engine, up ? EVENT_LINK_UP : EVENT_LINK_DOWN,
		channel_reason(channel), now_us, actions);

	channel->told = !up;
	event->path = path;
	if (channel->state == CHANNEL_DOWN) {
		event->silence_us =
			now_us
			- (channel->ever ? channel->heard_us : channel->watched_us);
	}
}

/* While the peer is not heard at all a silent path is no news. */
static bool is_worth_telling(
	const struct engine *engine, const struct channel *channel, int64_t now_us)
{
	if (channel->state == CHANNEL_UP) {
		return channel->told;
	}
	return !channel->told && situation_hears_peer(engine, now_us)
	       && now_us >= engine->grace_until_us
	       && now_us - channel->watched_us >= situation_detection_us(engine);
}

static void judge(struct engine *engine, struct channel *channel, int64_t now_us)
{
	bool was_up = channel->state == CHANNEL_UP;

	channel_judge(channel, situation_detection_us(engine), now_us);
	/* What was announced while the path was cut did not reach everybody. */
	if (!was_up && channel->state == CHANNEL_UP && engine->role == ROLE_ACTIVE) {
		announcer_begin(&engine->announcer, now_us);
	}
}

void links_notice(struct engine *engine, int64_t now_us, struct actions *actions)
{
	for (unsigned path = 1; path <= links_count(engine); path++) {
		struct channel *channel = links_find(engine, path);

		judge(engine, channel, now_us);
		if (is_worth_telling(engine, channel, now_us)) {
			tell(engine, path, now_us, actions);
		}
	}
}

enum reason links_silence_reason(const struct engine *engine)
{
	enum reason reason = channel_silence_reason(&engine->channels[0]);

	/* A path whose socket knows more than silence explains the others. */
	for (unsigned i = 1; i < links_count(engine); i++) {
		if (reason == REASON_PEER_SILENT || reason == REASON_LINK_UNUSABLE) {
			reason = channel_silence_reason(&engine->channels[i]);
		}
	}
	return reason;
}
