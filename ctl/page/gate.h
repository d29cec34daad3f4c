/*
 * gate - who may come in to the settings screens: one browser, and its own page only.
 *
 * Pure.  Whoever has the address that fipctl prints knows the token in it.  The first
 * browser that opens it is given a second secret as a cookie, and from then on nobody
 * else comes in, whoever has seen the address.  A page from elsewhere knows neither,
 * and is refused by its origin besides; a name of its own that leads to this host (DNS
 * rebinding) is refused by the head's Host.
 */
#ifndef FIPD_PAGE_GATE_H
#define FIPD_PAGE_GATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	GATE_SECRET_BYTES = 16,
	GATE_SECRET_LETTERS = 2 * GATE_SECRET_BYTES, /* hexadecimal */
	GATE_HOST_SIZE = 24,
	GATE_COOKIE_SIZE = 160,
};

struct gate {
	bool taken;                            /* a browser has come in */
	char token[GATE_SECRET_LETTERS + 1];   /* in the address */
	char session[GATE_SECRET_LETTERS + 1]; /* in the cookie */
	char host[GATE_HOST_SIZE];             /* "127.0.0.1:40123" */
};

/* What of a request decides; NULL: there is no such line in its head. */
struct gate_request {
	bool reads; /* by GET */
	bool posts;
	const char *target; /* as in the request line */
	const char *host;
	const char *origin;
	const char *cookie;
};

/* Begin at a port of 127.0.0.1 with new secrets; false, with errno: there are none. */
bool gate_open(struct gate *gate, uint16_t port);

/*
 * Return 200 and in *path what is asked for behind the token ("" for the page itself),
 * or the status of HTTP with which the request is refused.
 */
int gate_judge(
	struct gate *gate, const struct gate_request *request, const char **path);

/* Write the value of Set-Cookie for the browser that has come in. */
void gate_write_cookie(const struct gate *gate, char cookie[GATE_COOKIE_SIZE]);

#endif
