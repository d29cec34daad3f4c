/*
 * verb_check - the verdict on the pair, as a monitoring plugin tells it: one line with
 * performance data, and 0 to 3.
 */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "protocol/verdict.h"
#include "verbs/verb.h"
#include "words/narrate.h"

enum {
	LINE_BYTES = 2048,
	THRESHOLD_BYTES = 24,
};

/* What stands before the bar is for people: a bar in it would end it. */
static int print_line(enum verdict_level level, char *text, const char *data)
{
	/* table */
	static const char *const WORDS[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

	for (char *bar = strchr(text, '|'); bar != NULL; bar = strchr(bar, '|')) {
		*bar = '/';
	}
	printf("FIPD %s - %s%s%s\n", WORDS[level], text, data[0] == '\0' ? "" : " | ",
		data);
	return (int)level;
}

/* Who is not there, dead or frozen, is not heard; who keeps us out tells nothing. */
static bool is_silence(int error)
{
	return error == -ENOENT || error == -ECONNREFUSED || error == -EPIPE
	       || error == -EAGAIN || error == -ETIMEDOUT;
}

static int print_failure(const struct options *options, int error)
{
	static const struct status nothing;
	struct verdict verdict = verdict_judge(&nothing, false);
	char why[CONTACT_TEXT_BYTES];
	char text[LINE_BYTES];

	contact_describe(why, options, error);
	if (!is_silence(error)) {
		return print_line(VERDICT_UNKNOWN, why, "");
	}
	snprintf(text, sizeof(text), "%s: %s", verdict.text, why);
	return print_line(verdict.level, text, "");
}

static int print_refused(const json_t *answer)
{
	const char *why = json_string_value(json_object_get(answer, "text"));
	char text[LINE_BYTES];

	snprintf(text, sizeof(text), "fipd refused to tell its status: %s",
		why == NULL ? "it gives no reason" : why);
	return print_line(VERDICT_UNKNOWN, text, "");
}

/* A peer that was never heard has been silent for as long as fipd runs. */
static int64_t find_silence_ms(const struct status *status)
{
	return status->peer_heard_age_ms >= 0 ? status->peer_heard_age_ms
					      : status->started_age_ms;
}

static enum verdict_level judge_silence(
	const struct options *options, const struct status *status)
{
	int64_t silence_ms = find_silence_ms(status);

	if (options->critical_ms > 0 && silence_ms > options->critical_ms) {
		return VERDICT_CRITICAL;
	}
	return options->warning_ms > 0 && silence_ms > options->warning_ms
		       ? VERDICT_WARNING
		       : VERDICT_OK;
}

/* Seconds, or nothing where there is no threshold. */
static void write_threshold(char text[THRESHOLD_BYTES], int threshold_ms)
{
	text[0] = '\0';
	if (threshold_ms > 0) {
		snprintf(text, THRESHOLD_BYTES, "%g", (double)threshold_ms / 1e3);
	}
}

static uint64_t count_lost(const struct status *status)
{
	uint64_t lost = 0;

	for (uint32_t i = 0; i < status->link_count; i++) {
		lost += status->links[i].lost;
	}
	return lost;
}

static void write_data(char data[LINE_BYTES], const struct options *options,
	const struct status *status, const struct verdict *verdict)
{
	char warning[THRESHOLD_BYTES];
	char critical[THRESHOLD_BYTES];

	write_threshold(warning, options->warning_ms);
	write_threshold(critical, options->critical_ms);
	snprintf(data, LINE_BYTES,
		"alarms=%" PRIu32 ";;;0 heard=%.3fs;%s;%s;0 lost=%" PRIu64 "c;;;0",
		verdict->alarms, (double)find_silence_ms(status) / 1e3, warning,
		critical, count_lost(status));
}

static int print_verdict(const struct options *options, const struct status *status)
{
	struct verdict verdict = verdict_judge(status, true);
	enum verdict_level silence = judge_silence(options, status);
	bool silent = silence > verdict.level;
	char text[LINE_BYTES];
	char data[LINE_BYTES];

	snprintf(text, sizeof(text), "%s%s (%s %s, peer %s %s, %s)", verdict.text,
		silent ? ", and the peer has been silent for too long" : "",
		status->config.node, narrate_role((enum role)status->role),
		status->peer_address, words_text(&words_peer_state, status->peer_state),
		narrate_role((enum role)status->peer_role));
	write_data(data, options, status, &verdict);
	return print_line(silent ? silence : verdict.level, text, data);
}

static int judge_answer(const struct options *options, const json_t *answer)
{
	struct status status = { 0 };

	if (json_is_false(json_object_get(answer, "ok"))) {
		return print_refused(answer);
	}
	if (!status_from_json(&status, json_object_get(answer, "status"))) {
		return print_failure(options, -EPROTO);
	}
	return print_verdict(options, &status);
}

/* A plugin's one line is on stdout whatever happens, so contact_command is not for it.
 */
static int run_check(const struct options *options)
{
	json_t *answer;
	int error = contact_try_command(
		options, json_pack("{s:s}", "op", "status"), &answer);
	int level = error == 0 ? judge_answer(options, answer)
			       : print_failure(options, error);

	json_decref(answer);
	return level;
}

const struct verb verb_check = {
	.name = "check",
	.arguments = "[-w SECONDS] [-c SECONDS]",
	.options = OPTION_WARNING | OPTION_CRITICAL,
	.help = "is the pair as it should be? for monitoring",
	.run = run_check,
};
