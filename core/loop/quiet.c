#include "loop/quiet.h"

#include <stdarg.h>
#include <stdio.h>

#include "loop/log.h"

enum {
	MINUTE_US = 60000000,
	TEXT_MAX = 512,
};

/* Return the place of a cause, or the one that it may have: free, or told long ago. */
static unsigned find(const struct quiet *quiet, uint64_t cause)
{
	unsigned oldest = 0;

	for (unsigned i = 0; i < QUIET_CAUSES_MAX; i++) {
		if (quiet->list[i].told && quiet->list[i].cause == cause) {
			return i;
		}
		if (!quiet->list[i].told
			|| (quiet->list[oldest].told
				&& quiet->list[i].told_us
					   < quiet->list[oldest].told_us)) {
			oldest = i;
		}
	}
	return oldest;
}

bool quiet_allows(
	struct quiet *quiet, uint64_t cause, int64_t now_us, unsigned *kept_back)
{
	unsigned i = find(quiet, cause);
	bool known = quiet->list[i].told && quiet->list[i].cause == cause;

	if (quiet->list[i].told && now_us - quiet->list[i].told_us < MINUTE_US) {
		quiet->list[i].kept_back += known;
		return false;
	}
	*kept_back = known ? quiet->list[i].kept_back : 0;
	quiet->list[i].told = true;
	quiet->list[i].cause = cause;
	quiet->list[i].told_us = now_us;
	quiet->list[i].kept_back = 0;
	return true;
}

void quiet_log(struct quiet *quiet, const struct quiet_line *line, int64_t now_us,
	const char *format, ...)
{
	char text[TEXT_MAX];
	unsigned kept_back;
	va_list arguments;

	if (!quiet_allows(quiet, line->cause, now_us, &kept_back)) {
		return;
	}
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (kept_back > 0) {
		log_message(line->level, line->id, "%s (and %u more in the meantime)",
			text, kept_back);
	} else {
		log_message(line->level, line->id, "%s", text);
	}
}
