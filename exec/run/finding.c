#include "run/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "probe/probe.h"
#include "values/plain.h"
#include "values/span.h"

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

const char *finding_read_line(struct finding_line *line, const char *start)
{
	int length = (int)strcspn(start, "\n");

	snprintf(line->text, sizeof(line->text), "%.*s", length, start);
	plain_make(line->text, strlen(line->text), '?');
	if (is_blank(line->text)) {
		line->text[0] = '\0';
	}
	return line->text;
}

static const char *first_line(struct finding_line *line, const char *output)
{
	return finding_read_line(line, output + strspn(output, " \t\r\n"));
}

static const char *last_line(struct finding_line *line, const char *output)
{
	const char *start = output;

	for (const char *place = output; (place = strchr(place, '\n')) != NULL;) {
		place++;
		start = is_blank(place) ? start : place;
	}
	return finding_read_line(line, start);
}

__attribute__((format(printf, 3, 4))) static void write_finding(
	struct finding *finding, const char *detail, const char *format, ...)
{
	va_list arguments;
	size_t used;

	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
	used = strlen(finding->text);
	if (detail[0] != '\0') {
		snprintf(finding->text + used, sizeof(finding->text) - used, ": %s",
			detail);
	}
	/* The end of the line may have cut a character. */
	plain_make(finding->text, strlen(finding->text), '?');
}

static void write_timeout(
	struct finding *finding, const char *detail, uint32_t timeout_ms)
{
	char span[SPAN_TEXT_SIZE];

	finding->speaks_for = TALLY_FAILED;
	write_finding(finding, detail, "not ended within %s, so it was ended",
		span_write(timeout_ms, span));
}

void finding_of_command(
	struct finding *finding, const struct child_result *result, uint32_t timeout_ms)
{
	struct finding_line line;
	const char *detail = first_line(&line, result->output);

	finding->took_ms = result->took_ms;
	finding->speaks_for = TALLY_FAILED;
	if (result->end == CHILD_NOT_RUN) {
		finding->speaks_for = TALLY_UNKNOWN;
		write_finding(finding, detail, "not run");
	} else if (result->end == CHILD_TIMED_OUT) {
		write_timeout(finding, detail, timeout_ms);
	} else if (result->end == CHILD_SIGNALED) {
		write_finding(finding, detail, "died of signal %d (%s)", result->code,
			strsignal(result->code));
	} else {
		finding->speaks_for = result->code == 0 ? TALLY_PASSED : TALLY_FAILED;
		write_finding(finding, detail, "exit %d", result->code);
	}
}

static void take_probe(struct finding *finding, const struct child_result *result)
{
	static const enum tally_state meanings[] = {
		[PROBE_GOOD] = TALLY_PASSED,
		[PROBE_BAD] = TALLY_FAILED,
		[PROBE_UNABLE] = TALLY_UNKNOWN,
	};
	struct finding_line line;

	finding->took_ms = result->took_ms;
	finding->speaks_for = meanings[result->code];
	write_finding(finding, "", "%s", last_line(&line, result->output));
}

void finding_of_check(struct finding *finding, const struct child_result *result,
	const struct check *check)
{
	char span[SPAN_TEXT_SIZE];
	struct finding_line line;

	if (check->kind != CHECK_COMMAND && result->end == CHILD_EXITED
		&& result->code <= PROBE_UNABLE) {
		take_probe(finding, result);
		return;
	}
	finding_of_command(finding, result, check->timeout_ms);
	if (check->kind != CHECK_COMMAND && result->end == CHILD_TIMED_OUT) {
		write_finding(finding, last_line(&line, result->output),
			"no answer within %s", span_write(check->timeout_ms, span));
	}
}

void finding_of_nothing(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	*finding = (struct finding){ .speaks_for = TALLY_UNKNOWN };
	va_start(arguments, format);
	vsnprintf(finding->text, sizeof(finding->text), format, arguments);
	va_end(arguments);
}
