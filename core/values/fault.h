/*
 * fault - one sentence on what is wrong with a value and what would be right.
 *
 * Whoever finds the fault writes it here; whoever knows the place (a line of a file,
 * an SNMP SET) passes it on.  Text that an operator wrote is quoted through
 * fault_quote, so that it can neither flood a log line nor break it.
 */
#ifndef FIPD_VALUES_FAULT_H
#define FIPD_VALUES_FAULT_H

#include <stdbool.h>

enum {
	FAULT_TEXT_MAX = 199,
	FAULT_QUOTE_MAX = 40,
};

struct fault {
	char text[FAULT_TEXT_MAX + 1];
};

/* A quotation; big enough for the text, "..." and the end. */
struct quote {
	char text[FAULT_QUOTE_MAX + 4];
};

/* Write the sentence, printf-like; return false, so that a check can end with it. */
bool fault_write(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Copy the beginning of text into quote, control characters replaced by ?, and return
 * it.
 */
const char *fault_quote(struct quote *quote, const char *text);

#endif
