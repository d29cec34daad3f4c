/*
 * desk - answers requests: asks route.h what each may have, and gives it.
 *
 * It is given libevent's HTTP servers to answer for, one on the F-IPs and one where the
 * page is, and sets the limits of both.
 */
#ifndef FIPD_HTTP_DESK_H
#define FIPD_HTTP_DESK_H

#include "http/crowd.h"
#include "http/shelf.h"
#include "web/route.h"

struct evhttp;

enum {
	DESK_HEAD_BYTES = 8192,
	DESK_BODY_BYTES = 1024, /* none is wanted; a small one is read and refused */
};

struct desk;

/* One of the two servers, as the desk knows it. */
struct entrance {
	struct desk *desk;
	struct evhttp *http;
	enum route_place place;
};

struct desk {
	struct watcher *watcher;
	struct event_base *base;
	struct tally tally;
	struct crowd crowd;
	struct shelf shelf;
	struct entrance at_fips;
	struct entrance at_page;
};

/* Begin with a base and two servers without a listener; false: no memory. */
bool desk_open(struct desk *desk, struct event_base *base, struct watcher *watcher,
	const char *version);

/* Do what is due each second. */
void desk_tick(struct desk *desk, int64_t now_ms);

/* Free everything; connections are closed. */
void desk_close(struct desk *desk);

#endif
