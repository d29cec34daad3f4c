#include "node/health.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "node/driver.h"
#include "protocol/fields.h"

enum {
	PATIENCE_US = 10 * SECOND_US, /* then nothing is known */
};

/* What a report says of one check or of a hook. */
struct told {
	char name[TASK_NAME_MAX + 1];
	uint32_t state; /* enum check_state, 0: none that is known */
	bool ok;
	uint64_t sequence;
	char text[TASK_RESULT_TEXT_MAX + 1];
	uint32_t took_ms;
};

#define TOLD(key, type, words) FIELD_OF(told, NULL, #key, type, key, words)

/* clang-format off */
/* table */
static const struct field CHECK_NEEDS[] = {
	TOLD(name, FIELD_TEXT, NULL),
	TOLD(state, FIELD_WORD, &words_check_state),
};

static const struct field HOOK_NEEDS[] = {
	TOLD(name, FIELD_TEXT, NULL),
	TOLD(ok, FIELD_BOOLEAN, NULL),
	TOLD(sequence, FIELD_U64, NULL),
};

static const struct field MAY_HAVE[] = {
	TOLD(text, FIELD_TEXT, NULL),
	TOLD(took_ms, FIELD_U32, NULL),
};
/* clang-format on */

#define FIELDS_OF(table)                                                               \
	{                                                                              \
		table, sizeof(table) / sizeof(table[0])                                \
	}

static const struct fields CHECK = FIELDS_OF(CHECK_NEEDS);
static const struct fields HOOK = FIELDS_OF(HOOK_NEEDS);
static const struct fields LATER = FIELDS_OF(MAY_HAVE);

static bool read_told(
	struct told *told, const struct fields *needed, const json_t *json)
{
	size_t taken;

	*told = (struct told){ .took_ms = 0 };
	return json_is_object(json) && fields_from_json(needed, told, json, &taken)
	       && taken == needed->count
	       && fields_from_json(&LATER, told, json, &taken);
}

static const struct tasks *tasks_of(const struct health *health)
{
	return &health->node->setup.config.tasks;
}

static bool has_tasks(const struct health *health)
{
	return tasks_of(health)->check_count + tasks_of(health)->hook_count > 0;
}

static int64_t now_us(const struct health *health)
{
	return loop_now_us(health->node->loop);
}

static bool is_fresh(const struct health *health, int64_t told_us)
{
	return health->reporter != 0 && health->agrees && told_us != 0
	       && now_us(health) - told_us <= PATIENCE_US;
}

/* Add an event about the check or hook at a place of its list, 0 about none. */
static void tell(struct health *health, const struct event *event, const char *subject,
	const char *detail)
{
	struct event_words words = { .subject = subject };
	struct event whole = node_event(health->node, event->kind);

	words.detail = detail[0] != '\0' ? detail : NULL;
	whole.task = event->task;
	if (event->reason != 0) {
		whole.reason = event->reason;
	}
	event_log_add(&health->node->event_log, &whole, &words, now_us(health));
	health->news++;
}

static void tell_check(struct health *health, size_t index)
{
	const struct check *check = &tasks_of(health)->checks[index];
	struct health_check *known = &health->checks[index];
	bool failed = known->state == CHECK_FAILED;
	struct event event = {
		.kind = failed ? EVENT_SERVICE_FAILED : EVENT_SERVICE_WORKS,
		.task = (uint32_t)index + 1,
	};

	if (failed == known->alarm || known->state == CHECK_UNKNOWN) {
		return;
	}
	if (failed && check->effect == CHECK_DEMOTE) {
		event.reason = REASON_CHECK_FAILED;
	}
	known->alarm = failed;
	tell(health, &event, check->name, known->text);
}

static void set_state(
	struct health *health, struct health_check *known, enum check_state state)
{
	if (known->state != state) {
		known->state = state;
		known->since_us = now_us(health);
		health->news++;
	}
}

/* What is unknown moves nothing: it neither makes a node unwell nor ends that. */
static bool judge_unwell(const struct health *health)
{
	const struct tasks *tasks = tasks_of(health);
	bool failed = false;
	bool untold = false;

	for (size_t i = 0; i < tasks->check_count; i++) {
		if (tasks->checks[i].effect == CHECK_DEMOTE) {
			failed = failed || health->checks[i].alarm;
			untold = untold || health->checks[i].told_us == 0;
		}
	}
	return failed || (untold && health->unwell);
}

static void pass_unwell(struct health *health)
{
	struct input input = {
		.kind = INPUT_HEALTH,
		.unwell = judge_unwell(health),
	};

	if (input.unwell != health->unwell) {
		health->unwell = input.unwell;
		driver_step(&health->node->driver, &input);
	}
}

static const char *explain(const struct health *health)
{
	if (!has_tasks(health)
		|| (health->reporter != 0 && health->agrees
			&& is_fresh(health, health->told_us))) {
		return "";
	}
	if (health->reporter == 0) {
		return "fipd-exec is not connected";
	}
	return health->agrees ? "fipd-exec has told nothing for ten seconds"
			      : "fipd-exec has read another fipd.yaml; reload both";
}

