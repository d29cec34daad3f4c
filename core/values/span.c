#include "values/span.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	SECOND_MS = 1000,
	MINUTE_MS = 60 * SECOND_MS,
	HOUR_MS = 60 * MINUTE_MS,
	DIGITS_MAX = 10,
	DECIMALS_MAX = 3,
};

size_t span_digits(const char *text, size_t limit, uint64_t *number)
{
	size_t length = 0;

	*number = 0;
	while (length < limit && text[length] >= '0' && text[length] <= '9') {
		*number = *number * 10 + (uint64_t)(text[length] - '0');
		length++;
	}
	return length;
}

/* Read ".5" as 500 thousandths; nothing there is none. */
static bool read_decimals(const char **text, uint64_t *thousandths)
{
	size_t length;

	*thousandths = 0;
	if (**text != '.') {
		return true;
	}
	length = span_digits(*text + 1, DECIMALS_MAX + 1, thousandths);
	if (length == 0 || length > DECIMALS_MAX) {
		return false;
	}
	for (size_t i = length; i < DECIMALS_MAX; i++) {
		*thousandths *= 10;
	}
	*text += 1 + length;
	return true;
}

/* Return how many ms a unit has, 0: it is none. */
static uint64_t find_unit(const char *text)
{
	/* table */
	static const struct {
		const char *name;
		uint64_t span_ms;
	} units[] = {
		{ "", SECOND_MS },
		{ "ms", 1 },
		{ "s", SECOND_MS },
		{ "min", MINUTE_MS },
		{ "h", HOUR_MS },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].name) == 0) {
			return units[i].span_ms;
		}
	}
	return 0;
}

bool span_read(const char *text, uint64_t *span_ms)
{
	uint64_t whole, thousandths, unit_ms;
	size_t length = span_digits(text, DIGITS_MAX + 1, &whole);
	bool fraction;

	if (length == 0 || length > DIGITS_MAX) {
		return false;
	}
	text += length;
	fraction = *text == '.';
	if (!read_decimals(&text, &thousandths)) {
		return false;
	}
	text += strspn(text, " ");
	unit_ms = find_unit(text);
	if (unit_ms == 0 || (unit_ms == 1 && fraction)) {
		return false;
	}
	*span_ms = whole * unit_ms + thousandths * unit_ms / SECOND_MS;
	return true;
}

const char *span_write(uint64_t span_ms, char text[SPAN_TEXT_SIZE])
{
	if (span_ms % SECOND_MS == 0) {
		snprintf(text, SPAN_TEXT_SIZE, "%" PRIu64 " s", span_ms / SECOND_MS);
	} else {
		snprintf(text, SPAN_TEXT_SIZE, "%" PRIu64 " ms", span_ms);
	}
	return text;
}
