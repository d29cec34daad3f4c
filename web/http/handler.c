#include "http/handler.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/client.h"
#include "protocol/report.h"
#include "protocol/verdict.h"
#include "web/headers.h"
#include "web/metrics.h"
#include "web/network.h"
#include "web/overview.h"
#include "web/script.h"
#include "words/narrate.h"

/* One answer over HTTP. */
struct reply {
	int status;
	const char *type;  /* MIME */
	const char *cache; /* of Cache-Control */
	const char *tag;   /* entity tag, NULL: none */
	struct evbuffer *body;
};

enum {
	STATUS_NOT_MODIFIED = 304,
	STATUS_BAD_METHOD = 405,
};

static const char *find_header(struct evhttp_request *request, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(request), name);
}

/* What comes behind a request that was not understood is not understood either. */
static bool ends_connection(int status)
{
	return status >= 400 && status < 500 && status != 403 && status != 404;
}

static void add_headers(struct evkeyvalq *headers, const struct reply *reply)
{
	for (size_t i = 0; i < HEADERS_COUNT; i++) {
		evhttp_add_header(headers, headers_list[i].name, headers_list[i].value);
	}
	evhttp_add_header(headers, "Cache-Control", reply->cache);
	if (reply->tag != NULL) {
		evhttp_add_header(headers, "ETag", reply->tag);
	}
	if (reply->status != STATUS_NOT_MODIFIED) {
		evhttp_add_header(headers, "Content-Type", reply->type);
	}
	if (reply->status == STATUS_BAD_METHOD) {
		evhttp_add_header(headers, "Allow", "GET, HEAD");
	}
	if (ends_connection(reply->status)) {
		evhttp_add_header(headers, "Connection", "close");
	}
}

/* To HEAD without its body; the body is used up. */
static void send_reply(struct evhttp_request *request, const struct reply *reply)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	size_t length = evbuffer_get_length(reply->body);

	add_headers(headers, reply);
	if (evhttp_request_get_command(request) == EVHTTP_REQ_HEAD && length > 0) {
		char digits[24];

		snprintf(digits, sizeof(digits), "%zu", length);
		evhttp_add_header(headers, "Content-Length", digits);
		evbuffer_drain(reply->body, length);
	}
	evhttp_send_reply(request, reply->status, NULL, reply->body);
}

static struct shared_text *shared_text_make(char *text, size_t length_bytes)
{
	struct shared_text *shared = text == NULL ? NULL : malloc(sizeof(*shared));

	if (shared == NULL) {
		free(text);
		return NULL;
	}
	*shared = (struct shared_text){ text, length_bytes, 1 };
	return shared;
}

static void shared_text_release(struct shared_text *shared)
{
	if (shared != NULL && --shared->holders == 0) {
		free(shared->text);
		free(shared);
	}
}

static void on_sent(const void *text, size_t length_bytes, void *context)
{
	(void)text;
	(void)length_bytes;
	shared_text_release(context);
}

static void shared_text_put(struct shared_text *shared, struct evbuffer *buffer)
{
	shared->holders++;
	if (evbuffer_add_reference(
		    buffer, shared->text, shared->length_bytes, on_sent, shared)
		!= 0) {
		shared_text_release(shared);
	}
}

static void response_cache_init(struct response_cache *cache, const char *version,
	const struct watcher *watcher, const struct stats *stats)
{
	cache->snapshot.version = version;
	cache->snapshot.watcher = watcher;
	cache->snapshot.stats = stats;
	cache->taken_ms = INT64_MIN / 2;
}

static void response_cache_clear(struct response_cache *cache)
{
	shared_text_release(cache->status);
	shared_text_release(cache->metrics);
	cache->status = NULL;
	cache->metrics = NULL;
}

