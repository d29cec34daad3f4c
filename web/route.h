/*
 * route - what a request asks for, and whether it may have it.
 *
 * Pure, and strict: a path is one of a few, byte by byte.  Nothing is decoded and
 * nothing is normalized, so there is no path that means another one.  What is behind a
 * '?' is passed over: Windows asks for /wpad.dat?Type=WMT.
 *
 * What shows the node is given only to those who ask for this host by an address or by
 * a name of it.  A page from elsewhere can have a browser ask here by a name of its own
 * that resolves to this address, and would then read the answer (DNS rebinding).
 */
#ifndef FIPD_WEB_ROUTE_H
#define FIPD_WEB_ROUTE_H

#include <stdbool.h>

#include "web/asset.h"

enum {
	ROUTE_TARGET_MAX = 1024, /* characters of what is asked for */
	ROUTE_NAMES_MAX = 3,
};

/* Where the request came in. */
enum route_place {
	ROUTE_AT_FIP = 1, /* on an F-IP: only what clients and load balancers need */
	ROUTE_AT_PAGE,    /* where the status page is: everything */
};

enum route_method {
	ROUTE_GET = 1,
	ROUTE_HEAD,
	ROUTE_OTHER,
};

enum route_content {
	ROUTE_NOTHING, /* the request is refused */
	ROUTE_SCRIPT,
	ROUTE_HEALTH,
	ROUTE_ACTIVE,
	ROUTE_STATUS,
	ROUTE_METRICS,
	ROUTE_ASSET,
};

struct route_request {
	enum route_place place;
	enum route_method method;
	bool has_body;
	const char *target; /* as in the request line; NULL: there was none */
	const char *host;   /* as in the head; NULL: there was none */
	const char *names[ROUTE_NAMES_MAX]; /* of this host; NULL or "": none */
};

struct route {
	enum route_content content;
	int status;                /* of HTTP; 200 unless content is ROUTE_NOTHING */
	bool of_page;              /* it shows the node: not for everybody */
	const struct asset *asset; /* of ROUTE_ASSET */
};

/* Decide what to do with a request. */
struct route route_judge(const struct route_request *request);

/* Return the MIME type of an asset, or NULL if it is none of the page. */
const char *route_type(const struct asset *asset);

#endif
