#include "web/route.h"

#include <string.h>
#include <strings.h>

#include "web/network.h"

enum {
	PATH_MAX_CHARACTERS = 63,
	HOST_MAX_CHARACTERS = 255,
};

/* clang-format off */
/* table */
static const struct entry {
	const char *path;
	enum route_content content;
	bool at_fips; /* also on the F-IPs */
} ENTRIES[] = {
	{ "/wpad.dat", ROUTE_SCRIPT, true },
	{ "/proxy.pac", ROUTE_SCRIPT, true },
	{ "/wpad.da", ROUTE_SCRIPT, true },  /* DHCP option 252 without its last byte */
	{ "/healthz", ROUTE_HEALTH, true },
	{ "/active", ROUTE_ACTIVE, true },
	{ "/api/v1/status", ROUTE_STATUS, false },
	{ "/metrics", ROUTE_METRICS, false },
};

/* table */
static const struct type {
	const char *ending;
	const char *mime;
} TYPES[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
};
/* clang-format on */

/* Compiled in beside the page, but no part of it. */
static const char SCRIPT_BODY[] = "script.js";

const char *route_type(const struct asset *asset)
{
	const char *ending = strrchr(asset->name, '.');

	for (size_t i = 0; ending != NULL && i < sizeof(TYPES) / sizeof(TYPES[0]);
		i++) {
		if (strcmp(ending, TYPES[i].ending) == 0) {
			return strcmp(asset->name, SCRIPT_BODY) == 0 ? NULL
								     : TYPES[i].mime;
		}
	}
	return NULL;
}

static struct route refuse(int status)
{
	return (struct route){ .content = ROUTE_NOTHING, .status = status };
}

static struct route give(enum route_content content)
{
	return (struct route){ .content = content, .status = 200 };
}

static struct route find_asset(const char *path)
{
	const struct asset *asset = asset_find(
		&web_assets, strcmp(path, "/") == 0 ? "index.html" : path + 1);
	struct route route;

	if (asset == NULL || route_type(asset) == NULL) {
		return refuse(404);
	}
	route = give(ROUTE_ASSET);
	route.of_page = true;
	route.asset = asset;
	return route;
}

static struct route find(const char *path, enum route_place place)
{
	for (size_t i = 0; i < sizeof(ENTRIES) / sizeof(ENTRIES[0]); i++) {
		if (strcmp(path, ENTRIES[i].path) == 0
			&& (ENTRIES[i].at_fips || place == ROUTE_AT_PAGE)) {
			struct route route = give(ENTRIES[i].content);

			route.of_page = !ENTRIES[i].at_fips;
			return route;
		}
	}
	return place == ROUTE_AT_PAGE ? find_asset(path) : refuse(404);
}

/*
 * A client may name the host again, as to a proxy, and then the head's does not count
 * (RFC 9112, 3.2.2).  NULL: the target is neither that nor a path.
 */
static const char *skip_host(const char *target, const char **host)
{
	static const char scheme[] = "http://";
	const char *path;

	if (strncasecmp(target, scheme, sizeof(scheme) - 1) != 0) {
		return target[0] == '/' ? target : NULL;
	}
	*host = target + sizeof(scheme) - 1;
	path = strpbrk(*host, "/?");
	return path == NULL || path[0] == '?' ? "/" : path;
}

/* Cut the name or address out of "name:port", "[address]:port" and what follows. */
static void cut_host(char name[HOST_MAX_CHARACTERS + 1], const char *host)
{
	bool bracketed = host[0] == '[';
	size_t length;

	host += bracketed ? 1 : 0;
	length = strcspn(host, bracketed ? "]" : ":/?");
	length = length > HOST_MAX_CHARACTERS ? 0 : length;
	memcpy(name, host, length);
	name[length] = '\0';
	if (length > 0 && name[length - 1] == '.') {
		name[length - 1] = '\0';
	}
}

/* Nobody but this host answers at its addresses, so those mislead no browser. */
static bool is_own(const struct route_request *request, const char *host)
{
	char name[HOST_MAX_CHARACTERS + 1];
	struct network_address address;

	if (host == NULL) {
		return true;
	}
	cut_host(name, host);
	for (size_t i = 0; i < ROUTE_NAMES_MAX; i++) {
		if (request->names[i] != NULL && name[0] != '\0'
			&& strcasecmp(name, request->names[i]) == 0) {
			return true;
		}
	}
	return strcasecmp(name, "localhost") == 0
	       || network_read_address(&address, name);
}

struct route route_judge(const struct route_request *request)
{
	char path[PATH_MAX_CHARACTERS + 1];
	const char *host = request->host;
	const char *target;
	struct route route;
	size_t length;

	if (request->target == NULL) {
		return refuse(400);
	}
	if (strlen(request->target) > ROUTE_TARGET_MAX) {
		return refuse(414);
	}
	if (request->method == ROUTE_OTHER) {
		return refuse(405);
	}
	target = skip_host(request->target, &host);
	if (target == NULL || request->has_body) {
		return refuse(400);
	}
	length = strcspn(target, "?");
	if (length > PATH_MAX_CHARACTERS) {
		return refuse(404);
	}
	memcpy(path, target, length);
	path[length] = '\0';
	route = find(path, request->place);
	return route.of_page && !is_own(request, host) ? refuse(421) : route;
}
