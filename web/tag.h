/*
 * tag - entity tags: whether a client has the same bytes already (RFC 9110, 8.8.3).
 */
#ifndef FIPD_WEB_TAG_H
#define FIPD_WEB_TAG_H

#include <stdbool.h>
#include <stddef.h>

enum {
	TAG_SIZE = 19 /* 16 digits in quotes, and the end */
};

/* Write the tag of some bytes and of what follows them, of which it takes the digest.
 */
void tag_write(
	char tag[TAG_SIZE], const char *bytes, size_t length_bytes, const char *digest);

/* Return whether the value of If-None-Match names the tag; NULL names none. */
bool tag_is_named(const char *tag, const char *if_none_match);

#endif
