/*
 * reply - one answer over HTTP, with the headers that every answer has.
 */
#ifndef FIPD_HTTP_REPLY_H
#define FIPD_HTTP_REPLY_H

#include <stdbool.h>

struct evbuffer;
struct evhttp_request;

struct reply {
	int status;
	const char *type;  /* MIME */
	const char *cache; /* of Cache-Control */
	const char *tag;   /* entity tag, NULL: none */
	struct evbuffer *body;
};

/* Send it, to HEAD without its body; the body is used up. */
void reply_send(struct evhttp_request *request, const struct reply *reply);

/* Return a header of the request, or NULL. */
const char *reply_header(struct evhttp_request *request, const char *name);

#endif
