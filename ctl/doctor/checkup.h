/*
 * checkup - what the doctor or a drill has found: one line each, with what to do about
 * it.
 *
 * A fault keeps something from working; a note may be meant so.
 */
#ifndef FIPD_DOCTOR_CHECKUP_H
#define FIPD_DOCTOR_CHECKUP_H

#include <jansson.h>
#include <stddef.h>

enum {
	CHECKUP_FINDINGS_MAX = 64,
	CHECKUP_TEXT_BYTES = 1024,
};

enum health {
	HEALTH_GOOD,
	HEALTH_NOTE, /* it may be meant so */
	HEALTH_FAULT,
};

struct finding {
	enum health health;
	const char *subject; /* one word */
	char text[CHECKUP_TEXT_BYTES];
};

struct checkup {
	size_t count;
	struct finding findings[CHECKUP_FINDINGS_MAX];
};

/* Add a finding, printf-like; more than fit are left out. */
void checkup_add(struct checkup *checkup, enum health health, const char *subject,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Print the findings on stdout, a line each. */
void checkup_print(const struct checkup *checkup);

/* Return them as a new array of objects. */
json_t *checkup_to_json(const struct checkup *checkup);

/* Return how many of them are faults. */
size_t checkup_count_faults(const struct checkup *checkup);

#endif
