/*
 * date - Unix time in milliseconds and its text, "2026-11-22T18:40:01.123Z".
 *
 * One form only, always UTC and always with milliseconds: dates sort as text, and a
 * date found in the log is found in the journal.  The years 1970 to 9999 are known.
 */
#ifndef FIPD_PROTOCOL_DATE_H
#define FIPD_PROTOCOL_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	DATE_TEXT_BYTES = 25
};

/* Write a date as text; one outside the known years becomes the nearest known one. */
void date_to_text(char text[DATE_TEXT_BYTES], int64_t date_ms);

/* Read exactly this form; false if text is anything else or no day of the calendar. */
bool date_from_text(int64_t *date_ms, const char *text);

#endif
