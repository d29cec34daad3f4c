/*
 * checkup - what fipctl doctor finds: one finding after the other, each with what to
 * do about it.
 */
#ifndef FIPD_DOCTOR_CHECKUP_H
#define FIPD_DOCTOR_CHECKUP_H

#include <jansson.h>
#include <stddef.h>

enum {
	CHECKUP_FINDINGS_MAX = 64,
	CHECKUP_TEXT_BYTES = 512,
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

/* Add a finding. */
__attribute__((format(printf, 4, 5))) void checkup_add(struct checkup *checkup,
	enum health health, const char *subject, const char *format, ...);

/* Print every finding, a line each. */
void checkup_print(const struct checkup *checkup);

/* Return the findings as a JSON array; the caller owns the reference. */
json_t *checkup_to_json(const struct checkup *checkup);

/* Return how many findings are faults. */
size_t checkup_faults(const struct checkup *checkup);

#endif
