/*
 * handler - answers requests: asks route.h what each may have, and gives it.
 *
 * It is given libevent's HTTP servers to answer for, one on the F-IPs and one where the
 * page is, and sets the limits of both.
 */
#ifndef FIPD_HTTP_HANDLER_H
#define FIPD_HTTP_HANDLER_H

#include "http/connection_limit.h"
#include "http/response_cache.h"
#include "web/route.h"

struct evhttp;

enum {
	HANDLER_HEAD_BYTES = 8192,
	HANDLER_BODY_BYTES = 1024, /* none is wanted; a small one is read and refused */
};

struct handler;

/* One of the two servers, as the desk knows it. */
struct entrance {
	struct handler *handler;
	struct evhttp *http;
	enum route_place place;
};

struct handler {
	struct watcher *watcher;
	struct event_base *base;
	struct stats stats;
	struct connection_limit limit;
	struct response_cache cache;
	struct entrance at_fips;
	struct entrance at_page;
};

/* Begin with a base and two servers without a listener; false: no memory. */
bool handler_open(struct handler *handler, struct event_base *base,
	struct watcher *watcher, const char *version);

/* Do what is due each second. */
void handler_tick(struct handler *handler, int64_t now_ms);

/* Free everything; connections are closed. */
void handler_close(struct handler *handler);

#endif
