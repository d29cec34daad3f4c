#include "protocol/date.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t DATE_LAST_MS = 253402300799999; /* 9999-12-31T23:59:59.999Z */

void date_to_text(char text[DATE_TEXT_BYTES], int64_t date_ms)
{
	int64_t known_ms = date_ms < 0 ? 0 : date_ms;
	time_t seconds;
	struct tm day;
	char whole[DATE_TEXT_BYTES];

	if (known_ms > DATE_LAST_MS) {
		known_ms = DATE_LAST_MS;
	}
	seconds = (time_t)(known_ms / 1000);
	gmtime_r(&seconds, &day);
	strftime(whole, sizeof(whole), "%Y-%m-%dT%H:%M:%S", &day);
	snprintf(text, DATE_TEXT_BYTES, "%.19s.%03dZ", whole, (int)(known_ms % 1000));
}

static bool has_the_form(const char *text)
{
	static const char FORM[] = "dddd-dd-ddTdd:dd:dd.dddZ";

	if (strlen(text) != sizeof(FORM) - 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(FORM) - 1; i++) {
		bool digit = isdigit((unsigned char)text[i]) != 0;

		if (FORM[i] == 'd' ? !digit : text[i] != FORM[i]) {
			return false;
		}
	}
	return true;
}

static int number_at(const char *text, size_t offset)
{
	return (int)strtol(text + offset, NULL, 10);
}

bool date_from_text(int64_t *date_ms, const char *text)
{
	struct tm day;
	int64_t found_ms;
	char again[DATE_TEXT_BYTES];

	if (!has_the_form(text) || number_at(text, 0) < 1970) {
		return false;
	}
	day = (struct tm){
		.tm_year = number_at(text, 0) - 1900,
		.tm_mon = number_at(text, 5) - 1,
		.tm_mday = number_at(text, 8),
		.tm_hour = number_at(text, 11),
		.tm_min = number_at(text, 14),
		.tm_sec = number_at(text, 17),
	};
	found_ms = (int64_t)timegm(&day) * 1000 + number_at(text, 20);
	/* timegm makes 2 March of 30 February: only what reads back the same is a date.
	 */
	date_to_text(again, found_ms);
	if (strcmp(again, text) != 0) {
		return false;
	}
	*date_ms = found_ms;
	return true;
}
