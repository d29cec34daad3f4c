/*
 * refusal - why a SET is not done: for the manager as an error code, for a person in
 * words.
 *
 * The codes are the error-status values of RFC 3416, section 3, and pass through to
 * AgentX as they are.
 */
#ifndef FIPD_SET_REFUSAL_H
#define FIPD_SET_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/status.h"

enum refusal_code {
	REFUSAL_NONE = 0,
	REFUSAL_GENERAL = 5,
	REFUSAL_WRONG_TYPE = 7,
	REFUSAL_WRONG_LENGTH = 8,
	REFUSAL_WRONG_VALUE = 10,
	REFUSAL_NO_CREATION = 11,
	REFUSAL_INCONSISTENT_VALUE = 12,
	REFUSAL_RESOURCE_UNAVAILABLE = 13,
	REFUSAL_COMMIT_FAILED = 14,
	REFUSAL_UNDO_FAILED = 15,
	REFUSAL_NOT_WRITABLE = 17,
	REFUSAL_INCONSISTENT_NAME = 18,
};

struct refusal {
	enum refusal_code code;
	size_t varbind; /* which of the request, from 0 */
	char text[STATUS_TEXT_MAX + 1];
};

/* Fill in a refusal; the format and what follows are the words.  Always false. */
__attribute__((format(printf, 4, 5))) bool refusal_say(struct refusal *refusal,
	enum refusal_code code, size_t varbind, const char *format, ...);

#endif
