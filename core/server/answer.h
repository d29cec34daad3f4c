/*
 * answer - the JSON objects that a request is answered with (protocol/protocol.md).
 *
 * Each function returns a new reference.
 */
#ifndef FIPD_SERVER_ANSWER_H
#define FIPD_SERVER_ANSWER_H

#include <jansson.h>
#include <stdbool.h>

enum {
	ANSWER_ID_MAX = 64 /* bytes */
};

/* Return whether an answer repeats this "id": an integer, a short text, or none. */
bool answer_allows_id(const json_t *id);

/* Return a JSON text of at most 511 bytes; what is not plain becomes question marks. */
json_t *answer_text(const char *text);

/* Return {"ok":true}. */
json_t *answer_good(void);

/* Return {"ok":true,"text":...}. */
json_t *answer_said(const char *text);

/* Return {"ok":false,"error":...,"text":...}; text printf-like. */
json_t *answer_bad(const char *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
