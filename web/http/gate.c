#include "http/gate.h"

#include <event2/http.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "http/opening.h"

void gate_init(struct gate *gate, struct desk *desk, const struct report *report)
{
	memset(gate, 0, sizeof(*gate));
	gate->desk = desk;
	gate->report = report;
}

static bool is_at(const struct post *post, const struct entrance *entrance,
	const char *address, uint32_t port)
{
	return post->entrance == entrance && post->port == port
	       && strcmp(post->address, address) == 0;
}

/* The list seldom changes its order: the search begins where it found the last one. */
static struct post *find(struct gate *gate, uint32_t hint,
	const struct entrance *entrance, const char *address, uint32_t port)
{
	for (uint32_t i = 0; i < gate->count; i++) {
		struct post *post = &gate->posts[(hint + i) % gate->count];
		if (is_at(post, entrance, address, port)) {
			return post;
		}
	}
	return NULL;
}

/* Return the post at an address, a new one if need be; NULL: there is no room. */
static struct post *want(struct gate *gate, uint32_t hint, struct entrance *entrance,
	const char *address, uint32_t port)
{
	struct post *post = find(gate, hint, entrance, address, port);
	if (post == NULL && gate->count < GATE_POSTS_MAX) {
		post = &gate->posts[gate->count++];
		*post = (struct post){ .entrance = entrance, .port = port };
		snprintf(post->address, sizeof(post->address), "%s", address);
	}
	if (post != NULL) {
		post->wanted = true;
	}
	return post;
}

static void want_fips(struct gate *gate, const struct status *status)
{
	for (uint32_t i = 0; status->pac.enabled && i < status->fip_count; i++) {
		want(gate, i, &gate->desk->at_fips, status->fips[i].address,
			status->pac.port);
	}
}

static void want_page(struct gate *gate, const struct status *status)
{
	struct entrance *entrance = &gate->desk->at_page;
	uint32_t port = status->page_port;
	if (status->page_scope < PAGE_LOOPBACK) {
		return;
	}
	want(gate, gate->count, entrance, "127.0.0.1", port);
	struct post *post = want(gate, gate->count, entrance, "::1", port);
	if (post != NULL) {
		post->optional = true;
	}
	if (status->page_scope == PAGE_NODE && status->own_address[0] != '\0') {
		want(gate, gate->count, entrance, status->own_address, port);
	}
}

static void close_post(struct post *post)
{
	if (post->listener != NULL) {
		evhttp_del_accept_socket(post->entrance->http, post->listener);
		post->listener = NULL;
	}
}

/* Return whether anything went. */
static bool drop_unwanted(struct gate *gate)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < gate->count; i++) {
		if (!gate->posts[i].wanted) {
			close_post(&gate->posts[i]);
			continue;
		}
		if (kept != i) {
			gate->posts[kept] = gate->posts[i];
		}
		kept++;
	}
	bool dropped = kept < gate->count;
	gate->count = kept;
	return dropped;
}

static bool is_served(const void *context, int fd)
{
	const struct gate *gate = context;
	char address[OPENING_ADDRESS_SIZE];
	uint32_t port;
	if (!opening_read(fd, address, &port)) {
		return false;
	}
	for (uint32_t i = 0; i < gate->count; i++) {
		const struct post *post = &gate->posts[i];
		if (post->port == port && strcmp(post->address, address) == 0) {
			return true;
		}
	}
	return false;
}

static void open_post(struct post *post, const char *interface)
{
	int fd = opening_listen(post->address, post->port, interface);
	post->error = fd < 0 ? fd : 0;
	if (fd >= 0) {
		post->listener =
			evhttp_accept_socket_with_handle(post->entrance->http, fd);
	}
	if (fd >= 0 && post->listener == NULL) {
		close(fd);
	}
}

/* What has failed, to be told in one line however many there are. */
struct failures {
	const struct post *first; /* whose reason is new */
	uint32_t others;
};

static void note_failure(
	struct failures *failures, const struct post *post, int error_before)
{
	if (post->optional || post->error == error_before) {
		return;
	}
	if (failures->first == NULL) {
		failures->first = post;
	} else {
		failures->others++;
	}
}

static void tell(struct gate *gate, const struct failures *failures)
{
	const struct post *post = failures->first;
	if (post != NULL) {
		char others[48] = "";
		if (failures->others > 0) {
			snprintf(others, sizeof(others), ", nor at %u other addresses",
				failures->others);
		}
		report_error(gate->report,
			"cannot serve %s at %s port %u%s: %s; trying on",
			post->entrance->place == ROUTE_AT_FIP ? "the PAC script"
							      : "the status page",
			post->address, post->port, others, opening_advice(post->error));
	}
}

/* Open what is closed: the new posts, or with again also those that failed. */
static bool open_closed(struct gate *gate, const char *interface, bool again)
{
	struct failures failures = { 0 };
	bool opened = false;
	for (uint32_t i = 0; i < gate->count; i++) {
		struct post *post = &gate->posts[i];
		int error_before = post->error;
		if (post->listener != NULL || (error_before != 0 && !again)) {
			continue;
		}
		open_post(post, interface);
		opened = opened || post->listener != NULL;
		note_failure(&failures, post, error_before);
	}
	tell(gate, &failures);
	return opened;
}

static void count(struct gate *gate)
{
	struct tally *tally = &gate->desk->tally;
	tally->listening = 0;
	tally->not_listening = 0;
	for (uint32_t i = 0; i < gate->count; i++) {
		const struct post *post = &gate->posts[i];
		tally->listening += post->listener != NULL ? 1 : 0;
		tally->not_listening +=
			post->listener == NULL && !post->optional ? 1 : 0;
	}
}

static void tell_change(struct gate *gate, bool changed)
{
	count(gate);
	if (changed) {
		report_info(gate->report, "listening at %u addresses",
			gate->desk->tally.listening);
	}
}

void gate_follow(struct gate *gate, const struct status *status, int64_t now_ms)
{
	for (uint32_t i = 0; i < gate->count; i++) {
		gate->posts[i].wanted = false;
	}
	want_fips(gate, status);
	want_page(gate, status);
	/* First what goes: the same port may be wanted for the other use. */
	bool changed = drop_unwanted(gate);
	if (changed) {
		/* Else a browser that is open would have the page for good. */
		crowd_dismiss(&gate->desk->crowd, is_served, gate);
	}
	changed = open_closed(gate, status->interface, false) || changed;
	tell_change(gate, changed);
	if (changed) {
		gate->tried_ms = now_ms;
	}
}

void gate_tick(struct gate *gate, const struct status *status, int64_t now_ms)
{
	if (now_ms - gate->tried_ms >= GATE_RETRY_MS) {
		gate->tried_ms = now_ms;
		tell_change(gate, open_closed(gate, status->interface, true));
	}
}