static void tell_known(struct health *health)
{
	const char *why = explain(health);
	bool known = why[0] == '\0';
	struct event event = {
		.kind = known ? EVENT_CHECKS_KNOWN : EVENT_CHECKS_UNKNOWN,
	};

	if (known) {
		health->known_us = now_us(health);
	}
	if (known == health->alarm
		&& (known || now_us(health) - health->known_us >= PATIENCE_US)) {
		health->alarm = !known;
		tell(health, &event, NULL, why);
	}
}

/* What is old is unknown; then say what follows from all that is known. */
static void settle(struct health *health)
{
	for (size_t i = 0; i < tasks_of(health)->check_count; i++) {
		if (!is_fresh(health, health->checks[i].told_us)) {
			set_state(health, &health->checks[i], CHECK_UNKNOWN);
		}
	}
	for (size_t i = 0; i < tasks_of(health)->check_count; i++) {
		tell_check(health, i);
	}
	pass_unwell(health);
	tell_known(health);
}

void health_begin(struct health *health, struct node *node)
{
	*health = (struct health){ .node = node };
	tasks_digest(tasks_of(health), health->digest);
	health->known_us = now_us(health);
	for (size_t i = 0; i < TASKS_CHECKS_MAX; i++) {
		health->checks[i].state = CHECK_UNKNOWN;
		health->checks[i].since_us = health->known_us;
	}
	for (size_t i = 0; i < TASKS_HOOKS_MAX; i++) {
		health->hooks[i].state = HOOK_NEVER;
	}
}

/* The places of the lists, by which alarms are told apart, are others' from now on. */
static void end_alarms(struct health *health)
{
	static const char why[] = "the checks and hooks are configured anew";

	for (size_t i = 0; i < TASKS_CHECKS_MAX; i++) {
		struct event event = { .kind = EVENT_SERVICE_WORKS };

		event.task = (uint32_t)i + 1;
		if (health->checks[i].alarm) {
			tell(health, &event, NULL, why);
		}
	}
	for (size_t i = 0; i < TASKS_HOOKS_MAX; i++) {
		struct event event = { .kind = EVENT_HOOK_WORKS };

		event.task = (uint32_t)i + 1;
		if (health->hooks[i].alarm) {
			tell(health, &event, NULL, why);
		}
	}
}

void health_reconfigure(struct health *health)
{
	char digest[TASKS_DIGEST_SIZE];
	bool alarm = health->alarm;
	bool unwell = health->unwell;

	if (strcmp(tasks_digest(tasks_of(health), digest), health->digest) == 0) {
		return;
	}
	end_alarms(health);
	health_begin(health, health->node);
	health->alarm = alarm;
	health->unwell = unwell;
	settle(health);
}

static const char *refuse_name(const char *name, char *text, size_t size)
{
	snprintf(text, size, "there is no check or hook \"%s\" here", name);
	return "badRequest";
}

static const char *take_check(
	struct health *health, const json_t *json, char *text, size_t size)
{
	const struct tasks *tasks = tasks_of(health);
	struct told told;
	size_t i = 0;

	if (!read_told(&told, &CHECK, json)) {
		snprintf(text, size, "a check has name, state, text and took_ms");
		return "badRequest";
	}
	while (i < tasks->check_count
		&& strcmp(tasks->checks[i].name, told.name) != 0) {
		i++;
	}
	if (i == tasks->check_count) {
		return refuse_name(told.name, text, size);
	}
	health->checks[i].told_us = now_us(health);
	health->checks[i].took_ms = told.took_ms;
	memcpy(health->checks[i].text, told.text, sizeof(told.text));
	set_state(health, &health->checks[i], (enum check_state)told.state);
	return NULL;
}

static const char *take_checks(
	struct health *health, const json_t *report, char *text, size_t size)
{
	const char *digest = json_string_value(json_object_get(report, "digest"));
	const json_t *list = json_object_get(report, "checks");
	const char *error = NULL;

	if (digest == NULL || !json_is_array(list)) {
		snprintf(text, size, "checks needs digest, and checks as a list");
		return "badRequest";
	}
	health->told_us = now_us(health);
	health->agrees = strcmp(digest, health->digest) == 0;
	if (!health->agrees) {
		snprintf(text, size,
			"fipd has read other checks and hooks, of digest %s: reload "
			"both",
			health->digest);
		return "inconsistentValue";
	}
	for (size_t i = 0; error == NULL && i < json_array_size(list); i++) {
		error = take_check(health, json_array_get(list, i), text, size);
	}
	return error;
}

static void tell_hook(
	struct health *health, size_t index, const struct health_hook *known)
{
	const char *name = tasks_of(health)->hooks[index].name;
	bool failed = known->state == HOOK_FAILED;
	struct event event = {
		.kind = EVENT_HOOK_ENDED,
		.task = (uint32_t)index + 1,
	};
	char detail[TASK_RESULT_TEXT_MAX + 64];

