#include "page/gate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum {
	GOOD = 200,
	FORBIDDEN = 403,
	NOT_FOUND = 404,
	BAD_METHOD = 405,
	MISDIRECTED = 421,
};

static bool draw_secret(char secret[GATE_SECRET_LETTERS + 1])
{
	unsigned char bytes[GATE_SECRET_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(bytes); i++) {
		snprintf(secret + 2 * i, 3, "%02x", bytes[i]);
	}
	return true;
}

/*
 * Only the length, which everybody knows, decides how long it takes: nobody finds a
 * secret letter by letter.
 */
static bool begins_with(const char *text, const char secret[GATE_SECRET_LETTERS + 1])
{
	unsigned difference = 0;

	if (strnlen(text, GATE_SECRET_LETTERS) < GATE_SECRET_LETTERS) {
		return false;
	}
	for (size_t i = 0; i < GATE_SECRET_LETTERS; i++) {
		difference |= (unsigned char)text[i] ^ (unsigned char)secret[i];
	}
	return difference == 0;
}
static const char SCHEME[] = "http://";
static const char COOKIE[] = "fipctl-page=";

bool gate_open(struct gate *gate, uint16_t port)
{
	memset(gate, 0, sizeof(*gate));
	snprintf(gate->host, sizeof(gate->host), "127.0.0.1:%" PRIu16, port);
	return draw_secret(gate->token) && draw_secret(gate->session);
}

/* A browser names the origin of whatever changes something; other programs may not. */
static bool is_own_origin(const struct gate *gate, const struct gate_request *request)
{
	const char *origin = request->origin;

	if (origin == NULL) {
		return request->reads;
	}
	return strncmp(origin, SCHEME, sizeof(SCHEME) - 1) == 0
	       && strcmp(origin + sizeof(SCHEME) - 1, gate->host) == 0;
}

/* Return what follows "/TOKEN/" of a target, or NULL. */
static const char *skip_token(const struct gate *gate, const char *target)
{
	if (target == NULL || target[0] != '/' || !begins_with(target + 1, gate->token)
		|| target[1 + GATE_SECRET_LETTERS] != '/') {
		return NULL;
	}
	return target + 1 + GATE_SECRET_LETTERS + 1;
}

/* Other programs of this host may have given the browser cookies, too. */
static bool has_session(const struct gate *gate, const char *cookies)
{
	const char *found = cookies;

	while (found != NULL && (found = strstr(found, COOKIE)) != NULL) {
		bool whole = found == cookies || found[-1] == ' ' || found[-1] == ';';

		found += sizeof(COOKIE) - 1;
		if (whole && begins_with(found, gate->session)) {
			return true;
		}
	}
	return false;
}

static bool lets_in(
	struct gate *gate, const struct gate_request *request, const char *path)
{
	if (has_session(gate, request->cookie)) {
		return true;
	}
	if (gate->taken || !request->reads || (path[0] != '\0' && path[0] != '?')) {
		return false;
	}
	gate->taken = true;
	return true;
}

int gate_judge(struct gate *gate, const struct gate_request *request, const char **path)
{
	if (!request->reads && !request->posts) {
		return BAD_METHOD;
	}
	if (request->host == NULL || strcmp(request->host, gate->host) != 0) {
		return MISDIRECTED;
	}
	if (!is_own_origin(gate, request)) {
		return FORBIDDEN;
	}
	*path = skip_token(gate, request->target);
	if (*path == NULL) {
		return NOT_FOUND;
	}
	return lets_in(gate, request, *path) ? GOOD : FORBIDDEN;
}

void gate_write_cookie(const struct gate *gate, char cookie[GATE_COOKIE_SIZE])
{
	snprintf(cookie, GATE_COOKIE_SIZE, "%s%s; Path=/%s/; HttpOnly; SameSite=Strict",
		COOKIE, gate->session, gate->token);
}
