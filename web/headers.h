/*
 * headers - what the head of every answer to a browser says: that a page takes nothing
 * from elsewhere, stands in no other page, and tells no other one where it is.
 */
#ifndef FIPD_WEB_HEADERS_H
#define FIPD_WEB_HEADERS_H

enum {
	HEADERS_COUNT = 3
};

struct header {
	const char *name;
	const char *value;
};

extern const struct header headers_list[HEADERS_COUNT];

#endif
