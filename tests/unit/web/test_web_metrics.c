#include <stdio.h>

#include "unit/cmocka_all.h"
#include "unit/web/web_help.h"
#include "web/metrics.h"

/* The metrics as text; free it. */
static char *write_text(const struct stage *stage)
{
	char *text;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	metrics_write(out, &stage->snapshot);
	fclose(out);
	return text;
}

/* Write the metrics, see whether a whole line is there, and clean up. */
static bool has_line(const struct stage *stage, const char *line)
{
	char pattern[512];
	char *text = write_text(stage);
	bool found;

	snprintf(pattern, sizeof(pattern), "\n%s\n", line);
	found = strstr(text, pattern) != NULL;
	free(text);
	return found;
}

static bool has_word(const struct stage *stage, const char *word)
{
	char *text = write_text(stage);
	bool found = strstr(text, word) != NULL;

	free(text);
	return found;
}

static void a_metric_has_help_and_type_before_its_samples(void **state)
{
	struct stage *stage;
	char *text;
	const char *type;

	(void)state;
	stage = stage_make();
	text = write_text(stage);
	assert_non_null(strstr(text, "# HELP fipd_up "));
	type = strstr(text, "# TYPE fipd_up gauge\nfipd_up 1\n");
	assert_non_null(type);
	free(text);
	free(stage);
}

static void one_state_of_a_set_is_true(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_true(has_line(stage, "fipd_role{state=\"active\"} 1"));
	assert_true(has_line(stage, "fipd_role{state=\"standby\"} 0"));
	assert_true(has_line(stage,
		"fipd_link_state{link=\"eth0\",interface=\"eth0\",state=\"up\"} 1"));
	free(stage);
}

static void each_check_and_hook_has_its_samples(void **state)
{
	struct stage *stage;
	struct status *status;

	(void)state;
	stage = stage_make();
	status = &stage->snapshot.status;
	status->outlook.unwell = true;
	status->check_count = 1;
	status->checks[0] = (struct check_status){ .name = "proxy", .took_ms = 1003 };
	status->checks[0].effect = CHECK_DEMOTE;
	status->checks[0].state = CHECK_FAILED;
	status->hook_count = 1;
	status->hooks[0] = (struct hook_status){ .name = "route", .runs = 7 };
	assert_true(has_line(stage, "fipd_unwell 1"));
	assert_true(has_line(stage,
		"fipd_check_state{check=\"proxy\",effect=\"demote\",state=\"failed\"} "
		"1"));
	assert_true(has_line(stage,
		"fipd_check_duration_seconds{check=\"proxy\",effect=\"demote\"} "
		"1.003"));
	assert_true(has_line(stage, "fipd_hook_runs_total{hook=\"route\"} 7"));
	free(stage);
}

static void units_are_seconds_to_the_last_digit(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_true(has_line(stage, "fipd_active_seconds_total 1234.567"));
	assert_true(has_line(stage,
		"fipd_link_round_trip_seconds{link=\"eth0\",interface=\"eth0\"} "
		"0.000250"));
	free(stage);
}

static void a_large_counter_keeps_its_last_digit(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_true(has_line(stage,
		"fipd_link_lost_total{link=\"eth0\",interface=\"eth0\"} "
		"1152921504606846976"));
	free(stage);
}

static void ages_are_those_of_now(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_true(has_line(stage, "fipd_role_age_seconds 60.500"));
	assert_true(has_line(stage, "fipd_web_status_age_seconds 0.500"));
	free(stage);
}

static void what_never_was_has_no_sample(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_false(has_word(stage, "\nfipd_peer_heard_age_seconds "));
	assert_false(has_word(stage, "\nfipd_link_jitter_seconds"));
	free(stage);
}

static void an_fip_is_held_and_present_or_not(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	assert_true(has_line(stage, "fipd_fip_held{address=\"192.168.0.100\"} 1"));
	assert_true(has_line(stage, "fipd_fip_held{address=\"fd00::100\"} 0"));
	assert_true(has_line(stage, "fipd_fip_present{address=\"192.168.0.100\"} 1"));
	assert_true(has_line(stage, "fipd_fip_present{address=\"fd00::100\"} 0"));
	stage->snapshot.presence[1] = PRESENCE_UNKNOWN;
	assert_false(has_word(stage, "fipd_fip_present{address=\"fd00::100\"}"));
	free(stage);
}

