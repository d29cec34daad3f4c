#include "http/listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/http.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	LISTENER_ADDRESS_SIZE = 46 /* the longest text of an address and its end */
};

enum {
	/* A burst of clients waits here; a flood of them does not fill the memory. */
	BACKLOG = 128
};

union place {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* Return the length of the socket address, 0 if the text is no IP address. */
static socklen_t read_place(
	union place *place, const char *address, uint32_t port, const char *interface)
{
	memset(place, 0, sizeof(*place));
	if (inet_pton(AF_INET, address, &place->four.sin_addr) == 1) {
		place->four.sin_family = AF_INET;
		place->four.sin_port = htons((uint16_t)port);
		return sizeof(place->four);
	}
	if (inet_pton(AF_INET6, address, &place->six.sin6_addr) != 1) {
		return 0;
	}
	place->six.sin6_family = AF_INET6;
	place->six.sin6_port = htons((uint16_t)port);
	if (IN6_IS_ADDR_LINKLOCAL(&place->six.sin6_addr)) {
		place->six.sin6_scope_id = if_nametoindex(interface);
	}
	return sizeof(place->six);
}

static bool set(int fd, int level, int option)
{
	static const int on = 1;

	return setsockopt(fd, level, option, &on, sizeof(on)) == 0;
}

/* For a second the kernel keeps those to itself that say nothing (tcp(7)). */
static bool defer_silent(int fd)
{
	return set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT);
}

static bool set_up(int fd, int family)
{
	if (!set(fd, SOL_SOCKET, SO_REUSEADDR) || !defer_silent(fd)) {
		return false;
	}
	if (family == AF_INET) {
		return set(fd, IPPROTO_IP, IP_FREEBIND);
	}
	return set(fd, IPPROTO_IPV6, IPV6_V6ONLY)
	       && set(fd, IPPROTO_IPV6, IPV6_FREEBIND);
}

