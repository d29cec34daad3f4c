/*
 * listeners - the addresses at which fipd-web listens: the F-IPs while the PAC service
 * is on, and where the status page is wanted.
 *
 * Follows the status by difference: what stays keeps its socket and its clients, what
 * goes loses both.  What cannot be bound is said once, and tried again every few
 * seconds.
 */
#ifndef FIPD_HTTP_LISTENERS_H
#define FIPD_HTTP_LISTENERS_H

#include <stdbool.h>
#include <stdint.h>

#include "http/handler.h"
#include "protocol/report.h"
#include "protocol/status.h"

enum {
	LISTENERS_ENDPOINTS_MAX =
		STATUS_FIPS_MAX + 3, /* the page: two loopbacks, the real IP */
	LISTENERS_RETRY_MS = 3000,
};

struct evhttp_bound_socket;

struct endpoint {
	struct http_site *site;
	struct evhttp_bound_socket *listener; /* NULL: not listening */
	int error;                            /* of the last try, 0: none */
	uint32_t port;
	bool wanted;
	bool optional; /* no loss if it cannot be bound: ::1 of a host without IPv6 */
	char address[STATUS_NAME_MAX + 1];
};

struct listeners {
	struct handler *handler;
	const struct report *report;
	int64_t tried_ms;
	uint32_t count;
	struct endpoint endpoints[LISTENERS_ENDPOINTS_MAX];
};

/* Begin without a listener; handler and report must stay. */
void listeners_init(struct listeners *listeners, struct handler *handler,
	const struct report *report);

/* Listen where the status says, and nowhere else. */
void listeners_follow(
	struct listeners *listeners, const struct status *status, int64_t now_ms);

/* Try again what could not be bound, every few seconds. */
void listeners_tick(
	struct listeners *listeners, const struct status *status, int64_t now_ms);

#endif