static void alarms_are_counted_by_severity(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	stage->snapshot.status.alarms.count = 3;
	stage->snapshot.status.alarms.list[0].severity = SEVERITY_MAJOR;
	stage->snapshot.status.alarms.list[1].severity = SEVERITY_WARNING;
	stage->snapshot.status.alarms.list[2].severity = SEVERITY_MAJOR;
	assert_true(has_line(stage, "fipd_alarms{severity=\"major\"} 2"));
	assert_true(has_line(stage, "fipd_alarms{severity=\"warning\"} 1"));
	assert_true(has_line(stage, "fipd_alarms{severity=\"critical\"} 0"));
	assert_false(has_word(stage, "severity=\"cleared\""));
	free(stage);
}

static void what_is_not_as_it_should_be_counts_where_no_alarm_says_so(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	stage->snapshot.status.alarms.count = 0;
	assert_true(has_line(stage, "fipd_alarms{severity=\"critical\"} 1"));
	assert_true(has_line(stage, "fipd_alarms{severity=\"major\"} 0"));
	free(stage);
}

static void every_sample_names_the_pair(void **state)
{
	struct stage *stage;
	char *text;
	unsigned samples = 0;

	(void)state;
	stage = stage_make();
	strcpy(stage->snapshot.status.config.pair, "web");
	text = write_text(stage);
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		if (line[0] != '#') {
			assert_non_null(strstr(line, "{pair=\"web\""));
			samples++;
		}
	}
	assert_true(samples > 80);
	free(text);
	mirror_lose(&stage->watcher.mirror);
	assert_true(has_line(stage, "fipd_up{pair=\"web\"} 0"));
	free(stage);
}

static void the_verdict_is_told_also_while_fipd_is_not_heard(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	stage->snapshot.status.fip_count = 1;
	assert_true(has_line(stage, "fipd_verdict 1"));
	mirror_lose(&stage->watcher.mirror);
	assert_true(has_line(stage, "fipd_verdict 2"));
	free(stage);
}

static void labels_are_escaped(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	strcpy(stage->snapshot.status.links[0].name, "a\"b\\c");
	assert_true(has_word(stage, "link=\"a\\\"b\\\\c\",interface=\"eth0\""));
	free(stage);
}

static void what_fipd_said_is_gone_when_it_is_stale(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	mirror_lose(&stage->watcher.mirror);
	assert_true(has_line(stage, "fipd_up 0"));
	assert_true(has_line(stage, "fipd_web_build_info{version=\"0.2.0\"} 1"));
	assert_false(has_word(stage, "fipd_role"));
	assert_false(has_word(stage, "fipd_fip_held"));
	free(stage);
}

static void own_work_is_counted(void **state)
{
	struct stage *stage;

	(void)state;
	stage = stage_make();
	stats_count(&stage->stats, 200);
	stats_count(&stage->stats, 404);
	stats_count(&stage->stats, 404);
	stage->stats.open = 2;
	watcher_count_served(&stage->watcher);
	assert_true(has_line(stage, "fipd_web_responses_total{code=\"200\"} 1"));
	assert_true(has_line(stage, "fipd_web_responses_total{code=\"404\"} 2"));
	assert_true(has_line(stage, "fipd_web_connections 2"));
	assert_true(has_line(stage, "fipd_web_scripts_total 1"));
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_metric_has_help_and_type_before_its_samples),
		cmocka_unit_test(one_state_of_a_set_is_true),
		cmocka_unit_test(each_check_and_hook_has_its_samples),
		cmocka_unit_test(units_are_seconds_to_the_last_digit),
		cmocka_unit_test(a_large_counter_keeps_its_last_digit),
		cmocka_unit_test(ages_are_those_of_now),
		cmocka_unit_test(what_never_was_has_no_sample),
		cmocka_unit_test(an_fip_is_held_and_present_or_not),
		cmocka_unit_test(alarms_are_counted_by_severity),
		cmocka_unit_test(
			what_is_not_as_it_should_be_counts_where_no_alarm_says_so),
		cmocka_unit_test(every_sample_names_the_pair),
		cmocka_unit_test(the_verdict_is_told_also_while_fipd_is_not_heard),
		cmocka_unit_test(labels_are_escaped),
		cmocka_unit_test(what_fipd_said_is_gone_when_it_is_stale),
		cmocka_unit_test(own_work_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