static int listener_listen(const char *address, uint32_t port, const char *interface)
{
	union place place;
	socklen_t length = read_place(&place, address, port, interface);
	int family;
	int fd;

	if (length == 0) {
		return -EINVAL;
	}
	family = place.any.sa_family;
	fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return -errno;
	}
	if (!set_up(fd, family) || bind(fd, &place.any, length) != 0
		|| listen(fd, BACKLOG) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static bool listener_read(int fd, char address[LISTENER_ADDRESS_SIZE], uint32_t *port)
{
	union place place;
	socklen_t length = sizeof(place);
	bool four;
	const void *bytes;

	memset(&place, 0, sizeof(place));
	if (getsockname(fd, &place.any, &length) != 0) {
		return false;
	}
	four = place.any.sa_family == AF_INET;
	bytes = four ? (const void *)&place.four.sin_addr
		     : (const void *)&place.six.sin6_addr;
	*port = ntohs(four ? place.four.sin_port : place.six.sin6_port);
	return inet_ntop(place.any.sa_family, bytes, address, LISTENER_ADDRESS_SIZE)
	       != NULL;
}

/* flat switch */
static const char *listener_advice(int error)
{
	switch (error) {
	case -EACCES:
		return "permission denied: a port below 1024 needs "
		       "CAP_NET_BIND_SERVICE, which fipd-web.service gives; or set "
		       "another port (pac_port, status_port)";
	case -EADDRINUSE:
		return "another program listens there: let it listen at the real IP "
		       "only, or set another port (pac_port, status_port)";
	case -EMFILE:
		return "too many files are open: raise LimitNOFILE";
	default:
		return strerror(-error);
	}
}

void listeners_init(struct listeners *listeners, struct handler *handler,
	const struct report *report)
{
	memset(listeners, 0, sizeof(*listeners));
	listeners->handler = handler;
	listeners->report = report;
}

static bool is_at(const struct endpoint *endpoint, const struct http_site *site,
	const char *address, uint32_t port)
{
	return endpoint->site == site && endpoint->port == port
	       && strcmp(endpoint->address, address) == 0;
}

/* The list seldom changes its order: the search begins where it found the last one. */
static struct endpoint *find(struct listeners *listeners, uint32_t hint,
	const struct http_site *site, const char *address, uint32_t port)
{
	for (uint32_t i = 0; i < listeners->count; i++) {
		struct endpoint *endpoint =
			&listeners->endpoints[(hint + i) % listeners->count];

		if (is_at(endpoint, site, address, port)) {
			return endpoint;
		}
	}
	return NULL;
}

/* What is not known yet is written so, and whoever binds it listens everywhere. */
static bool is_unspecified(const char *address)
{
	return strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
}

/*
 * Return the endpoint at an address, a new one if need be; NULL: there is no room, or
 * the address is none.
 */
static struct endpoint *want(struct listeners *listeners, uint32_t hint,
	struct http_site *site, const char *address, uint32_t port)
{
	struct endpoint *endpoint;

	if (is_unspecified(address)) {
		return NULL;
	}
	endpoint = find(listeners, hint, site, address, port);
	if (endpoint == NULL && listeners->count < LISTENERS_ENDPOINTS_MAX) {
		endpoint = &listeners->endpoints[listeners->count++];
		*endpoint = (struct endpoint){ .site = site, .port = port };
		snprintf(endpoint->address, sizeof(endpoint->address), "%s", address);
	}
	if (endpoint != NULL) {
		endpoint->wanted = true;
	}
	return endpoint;
}

static void want_fips(struct listeners *listeners, const struct status *status)
{
	for (uint32_t i = 0; status->config.pac.enabled && i < status->fip_count; i++) {
		want(listeners, i, &listeners->handler->at_fips,
			status->fips[i].address, status->config.pac.port);
	}
}

static void want_page(struct listeners *listeners, const struct status *status)
{
	struct http_site *site = &listeners->handler->at_page;
	uint32_t port = status->config.page.port;
	struct endpoint *endpoint;

	if (status->config.page.scope < CONFIG_SCOPE_LOOPBACK) {
		return;
	}
	want(listeners, listeners->count, site, "127.0.0.1", port);
	endpoint = want(listeners, listeners->count, site, "::1", port);
	if (endpoint != NULL) {
		endpoint->optional = true;
	}
	if (status->config.page.scope == CONFIG_SCOPE_NODE
		&& status->own_address[0] != '\0') {
		want(listeners, listeners->count, site, status->own_address, port);
	}
}

static void close_endpoint(struct endpoint *endpoint)
{
	if (endpoint->listener != NULL) {
		evhttp_del_accept_socket(endpoint->site->http, endpoint->listener);
		endpoint->listener = NULL;
	}
}

/* Return whether anything went. */
static bool drop_unwanted(struct listeners *listeners)
{
	uint32_t kept = 0;
	bool dropped;

	for (uint32_t i = 0; i < listeners->count; i++) {
		if (!listeners->endpoints[i].wanted) {
			close_endpoint(&listeners->endpoints[i]);
			continue;
		}
		if (kept != i) {
			listeners->endpoints[kept] = listeners->endpoints[i];
		}
		kept++;
	}
	dropped = kept < listeners->count;
	listeners->count = kept;
	return dropped;
}

static bool is_served(const void *context, int fd)
{
	const struct listeners *listeners = context;
	char address[LISTENER_ADDRESS_SIZE];
	uint32_t port;

	if (!listener_read(fd, address, &port)) {
		return false;
	}
	for (uint32_t i = 0; i < listeners->count; i++) {
		const struct endpoint *endpoint = &listeners->endpoints[i];

		if (endpoint->port == port && strcmp(endpoint->address, address) == 0) {
			return true;
		}
	}
	return false;
}

static void open_endpoint(struct endpoint *endpoint, const char *interface)
{
	int fd = listener_listen(endpoint->address, endpoint->port, interface);

	endpoint->error = fd < 0 ? fd : 0;
	if (fd >= 0) {
		endpoint->listener =
			evhttp_accept_socket_with_handle(endpoint->site->http, fd);
	}
	if (fd >= 0 && endpoint->listener == NULL) {
		close(fd);
	}
}

/* The failures, to be reported in one line however many there are. */
struct failures {
	const struct endpoint *first; /* whose reason is new */
	uint32_t others;
};

static void note_failure(
	struct failures *failures, const struct endpoint *endpoint, int error_before)
{
	if (endpoint->optional || endpoint->error == error_before) {
		return;
	}
	if (failures->first == NULL) {
		failures->first = endpoint;
	} else {
		failures->others++;
	}
}

static void report_failures(
	struct listeners *listeners, const struct failures *failures)
{
	const struct endpoint *endpoint = failures->first;

	if (endpoint != NULL) {
		char others[48] = "";

		if (failures->others > 0) {
			snprintf(others, sizeof(others), ", nor at %u other addresses",
				failures->others);
		}
		report_error(listeners->report,
			"cannot serve %s at %s port %u%s: %s; trying on",
			endpoint->site->place == ROUTE_AT_FIP ? "the PAC script"
							      : "the status page",
			endpoint->address, endpoint->port, others,
			listener_advice(endpoint->error));
	}
}

/* Open what is closed: the new endpoints, or with again also those that failed. */
static bool open_closed(struct listeners *listeners, const char *interface, bool again)
{
	struct failures failures = { 0 };
	bool opened = false;

	for (uint32_t i = 0; i < listeners->count; i++) {
		struct endpoint *endpoint = &listeners->endpoints[i];
		int error_before = endpoint->error;

		if (endpoint->listener != NULL || (error_before != 0 && !again)) {
			continue;
		}
		open_endpoint(endpoint, interface);
		opened = opened || endpoint->listener != NULL;
		note_failure(&failures, endpoint, error_before);
	}
	report_failures(listeners, &failures);
	return opened;
}

static void count(struct listeners *listeners)
{
	struct stats *stats = &listeners->handler->stats;

	stats->listening = 0;
	stats->not_listening = 0;
	for (uint32_t i = 0; i < listeners->count; i++) {
		const struct endpoint *endpoint = &listeners->endpoints[i];

		stats->listening += endpoint->listener != NULL ? 1 : 0;
		stats->not_listening +=
			endpoint->listener == NULL && !endpoint->optional ? 1 : 0;
	}
}

static void tell_change(struct listeners *listeners, bool changed)
{
	count(listeners);
	if (changed) {
		report_info(listeners->report, "listening at %u addresses",
			listeners->handler->stats.listening);
	}
}

void listeners_follow(
	struct listeners *listeners, const struct status *status, int64_t now_ms)
{
	bool changed;

	for (uint32_t i = 0; i < listeners->count; i++) {
		listeners->endpoints[i].wanted = false;
	}
	want_fips(listeners, status);
	want_page(listeners, status);
	/* First what goes: the same port may be wanted for the other use. */
	changed = drop_unwanted(listeners);
	if (changed) {
		/* Else a browser that is open would have the page for good. */
		connection_limit_dismiss(
			&listeners->handler->limit, is_served, listeners);
	}
	changed = open_closed(listeners, status->config.interface, false) || changed;
	tell_change(listeners, changed);
	if (changed) {
		listeners->tried_ms = now_ms;
	}
}

void listeners_tick(
	struct listeners *listeners, const struct status *status, int64_t now_ms)
{
	if (now_ms - listeners->tried_ms >= LISTENERS_RETRY_MS) {
		listeners->tried_ms = now_ms;
		tell_change(listeners,
			open_closed(listeners, status->config.interface, true));
	}
}