static void renew_cache(struct response_cache *cache, int64_t now_ms)
{
	uint64_t version = cache->snapshot.watcher->version;

	if (version == cache->version
		&& now_ms - cache->taken_ms < RESPONSE_CACHE_KEEP_MS) {
		return;
	}
	response_cache_clear(cache);
	cache->version = version;
	cache->taken_ms = now_ms;
	snapshot_take(&cache->snapshot, now_ms);
}

static struct shared_text *make_status(const struct snapshot *snapshot)
{
	json_t *json = overview_to_json(snapshot);
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return shared_text_make(text, text == NULL ? 0 : strlen(text));
}

static struct shared_text *make_metrics(const struct snapshot *snapshot)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL) {
		return NULL;
	}
	metrics_write(out, snapshot);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return shared_text_make(text, length);
}

static struct shared_text *response_cache_status(
	struct response_cache *cache, int64_t now_ms)
{
	renew_cache(cache, now_ms);
	if (cache->status == NULL) {
		cache->status = make_status(&cache->snapshot);
	}
	return cache->status;
}

static struct shared_text *response_cache_metrics(
	struct response_cache *cache, int64_t now_ms)
{
	renew_cache(cache, now_ms);
	if (cache->metrics == NULL) {
		cache->metrics = make_metrics(&cache->snapshot);
	}
	return cache->metrics;
}

static const char NO_STORE[] = "no-store";
static const char PLAIN[] = "text/plain; charset=utf-8";

/* clang-format off */
/* table */
static const struct refusal {
	int status;
	const char *text;
} REFUSALS[] = {
	{ 400, "This request is not understood.\n" },
	{ 403, "This client is in none of the networks that may have this.\n" },
	{ 404, "There is nothing here by this name.\n" },
	{ 405, "Nothing here can be changed: only GET and HEAD are answered.\n" },
	{ 414, "The name of what is asked for is too long.\n" },
	{ 421, "This node has another name: ask for its address, or set status_host.\n" },
	{ 500, "fipd-web has no memory for this.\n" },
	{ 0, "This request is refused.\n" },
};
/* clang-format on */

/* A request on its way through the functions below. */
struct visit {
	struct handler *handler;
	struct evhttp_request *request;
	enum route_method method;
	struct evbuffer *body; /* of the answer */
};

static void send_counted(const struct visit *visit, const struct reply *reply)
{
	stats_count(&visit->handler->stats, reply->status);
	send_reply(visit->request, reply);
}

static void answer_text(const struct visit *visit, int status, const char *text)
{
	evbuffer_add(visit->body, text, strlen(text));
	send_counted(visit, &(struct reply){
				    .status = status,
				    .type = PLAIN,
				    .cache = NO_STORE,
				    .body = visit->body,
			    });
}

static void refuse_request(const struct visit *visit, int status)
{
	size_t i = 0;

	while (REFUSALS[i].status != 0 && REFUSALS[i].status != status) {
		i++;
	}
	answer_text(visit, status, REFUSALS[i].text);
}

/* Give bytes that have a tag, or answer_text that the client has them already. */
static bool send_tagged(const struct visit *visit, struct reply reply)
{
	bool known =
		tag_is_named(reply.tag, find_header(visit->request, "If-None-Match"));

	if (known) {
		evbuffer_drain(visit->body, evbuffer_get_length(visit->body));
	}
	reply.status = known ? 304 : 200;
	reply.body = visit->body;
	send_counted(visit, &reply);
	return known;
}

static const char *find_client(const struct visit *visit)
{
	char *address = NULL;
	uint16_t port;
	struct evhttp_connection *connection =
		evhttp_request_get_connection(visit->request);

	if (connection != NULL) {
		evhttp_connection_get_peer(connection, &address, &port);
	}
	return address == NULL ? "" : address;
}

/* Its first line names the proxies of this client, in their order. */
static void log_script(
	const struct report *report, const char *client, const struct script *script)
{
	if (report != NULL) {
		report_info(report, "script to %s: %.*s", client,
			(int)strcspn(script->text, "\n"), script->text);
	}
}