	snprintf(detail, sizeof(detail), "for event %" PRIu64 ": %s%s", known->sequence,
		failed ? "failed" : "good", known->text[0] != '\0' ? ", " : "");
	strncat(detail, known->text, sizeof(detail) - strlen(detail) - 1);
	tell(health, &event, name, detail);
	if (failed != known->alarm) {
		event.kind = failed ? EVENT_HOOK_FAILED : EVENT_HOOK_WORKS;
		health->hooks[index].alarm = failed;
		tell(health, &event, name, detail);
	}
}

static const char *take_hook(
	struct health *health, const json_t *report, char *text, size_t size)
{
	const struct tasks *tasks = tasks_of(health);
	struct health_hook *known;
	struct told told;
	size_t i = 0;

	if (!read_told(&told, &HOOK, report)) {
		snprintf(text, size, "hook needs name, sequence and ok");
		return "badRequest";
	}
	while (i < tasks->hook_count && strcmp(tasks->hooks[i].name, told.name) != 0) {
		i++;
	}
	if (i == tasks->hook_count) {
		return refuse_name(told.name, text, size);
	}
	known = &health->hooks[i];
	known->state = told.ok ? HOOK_WORKED : HOOK_FAILED;
	known->ended_us = now_us(health);
	known->sequence = told.sequence;
	known->runs++;
	known->failures += told.ok ? 0 : 1;
	known->took_ms = told.took_ms;
	memcpy(known->text, told.text, sizeof(told.text));
	tell_hook(health, i, known);
	return NULL;
}

const char *health_take(struct health *health, uint64_t client, const json_t *report,
	char *text, size_t size)
{
	const char *op = json_string_value(json_object_get(report, "op"));
	const char *error;

	if (strcmp(op, "hook") == 0) {
		return take_hook(health, report, text, size);
	}
	health->reporter = client;
	error = take_checks(health, report, text, size);
	settle(health);
	return error;
}

bool health_forget(struct health *health, uint64_t client)
{
	bool reported = client == health->reporter;

	if (reported) {
		health->reporter = 0;
		settle(health);
	}
	return reported;
}

void health_tick(struct health *health)
{
	settle(health);
}

bool health_waits(const struct health *health)
{
	return has_tasks(health) || health->alarm;
}

static int64_t age_ms(int64_t then_us, int64_t now)
{
	return then_us == 0 ? -1 : now > then_us ? (now - then_us) / MS_US : 0;
}

/* Arguments and what is behind a question mark may be secret, and many may read this.
 */
static void write_public_target(const struct check *check, char *text, size_t size)
{
	char whole[TASK_TEXT_SIZE];

	if (check->kind == CHECK_COMMAND) {
		snprintf(text, size, "command %.*s", (int)(size - sizeof("command ")),
			check->command.text);
		return;
	}
	tasks_write_target(check, whole);
	whole[strcspn(whole, "?")] = '\0';
	snprintf(text, size, "%.*s", (int)size - 1, whole);
}

static void fill_check(struct check_status *status, const struct check *check,
	const struct health_check *known, int64_t now)
{
	memcpy(status->name, check->name, sizeof(status->name));
	status->kind = check->kind;
	status->effect = check->effect;
	write_public_target(check, status->target, sizeof(status->target));
	status->state = known->state;
	memcpy(status->text, known->text, sizeof(status->text));
	status->state_age_ms = age_ms(known->since_us, now);
	status->took_ms = known->took_ms;
}

static void fill_hook(struct hook_status *status, const struct hook *hook,
	const struct health_hook *known, int64_t now)
{
	memcpy(status->name, hook->name, sizeof(status->name));
	status->state = known->state;
	memcpy(status->text, known->text, sizeof(status->text));
	status->sequence = known->sequence;
	status->ended_age_ms = age_ms(known->ended_us, now);
	status->took_ms = known->took_ms;
	status->runs = known->runs;
	status->failures = known->failures;
}

void health_fill(const struct health *health, struct status *status, int64_t now)
{
	const struct tasks *tasks = tasks_of(health);
	const char *why = explain(health);

	status->tasks_known = why[0] == '\0';
	snprintf(status->tasks_text, sizeof(status->tasks_text), "%s", why);
	memcpy(status->tasks_digest, health->digest, sizeof(status->tasks_digest));
	status->outlook.unwell = health->unwell;
	status->check_count = (uint32_t)tasks->check_count;
	status->hook_count = (uint32_t)tasks->hook_count;
	for (size_t i = 0; i < tasks->check_count; i++) {
		fill_check(
			&status->checks[i], &tasks->checks[i], &health->checks[i], now);
	}
	for (size_t i = 0; i < tasks->hook_count; i++) {
		fill_hook(&status->hooks[i], &tasks->hooks[i], &health->hooks[i], now);
	}
}
