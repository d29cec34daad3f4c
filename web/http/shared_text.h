/*
 * shared_text - text that is made once and sent to many.
 *
 * Whoever holds one lets go of it in the end; the last frees it.  So a client that
 * reads slowly keeps one text in memory, not a copy of its own.
 */
#ifndef FIPD_HTTP_SHARED_TEXT_H
#define FIPD_HTTP_SHARED_TEXT_H

#include <stddef.h>

struct evbuffer;

struct view {
	char *text;
	size_t length_bytes;
	unsigned holders;
};

/* Return a view of a text from malloc, which it takes over, held once; NULL: no memory,
 * and the text is freed. */
struct view *view_make(char *text, size_t length_bytes);

/* Let go; NULL is allowed. */
void view_release(struct view *view);

/* Put the text behind what is in a buffer, which holds the view until it is sent. */
void view_put(struct view *view, struct evbuffer *buffer);

#endif