static void send_script(const struct visit *visit)
{
	const struct status *status = &visit->handler->watcher->mirror.status;
	const char *client = find_client(visit);
	struct script script;
	char tag[TAG_SIZE];

	if (!status->config.pac.enabled) {
		answer_text(visit, 404,
			"The PAC service is switched off (fipd.yaml, pac).\n");
	} else if (!network_admits(&status->config.pac.clients, client)) {
		refuse_request(visit, 403);
	} else {
		script_make(&script, tag, status, client);
		evbuffer_add(visit->body, script.text, script.length_bytes);
		send_tagged(visit, (struct reply){
					   .type = "application/x-ns-proxy-autoconfig",
					   .cache = "private, max-age=60",
					   .tag = tag,
				   });
		if (visit->method == ROUTE_GET) {
			watcher_count_served(visit->handler->watcher);
			log_script(visit->handler->script_log, client, &script);
		}
	}
}

static void send_asset(const struct visit *visit, const struct asset *asset)
{
	char tag[TAG_SIZE];

	tag_write(tag, "", 0, asset->digest);
	evbuffer_add_reference(
		visit->body, asset->bytes, asset->length_bytes, NULL, NULL);
	send_tagged(visit, (struct reply){
				   .type = route_type(asset),
				   .cache = "no-cache",
				   .tag = tag,
			   });
}

static void send_view(
	const struct visit *visit, struct shared_text *shared, const char *type)
{
	if (shared == NULL) {
		refuse_request(visit, 500);
		return;
	}
	shared_text_put(shared, visit->body);
	send_counted(visit, &(struct reply){
				    .status = 200,
				    .type = type,
				    .cache = NO_STORE,
				    .body = visit->body,
			    });
}

/* Everybody may ask: what it is about is for those who may see the page. */
static void send_health(const struct visit *visit)
{
	const struct watcher *watcher = visit->handler->watcher;
	struct verdict verdict =
		verdict_judge(&watcher->mirror.status, watcher_is_fresh(watcher));
	bool good = verdict.level == VERDICT_OK || verdict.level == VERDICT_WARNING;

	evbuffer_add_printf(visit->body, "%s\n", verdict_word(verdict.level));
	answer_text(visit, good ? 200 : 503, "");
}

static void send_activity(const struct visit *visit)
{
	const struct watcher *watcher = visit->handler->watcher;
	enum role role = watcher_is_fresh(watcher)
				 ? (enum role)watcher->mirror.status.role
				 : ROLE_UNKNOWN;

	evbuffer_add_printf(visit->body, "%s\n", narrate_role(role));
	answer_text(visit, role == ROLE_ACTIVE ? 200 : 503, "");
}

/*
 * Whoever is on this host may always see it, by a loopback address: by another one of
 * this host its proxy asks for whoever asks the proxy.
 */
static bool may_see_page(const struct visit *visit)
{
	const struct status *status = &visit->handler->watcher->mirror.status;
	const char *client = find_client(visit);

	return strncmp(client, "127.", 4) == 0 || strcmp(client, "::1") == 0
	       || network_admits(&status->config.page.clients, client);
}

/* flat switch */
static void answer(const struct visit *visit, const struct route *route)
{
	struct response_cache *cache = &visit->handler->cache;

	switch (route->content) {
	case ROUTE_NOTHING:
		refuse_request(visit, route->status);
		break;
	case ROUTE_SCRIPT:
		send_script(visit);
		break;
	case ROUTE_HEALTH:
		send_health(visit);
		break;
	case ROUTE_ACTIVE:
		send_activity(visit);
		break;
	case ROUTE_STATUS:
		send_view(visit, response_cache_status(cache, stream_now_ms()),
			"application/json");
		break;
	case ROUTE_METRICS:
		send_view(visit, response_cache_metrics(cache, stream_now_ms()),
			"text/plain; version=0.0.4; charset=utf-8");
		break;
	case ROUTE_ASSET:
		send_asset(visit, route->asset);
		break;
	}
}

