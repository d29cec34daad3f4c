/*
 * scene - one engine and the peer it talks to, played word by word.
 *
 * The engine is the real one; the peer is whatever the test lets it say.
 */
#ifndef FIPD_TESTS_UNIT_SCENE_H
#define FIPD_TESTS_UNIT_SCENE_H

#include <string.h>

#include "engine/engine.h"

/* A step of an engine at a time, for the functions that a step is made of. */
#define STEP(engine_, now_, actions_)                                                  \
	(&(struct step){                                                               \
		.engine = (engine_),                                                   \
		.now_us = (now_),                                                      \
		.actions = (actions_),                                                 \
	})

/* The same in which a heartbeat was accepted. */
#define STEP_HEARING(engine_, heard_, now_, actions_)                                  \
	(&(struct step){                                                               \
		.engine = (engine_),                                                   \
		.now_us = (now_),                                                      \
		.heard = (heard_),                                                     \
		.actions = (actions_),                                                 \
	})

/* An engine, what the peer says, and what came of it. */
struct scene {
	struct engine engine;
	struct actions actions; /* of the last step, without its results' */
	struct heartbeat words;
	int64_t now_us;
	uint32_t forgotten; /* acknowledge so many datagrams less than all */
	struct event events[EVENT_LAST + 1];      /* the last of each kind */
	unsigned told[EVENT_LAST + 1];            /* how many there were */
	unsigned done[ACTION_ASK_REFERENCES + 1]; /* actions by kind, since the start */
};

/* Step the engine with an event of now; results of the kernel follow at once. */
static inline void scene_step(struct scene *scene, struct input *input)
{
	bool held = false;
	bool renewed = false;
	bool released = false;

	input->now_us = scene->now_us;
	engine_step(&scene->engine, input, &scene->actions);
	for (unsigned i = 0; i < scene->actions.count; i++) {
		const struct action *action = &scene->actions.list[i];

		scene->done[action->kind]++;
		held = held || action->kind == ACTION_HOLD;
		renewed = renewed || action->kind == ACTION_RENEW;
		released = released || action->kind == ACTION_RELEASE;
		if (action->kind == ACTION_EMIT) {
			scene->events[action->event.kind] = action->event;
			scene->told[action->event.kind]++;
		}
	}
	if (held || renewed || released) {
		struct actions first = scene->actions;
		struct input result = {
			.kind = released ? INPUT_RELEASED
				: held   ? INPUT_HELD
					 : INPUT_RENEWED,
		};

		scene_step(scene, &result);
		scene->actions = first;
	}
}

static inline void scene_tell(struct scene *scene, enum input_kind kind)
{
	struct input input = { .kind = kind };

	scene_step(scene, &input);
}

/* Let time pass, waking the engine whenever it asked for it. */
static inline void scene_pass(struct scene *scene, int64_t span_us)
{
	int64_t until_us = scene->now_us + span_us;

	while (scene->engine.pace.wake_us <= until_us) {
		scene->now_us = scene->engine.pace.wake_us;
		scene_tell(scene, INPUT_DEADLINE);
	}
	scene->now_us = until_us;
}

/* Let the peer say its words on one link. */
static inline void scene_hear_on(struct scene *scene, unsigned number)
{
	struct session *session = &scene->engine.links[number - 1].session;
	struct input input = { .kind = INPUT_HEARTBEAT };

	scene->words.link = (uint8_t)number;
	scene->words.echo = session->own;
	scene->words.acknowledged = session->sent - scene->forgotten;
	scene->words.acknowledged_round = scene->engine.exchange.round;
	scene->words.sequence = session->received + 1;
	input.heartbeat = scene->words;
	scene_step(scene, &input);
}

/* Let the peer say new words on link 1. */
static inline void scene_hear(struct scene *scene)
{
	scene->words.round++;
	scene_hear_on(scene, 1);
}

/* Let time pass with the peer beating every 2 s on link 1. */
static inline void scene_pass_hearing(struct scene *scene, int64_t span_us)
{
	int64_t until_us = scene->now_us + span_us;

	while (scene->now_us < until_us) {
		scene_pass(scene, 2 * SECOND_US);
		scene_hear(scene);
	}
}

/* Return the settings of a standby node 2 with the default timing. */
static inline struct settings scene_settings(void)
{
	return (struct settings){
		.enabled = true,
		.automatic_failback = true,
		.node = 2,
		.count = 5,
		.links = 1,
		.pair = 1,
		.interval_ms = 2000,
		.failback_delay_ms = 20000,
		.digest = 1,
	};
}

/* Begin with these settings beside an active peer that has not spoken yet. */
static inline struct scene scene_begin(const struct settings *settings)
{
	struct scene scene = {
		.now_us = SECOND_US,
		.words = {
			.incarnation = 99,
			.interval_ms = 2000,
			.count = 5,
			.node = 1,
			.role = ROLE_ACTIVE,
			.role_flags = ROLE_FLAG_PREFERRED | ROLE_FLAG_HOLDS,
			.flags = FLAG_HEARS_YOU,
			.healthy = 1,
			.digest = 1,
		},
	};
	struct input input = { .kind = INPUT_INTERFACE, .up = true };

	engine_start(&scene.engine, settings, 42, 0, scene.now_us);
	scene_step(&scene, &input);
	return scene;
}

/* Begin as the standby of an active peer. */
static inline struct scene scene_standby(void)
{
	struct settings settings = scene_settings();
	struct scene scene = scene_begin(&settings);

	scene_hear(&scene);
	return scene;
}

/* Begin as the active node, its peer a standby that is heard and hears. */
static inline struct scene scene_active(const struct settings *settings)
{
	struct scene scene = scene_begin(settings);

	scene_pass(&scene, 20 * SECOND_US);
	scene.words.role = ROLE_STANDBY;
	scene.words.role_flags = settings->preferred ? 0 : ROLE_FLAG_PREFERRED;
	scene_hear(&scene);
	return scene;
}

#endif
