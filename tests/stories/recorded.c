#include "stories/recorded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/engine_members.h"
#include "wire/input_members.h"
#include "wire/recording.h"

enum {
	LINE_MAX = 256
};

/* A line being read: words are taken from its front. */
struct reading {
	char text[LINE_MAX];
	char *save;
	int64_t at_us; /* since the story's beginning */
	int node;
	const char *fault;
};

static const char *take_word(struct reading *reading)
{
	const char *word = strtok_r(NULL, " \t\n", &reading->save);

	return word == NULL ? "" : word;
}

static uint64_t take_number(struct reading *reading)
{
	return strtoull(take_word(reading), NULL, 10);
}

/* Take a number that stands behind its name. */
static uint64_t take_named(struct reading *reading, const char *name)
{
	if (strcmp(take_word(reading), name) != 0) {
		reading->fault = "a number is missing in a recorded line";
	}
	return take_number(reading);
}

static size_t find_member(const char *group, const char *word)
{
	char name[64];

	snprintf(name, sizeof(name), "%s.%s", group, word);
	return input_members_find(name) < input_members_count()
		       ? input_members_find(name)
		       : input_members_find(word);
}

static void take_members(
	struct reading *reading, struct input *input, const char *group)
{
	const char *word = take_word(reading);

	for (; *word != '\0'; word = take_word(reading)) {
		size_t member = find_member(group, word);

		if (member == input_members_count()
			|| !input_members_set(input, member, take_number(reading))) {
			reading->fault = "no such member, or not that value";
			return;
		}
	}
}

static void take_kind(struct reading *reading, struct input *input)
{
	const char *word = take_word(reading);
	unsigned kind = 0;

	while (input_members_kind(kind) != NULL
		&& strcmp(input_members_kind(kind), word) != 0) {
		kind++;
	}
	if (input_members_kind(kind) == NULL) {
		reading->fault = "no such kind of event";
		return;
	}
	input->kind = (enum input_kind)kind;
	take_members(reading, input, word);
}

static void live(
	struct recorded *recorded, struct world *world, struct reading *reading)
{
	int64_t now_us = (int64_t)take_named(reading, "now_us");
	uint64_t incarnation = take_named(reading, "incarnation");
	uint32_t epoch = (uint32_t)take_named(reading, "epoch");

	recorded->base_us = now_us - reading->at_us;
	take_members(reading, &recorded->input, "settings");
	engine_start(&world->hosts[reading->node].engine, &recorded->input.settings,
		incarnation, epoch, now_us);
}

static void add_image(
	struct recorded *recorded, struct world *world, struct reading *reading)
{
	const char *hex = take_word(reading);
	unsigned byte;

	(void)world;
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		if (recorded->image_bytes == sizeof(recorded->image)) {
			reading->fault = "the image is too long";
			return;
		}
		recorded->image[recorded->image_bytes++] = (uint8_t)byte;
	}
}

static void resume(
	struct recorded *recorded, struct world *world, struct reading *reading)
{
	recorded->base_us = (int64_t)take_named(reading, "now_us") - reading->at_us;
	if (take_named(reading, "layout") != recording_layout()) {
		reading->fault = "the image is that of another build's engine";
		return;
	}
	if (!engine_members_decode(&world->hosts[reading->node].engine, recorded->image,
		    recorded->image_bytes, recorded->image_fault)) {
		reading->fault = recorded->image_fault;
	}
	recorded->image_bytes = 0;
}

static void keep_notes(struct world *world, int node, const struct actions *actions)
{
	unsigned i;

	for (i = 0; i < actions->count; i++) {
		if (actions->list[i].kind == ACTION_EMIT
			&& world->told_count < WORLD_NOTES_MAX) {
			world->told[world->told_count++] = (struct told){
				.at_us = world->now_us,
				.node = node,
				.event = actions->list[i].event,
			};
		}
	}
}

static void hear(
	struct recorded *recorded, struct world *world, struct reading *reading)
{
	struct input *input = &recorded->input;
	struct input next = { .kind = INPUT_DEADLINE };
	struct actions actions;

	take_kind(reading, input);
	input->now_us = recorded->base_us + reading->at_us;
	if (reading->fault == NULL) {
		engine_step(&world->hosts[reading->node].engine, input, &actions);
		keep_notes(world, reading->node, &actions);
	}
	next.heartbeat = input->heartbeat;
	next.settings = input->settings;
	*input = next;
}

static void add_members(
	struct recorded *recorded, struct world *world, struct reading *reading)
{
	(void)world;
	take_kind(reading, &recorded->input);
}

static bool begin(struct reading *reading, const char *line, const char **verb)
{
	const char *number;

	snprintf(reading->text, sizeof(reading->text), "%s", line);
	number = strtok_r(reading->text, " \t\n", &reading->save);
	if (number == NULL || strcmp(take_word(reading), "s") != 0) {
		return false;
	}
	reading->at_us = (int64_t)(strtod(number, NULL) * SECOND_US + 0.5);
	*verb = take_word(reading);
	reading->node = strcmp(take_word(reading), "n2") == 0;
	return true;
}

bool recorded_perform(struct recorded *recorded, struct world *world, int64_t origin_us,
	const char *line, const char **fault)
{
	/* table */
	static const struct {
		const char *verb;
		void (*perform)(struct recorded *recorded, struct world *world,
			struct reading *reading);
	} verbs[] = {
		{ "live", live },
		{ "image", add_image },
		{ "resume", resume },
		{ "with", add_members },
		{ "hear", hear },
	};
	struct reading reading = { .fault = NULL };
	const char *verb;
	size_t i = 0;

	if (!begin(&reading, line, &verb)) {
		return false;
	}
	while (i < sizeof(verbs) / sizeof(verbs[0])
		&& strcmp(verbs[i].verb, verb) != 0) {
		i++;
	}
	if (i == sizeof(verbs) / sizeof(verbs[0])) {
		return false;
	}
	if (origin_us + reading.at_us > world->now_us) {
		world_run(world, origin_us + reading.at_us);
	}
	verbs[i].perform(recorded, world, &reading);
	*fault = reading.fault != NULL ? reading.fault : *fault;
	return true;
}
