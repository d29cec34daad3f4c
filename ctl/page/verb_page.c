/*
 * page - serves the settings screens to one browser of this host, while fipctl runs.
 *
 * It listens on 127.0.0.1 at a port that the kernel chooses, answers whom the gate lets
 * in, and ends when nobody it lets in has asked for a while.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contact/contact.h"
#include "contact/options.h"
#include "page/gate.h"
#include "verbs/verb.h"
#include "web/asset.h"
#include "web/headers.h"
#include "web/route.h"

enum {
	PATIENCE_S = 600, /* unless --within says otherwise */
	PATIENCE_MAX_S = 24 * 3600,
	HEAD_BYTES = 8192,
	NAME_MAX_LETTERS = 31, /* of what stands behind the token */
	SLOW_S = 10,           /* for each byte of a request */
};

static const char PLAIN[] = "text/plain; charset=utf-8";
static const char JSON[] = "application/json";

struct site {
	const struct options *options;
	struct timeval patience;
	struct gate gate;
	struct event_base *base;
	struct evhttp *http;
	struct event *unused; /* comes when nobody has asked for so long */
};

/* clang-format off */
/* table */
static const struct refusal {
	int status;
	const char *text;
} REFUSALS[] = {
	{ 403, "This address belongs to the browser that opened it first, and to its own "
		"page.\nStart fipctl page again for another one.\n" },
	{ 404, "There is nothing here by this name.\n" },
	{ 405, "Only GET and POST are answered.\n" },
	{ 421, "The settings are at the address that fipctl page printed only.\n" },
	{ 0, "This request is refused.\n" },
};
/* clang-format on */

static void send_answer(
	struct evhttp_request *request, int status, const char *type, const char *text)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct evbuffer *body = evhttp_request_get_output_buffer(request);

	for (size_t i = 0; i < HEADERS_COUNT; i++) {
		evhttp_add_header(headers, headers_list[i].name, headers_list[i].value);
	}
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "Content-Type", type);
	if (status != HTTP_OK) {
		evhttp_add_header(headers, "Connection", "close");
	}
	evbuffer_add(body, text, strlen(text));
	evhttp_send_reply(request, status, NULL, NULL);
}

static void refuse(struct evhttp_request *request, int status)
{
	size_t i = 0;

	while (REFUSALS[i].status != 0 && REFUSALS[i].status != status) {
		i++;
	}
	send_answer(request, status, PLAIN, REFUSALS[i].text);
}

static void send_json(struct evhttp_request *request, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (text == NULL) {
		refuse(request, HTTP_INTERNAL);
		return;
	}
	send_answer(request, HTTP_OK, JSON, text);
	free(text);
}

/* NULL for what is no JSON. */
static json_t *read_body(struct evhttp_request *request)
{
	struct evbuffer *body = evhttp_request_get_input_buffer(request);
	size_t length = evbuffer_get_length(body);

	return json_loadb((const char *)evbuffer_pullup(body, -1), length, 0, NULL);
}

/*
 * Return fipd's answer, or one of the same form that says why there is none:
 * {"ok":false,"error":"noAnswer","text":"..."}, and "unsure" in the place of "noAnswer"
 * if the change may be in force all the same.
 */
static json_t *tell(
	const struct options *options, int error, bool unsure, json_t *answer)
{
	char text[CONTACT_TEXT_BYTES];

	if (error == 0) {
		return answer;
	}
	json_decref(answer);
	contact_describe(text, options, error);
	return json_pack("{s:b,s:s,s:s}", "ok", 0, "error",
		unsure ? "unsure" : "noAnswer", "text", text);
}

/* Return the status, a new reference. */
static json_t *ask_status(const struct options *options)
{
	json_t *answer;
	int error = contact_try_command(
		options, json_pack("{s:s}", "op", "status"), &answer);

	return tell(options, error, false, answer);
}

