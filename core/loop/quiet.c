#include "loop/quiet.h"

#include <stdarg.h>
#include <stdio.h>

#include "loop/log.h"

enum {
	MINUTE_US = 60000000,
};

static bool is_fresh(const struct quiet_cause *cause, int64_t now_us)
{
	return cause->told_count > 0 && now_us - cause->told_us < MINUTE_US;
}

static int kind_of(const struct quiet_line *line)
{
	return line->id * 8 + (int)line->level;
}

/* Return whether a line of this kind may come yet in this minute. */
static bool has_room(const struct quiet_cause *cause, const struct quiet_line *line)
{
	for (unsigned i = 0; i < cause->told_count; i++) {
		if (cause->told[i] == kind_of(line)) {
			return false;
		}
	}
	return cause->told_count < QUIET_KINDS_MAX;
}

static bool is_known(const struct quiet_cause *place, uint64_t cause)
{
	return place->told_count > 0 && place->line.cause == cause;
}

/* Return the place of a cause, or the one that it may have: free, or told long ago. */
static struct quiet_cause *find(struct quiet *quiet, uint64_t cause)
{
	struct quiet_cause *oldest = &quiet->list[0];

	for (unsigned i = 0; i < QUIET_CAUSES_MAX; i++) {
		struct quiet_cause *one = &quiet->list[i];

		if (is_known(one, cause)) {
			return one;
		}
		if (one->told_count == 0
			|| (oldest->told_count > 0 && one->told_us < oldest->told_us)) {
			oldest = one;
		}
	}
	return oldest;
}

/* Write the line, which others came with that were kept back. */
static void write_line(struct quiet_cause *cause, unsigned others)
{
	const struct quiet_line *line = &cause->line;

	cause->told[cause->told_count++] = kind_of(line);
	cause->kept_back = 0;

	if (others > 0) {
		log_message(line->level, line->id, "%s (and %u more in the meantime)",
			cause->text, others);
	} else {
		log_message(line->level, line->id, "%s", cause->text);
	}
}

/* Write the last line that was kept back, as the first one of another minute. */
static void write_kept(struct quiet_cause *cause, int64_t now_us)
{
	if (cause->kept_back > 0) {
		cause->told_us = now_us;
		cause->told_count = 0;
		write_line(cause, cause->kept_back - 1);
	}
}

void quiet_log(struct quiet *quiet, const struct quiet_line *line, int64_t now_us,
	const char *format, ...)
{
	struct quiet_cause *cause = find(quiet, line->cause);
	bool known = is_known(cause, line->cause);
	va_list arguments;

	if (!known && is_fresh(cause, now_us)) {
		return;
	}
	if (!known) {
		write_kept(cause, now_us);
	}
	if (!known || !is_fresh(cause, now_us)) {
		cause->told_us = now_us;
		cause->told_count = 0;
	}
	cause->line = *line;
	va_start(arguments, format);
	vsnprintf(cause->text, sizeof(cause->text), format, arguments);
	va_end(arguments);
	if (has_room(cause, line)) {
		write_line(cause, cause->kept_back);
	} else {
		cause->kept_back++;
		quiet->waiting = true;
	}
}

void quiet_forget(struct quiet *quiet, uint64_t cause)
{
	struct quiet_cause *place = find(quiet, cause);

	if (is_known(place, cause)) {
		place->kept_back = 0;
	}
}

void quiet_tick(struct quiet *quiet, int64_t now_us)
{
	bool waits = false;

	for (unsigned i = 0; quiet->waiting && i < QUIET_CAUSES_MAX; i++) {
		if (!is_fresh(&quiet->list[i], now_us)) {
			write_kept(&quiet->list[i], now_us);
		}
		waits = waits || quiet->list[i].kept_back > 0;
	}
	quiet->waiting = waits;
}