static enum route_method find_method(struct evhttp_request *request)
{
	enum evhttp_cmd_type command = evhttp_request_get_command(request);

	return command == EVHTTP_REQ_GET    ? ROUTE_GET
	       : command == EVHTTP_REQ_HEAD ? ROUTE_HEAD
					    : ROUTE_OTHER;
}

/* Behind GET and HEAD libevent leaves it unread, to be taken for the next request. */
static bool has_body(struct evhttp_request *request)
{
	const char *length = find_header(request, "Content-Length");

	return (length != NULL && strcmp(length, "0") != 0)
	       || find_header(request, "Transfer-Encoding") != NULL;
}

static struct route judge(const struct http_site *site, const struct visit *visit)
{
	const struct config *config = &site->handler->watcher->mirror.status.config;
	char own_name[HOST_NAME_MAX + 1] = "";

	gethostname(own_name, HOST_NAME_MAX);
	return route_judge(&(struct route_request){
		.place = site->place,
		.method = visit->method,
		.has_body = has_body(visit->request),
		.target = evhttp_request_get_uri(visit->request),
		.host = find_header(visit->request, "Host"),
		.names = { own_name, config->node, config->page.host },
	});
}

static void on_request(struct evhttp_request *request, void *context)
{
	struct http_site *site = context;
	struct evhttp_connection *connection = evhttp_request_get_connection(request);
	struct visit visit = {
		.handler = site->handler,
		.request = request,
		.method = find_method(request),
		.body = evbuffer_new(),
	};
	struct route route;

	if (visit.body == NULL) {
		evhttp_send_error(request, 500, NULL);
		return;
	}
	if (connection != NULL) {
		connection_limit_mark(&site->handler->limit,
			evhttp_connection_get_bufferevent(connection), stream_now_ms());
	}
	route = judge(site, &visit);
	if (route.of_page && !may_see_page(&visit)) {
		refuse_request(&visit, 403);
	} else {
		answer(&visit, &route);
	}
	evbuffer_free(visit.body);
}

static struct bufferevent *on_connection(struct event_base *base, void *context)
{
	struct handler *handler = context;

	return connection_limit_admit(&handler->limit, base, stream_now_ms());
}

/* Every method is let in, so that the answer to it is ours. */
static bool open_site(
	struct handler *handler, struct http_site *site, enum route_place place)
{
	site->handler = handler;
	site->place = place;
	site->http = evhttp_new(handler->base);
	if (site->http == NULL) {
		return false;
	}
	evhttp_set_allowed_methods(site->http, UINT16_MAX);
	evhttp_set_max_headers_size(site->http, HANDLER_HEAD_BYTES);
	evhttp_set_max_body_size(site->http, HANDLER_BODY_BYTES);
	evhttp_set_timeout(site->http, CONNECTION_LIMIT_PATIENCE_MS / 1000);
	/* What is too large is read to its end, or nobody would get the answer. */
	evhttp_set_flags(site->http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_bevcb(site->http, on_connection, handler);
	evhttp_set_gencb(site->http, on_request, site);
	return true;
}

bool handler_open(struct handler *handler, struct event_base *base,
	struct watcher *watcher, const char *version)
{
	memset(handler, 0, sizeof(*handler));
	handler->base = base;
	handler->watcher = watcher;
	handler->limit.stats = &handler->stats;
	response_cache_init(&handler->cache, version, watcher, &handler->stats);
	return open_site(handler, &handler->at_fips, ROUTE_AT_FIP)
	       && open_site(handler, &handler->at_page, ROUTE_AT_PAGE);
}

void handler_close(struct handler *handler)
{
	evhttp_free(handler->at_fips.http);
	evhttp_free(handler->at_page.http);
	connection_limit_dismiss(&handler->limit, NULL, NULL);
	response_cache_clear(&handler->cache);
}