/* What is no list of settings is for fipd to refuse. */
static json_t *build_prepare(const json_t *wish)
{
	json_t *set = json_object_get(wish, "set");

	return json_pack("{s:s,s:s,s:o}", "op", "prepare", "by", "page", "set",
		set == NULL ? json_null() : json_incref(set));
}

/*
 * Return whether fipd would take the settings that are wished for, a new reference. The
 * end of the connection takes back what was prepared.
 */
static json_t *check_wish(const struct options *options, const json_t *wish)
{
	json_t *answer;
	int error = contact_try_command(options, build_prepare(wish), &answer);

	return tell(options, error, false, answer);
}

/* Put them in force, as `fipctl set` does; return how that ended, a new reference. */
static json_t *fulfil_wish(const struct options *options, const json_t *wish)
{
	struct change change = { 0 };
	int error = contact_try_change(options, build_prepare(wish), &change);

	return tell(options, error, change.unsure, change.answer);
}

static void take_wish(
	const struct site *site, struct evhttp_request *request, const char *name)
{
	bool checks = strcmp(name, "check") == 0;
	json_t *wish;

	if (!checks && strcmp(name, "change") != 0) {
		refuse(request, HTTP_NOTFOUND);
		return;
	}
	wish = read_body(request);
	send_json(request, checks ? check_wish(site->options, wish)
				  : fulfil_wish(site->options, wish));
	json_decref(wish);
}

/* The own files come first; what the status page has beside them serves here too. */
static const struct asset *find_file(const char *name)
{
	const struct asset *own = asset_find(&page_assets, name);

	return own != NULL ? own : asset_find(&web_assets, name);
}

static void send_file(
	const struct site *site, struct evhttp_request *request, const char *name)
{
	const struct asset *file = find_file(name[0] == '\0' ? "index.html" : name);
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	char cookie[GATE_COOKIE_SIZE];

	if (file == NULL || route_type(file) == NULL) {
		refuse(request, HTTP_NOTFOUND);
		return;
	}
	if (name[0] == '\0') {
		gate_write_cookie(&site->gate, cookie);
		evhttp_add_header(headers, "Set-Cookie", cookie);
	}
	send_answer(request, HTTP_OK, route_type(file), (const char *)file->bytes);
}

/* What is behind a '?' is for the page's own script. */
static void answer(
	const struct site *site, struct evhttp_request *request, const char *path)
{
	char name[NAME_MAX_LETTERS + 1];
	size_t length = strcspn(path, "?");

	if (length > NAME_MAX_LETTERS) {
		refuse(request, HTTP_NOTFOUND);
		return;
	}
	memcpy(name, path, length);
	name[length] = '\0';
	if (evhttp_request_get_command(request) == EVHTTP_REQ_POST) {
		take_wish(site, request, name);
	} else if (strcmp(name, "status") == 0) {
		send_json(request, ask_status(site->options));
	} else {
		send_file(site, request, name);
	}
}

static void on_request(struct evhttp_request *request, void *context)
{
	struct site *site = context;
	struct evkeyvalq *head = evhttp_request_get_input_headers(request);
	enum evhttp_cmd_type command = evhttp_request_get_command(request);
	const char *path;
	int status = gate_judge(&site->gate,
		&(struct gate_request){
			.reads = command == EVHTTP_REQ_GET,
			.posts = command == EVHTTP_REQ_POST,
			.target = evhttp_request_get_uri(request),
			.host = evhttp_find_header(head, "Host"),
			.origin = evhttp_find_header(head, "Origin"),
			.cookie = evhttp_find_header(head, "Cookie"),
		},
		&path);

	if (status != HTTP_OK) {
		refuse(request, status);
		return;
	}
	event_add(site->unused, &site->patience);
	answer(site, request, path);
}

static void on_unused(evutil_socket_t fd, short what, void *context)
{
	struct site *site = context;

	(void)fd;
	(void)what;
	event_base_loopbreak(site->base);
}

