#include "output/duration.h"

#include <stdio.h>

enum {
	SECOND_MS = 1000,
	MINUTE_MS = 60 * SECOND_MS,
	HOUR_MS = 60 * MINUTE_MS,
	DAY_MS = 24 * HOUR_MS,
};

static void write_pair(char *text, int64_t span_ms, const char *const units[2],
	int64_t large_ms, int64_t small_ms)
{
	long long large = span_ms / large_ms;
	long long small = span_ms % large_ms / small_ms;

	if (small == 0) {
		snprintf(text, DURATION_TEXT_BYTES, "%lld %s", large, units[0]);
	} else {
		snprintf(text, DURATION_TEXT_BYTES, "%lld %s %lld %s", large, units[0],
			small, units[1]);
	}
}

const char *duration_text(char text[DURATION_TEXT_BYTES], int64_t span_ms)
{
	static const char *const DAYS[] = { "d", "h" };
	static const char *const HOURS[] = { "h", "min" };
	static const char *const MINUTES[] = { "min", "s" };

	if (span_ms < 0) {
		snprintf(text, DURATION_TEXT_BYTES, "never");
	} else if (span_ms < SECOND_MS) {
		snprintf(text, DURATION_TEXT_BYTES, "%lld ms", (long long)span_ms);
	} else if (span_ms < MINUTE_MS && span_ms % SECOND_MS / 100 != 0) {
		snprintf(text, DURATION_TEXT_BYTES, "%lld.%lld s",
			(long long)(span_ms / SECOND_MS),
			(long long)(span_ms % SECOND_MS / 100));
	} else if (span_ms < MINUTE_MS) {
		snprintf(text, DURATION_TEXT_BYTES, "%lld s",
			(long long)(span_ms / SECOND_MS));
	} else if (span_ms < HOUR_MS) {
		write_pair(text, span_ms, MINUTES, MINUTE_MS, SECOND_MS);
	} else if (span_ms < DAY_MS) {
		write_pair(text, span_ms, HOURS, HOUR_MS, MINUTE_MS);
	} else {
		write_pair(text, span_ms, DAYS, DAY_MS, HOUR_MS);
	}
	return text;
}