/* Listen where only this host comes; return the port, 0 with errno. */
static uint16_t listen_here(struct site *site)
{
	struct sockaddr_in here;
	socklen_t length = sizeof(here);
	struct evhttp_bound_socket *bound =
		evhttp_bind_socket_with_handle(site->http, "127.0.0.1", 0);

	if (bound == NULL
		|| getsockname(evhttp_bound_socket_get_fd(bound),
			   (struct sockaddr *)&here, &length)
			   != 0) {
		return 0;
	}
	return ntohs(here.sin_port);
}

/* Every method is let in, so that the answer to it is ours. */
static bool set_up(struct site *site)
{
	uint16_t port;

	site->base = event_base_new();
	if (site->base == NULL) {
		return false;
	}
	site->unused = evtimer_new(site->base, on_unused, site);
	site->http = evhttp_new(site->base);
	if (site->unused == NULL || site->http == NULL) {
		return false;
	}
	evhttp_set_allowed_methods(site->http, UINT16_MAX);
	evhttp_set_max_headers_size(site->http, HEAD_BYTES);
	evhttp_set_max_body_size(site->http, CLIENT_REQUEST_MAX_BYTES);
	evhttp_set_timeout(site->http, SLOW_S);
	evhttp_set_gencb(site->http, on_request, site);
	port = listen_here(site);
	return port != 0 && gate_open(&site->gate, port)
	       && event_add(site->unused, &site->patience) == 0;
}

static void release(struct site *site)
{
	if (site->http != NULL) {
		evhttp_free(site->http);
	}
	if (site->unused != NULL) {
		event_free(site->unused);
	}
	if (site->base != NULL) {
		event_base_free(site->base);
	}
}

static void print_address(const struct site *site)
{
	const char *port = strchr(site->gate.host, ':') + 1;

	printf("http://%s/%s/\n", site->gate.host, site->gate.token);
	printf("Open this address in one browser of this host, or behind\n"
	       "  ssh -L %s:127.0.0.1:%s HOST\n"
	       "Ctrl-C ends the page, and so do %jd s without use.\n",
		port, port, (intmax_t)site->patience.tv_sec);
	fflush(stdout);
}

/* Whether fipd answers this user is told before a browser is asked for. */
static int meet_fipd(const struct options *options)
{
	json_t *answer;
	int end = contact_command(options, json_pack("{s:s}", "op", "status"), &answer);

	json_decref(answer);
	return end;
}

/* Print the address, and serve until so many seconds have passed without use; return
 * how fipctl should end. */
static int serve(const struct options *options, uint32_t patience_s)
{
	struct site site = { .options = options, .patience = { .tv_sec = patience_s } };
	int end = meet_fipd(options);

	if (end != EXIT_DONE) {
		return end;
	}
	signal(SIGPIPE, SIG_IGN);
	if (set_up(&site)) {
		print_address(&site);
		event_base_dispatch(site.base);
		printf("The page has ended: nobody used it for %" PRIu32 " s.\n",
			patience_s);
	} else {
		perror("fipctl: the page cannot be served");
		end = EXIT_REFUSED;
	}
	release(&site);
	return end;
}

static int run_page(const struct options *options)
{
	bool given = (options->given & OPTION_WITHIN) != 0;
	uint64_t patience_s = given ? options->within_s : PATIENCE_S;

	if (patience_s < 1 || patience_s > PATIENCE_MAX_S) {
		fprintf(stderr,
			"fipctl: --within %" PRIu64 ": 1 to %d seconds are possible\n",
			patience_s, PATIENCE_MAX_S);
		return EXIT_USAGE;
	}
	return serve(options, (uint32_t)patience_s);
}

const struct verb verb_page = {
	.name = "page",
	.arguments = "[--within SECONDS]",
	.options = OPTION_WITHIN,
	.help = "change settings in a browser; ends after 600 s of no use",
	.run = run_page,
};
