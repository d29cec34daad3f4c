#include "http/handler.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <string.h>

#include "http/reply.h"
#include "http/wpad.h"
#include "protocol/client.h"
#include "web/tag.h"
#include "words/narrate.h"

static const char NO_STORE[] = "no-store";
static const char PLAIN[] = "text/plain; charset=utf-8";

/* clang-format off */
/* table */
static const struct refusal {
	int status;
	const char *text;
} REFUSALS[] = {
	{ 400, "This request is not understood.\n" },
	{ 403, "This client is in none of the networks that may have the script.\n" },
	{ 404, "There is nothing here by this name.\n" },
	{ 405, "Nothing here can be changed: only GET and HEAD are answered.\n" },
	{ 414, "The name of what is asked for is too long.\n" },
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

static void finish(const struct visit *visit, const struct reply *reply)
{
	stats_count(&visit->handler->stats, reply->status);
	reply_send(visit->request, reply);
}

static void say(const struct visit *visit, int status, const char *text)
{
	evbuffer_add(visit->body, text, strlen(text));
	finish(visit, &(struct reply){
			      .status = status,
			      .type = PLAIN,
			      .cache = NO_STORE,
			      .body = visit->body,
		      });
}

static void refuse(const struct visit *visit, int status)
{
	size_t i = 0;

	while (REFUSALS[i].status != 0 && REFUSALS[i].status != status) {
		i++;
	}
	say(visit, status, REFUSALS[i].text);
}

/* Give bytes that have a tag, or say that the client has them already. */
static bool give_tagged(const struct visit *visit, struct reply reply)
{
	bool known =
		tag_is_named(reply.tag, reply_header(visit->request, "If-None-Match"));

	if (known) {
		evbuffer_drain(visit->body, evbuffer_get_length(visit->body));
	}
	reply.status = known ? 304 : 200;
	reply.body = visit->body;
	finish(visit, &reply);
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

static void give_script(const struct visit *visit)
{
	const struct status *status = &visit->handler->watcher->mirror.status;
	const char *client = find_client(visit);
	struct wpad wpad;

	if (!status->config.pac.enabled) {
		say(visit, 404, "The PAC service is switched off (fipd.yaml, pac).\n");
	} else if (!wpad_allows(&status->config.pac, client)) {
		refuse(visit, 403);
	} else {
		wpad_write(&wpad, status, client);
		evbuffer_add(visit->body, wpad.script.text, wpad.script.length_bytes);
		give_tagged(visit, (struct reply){
					   .type = "application/x-ns-proxy-autoconfig",
					   .cache = "private, max-age=60",
					   .tag = wpad.tag,
				   });
		if (visit->method == ROUTE_GET) {
			watcher_count_served(visit->handler->watcher);
		}
	}
}

static void give_asset(const struct visit *visit, const struct asset *asset)
{
	char tag[TAG_SIZE];

	tag_write(tag, asset->bytes, asset->length_bytes);
	evbuffer_add_reference(
		visit->body, asset->bytes, asset->length_bytes, NULL, NULL);
	give_tagged(visit, (struct reply){
				   .type = route_type(asset),
				   .cache = "no-cache",
				   .tag = tag,
			   });
}

static void give_view(
	const struct visit *visit, struct shared_text *shared, const char *type)
{
	if (shared == NULL) {
		refuse(visit, 500);
		return;
	}
	shared_text_put(shared, visit->body);
	finish(visit, &(struct reply){
			      .status = 200,
			      .type = type,
			      .cache = NO_STORE,
			      .body = visit->body,
		      });
}

static void give_health(const struct visit *visit)
{
	bool fresh = watcher_is_fresh(visit->handler->watcher);

	say(visit, fresh ? 200 : 503,
		fresh ? "ok: fipd is heard\n"
		      : "stale: fipd is not heard; what is shown is the last known\n");
}

static void give_activity(const struct visit *visit)
{
	const struct watcher *watcher = visit->handler->watcher;
	enum role role = watcher_is_fresh(watcher)
				 ? (enum role)watcher->mirror.status.role
				 : ROLE_UNKNOWN;

	evbuffer_add_printf(visit->body, "%s\n", narrate_role(role));
	say(visit, role == ROLE_ACTIVE ? 200 : 503, "");
}

/* flat switch */
static void give(const struct visit *visit, const struct route *route)
{
	struct response_cache *cache = &visit->handler->cache;

	switch (route->content) {
	case ROUTE_NOTHING:
		refuse(visit, route->status);
		break;
	case ROUTE_SCRIPT:
		give_script(visit);
		break;
	case ROUTE_HEALTH:
		give_health(visit);
		break;
	case ROUTE_ACTIVE:
		give_activity(visit);
		break;
	case ROUTE_STATUS:
		give_view(visit, response_cache_status(cache, stream_now_ms()),
			"application/json");
		break;
	case ROUTE_METRICS:
		give_view(visit, response_cache_metrics(cache, stream_now_ms()),
			"text/plain; version=0.0.4; charset=utf-8");
		break;
	case ROUTE_ASSET:
		give_asset(visit, route->asset);
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
	const char *length = reply_header(request, "Content-Length");

	return (length != NULL && strcmp(length, "0") != 0)
	       || reply_header(request, "Transfer-Encoding") != NULL;
}

static void on_request(struct evhttp_request *request, void *context)
{
	struct entrance *entrance = context;
	struct evhttp_connection *connection = evhttp_request_get_connection(request);
	struct visit visit = {
		.handler = entrance->handler,
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
		connection_limit_note(&entrance->handler->limit,
			evhttp_connection_get_bufferevent(connection), stream_now_ms());
	}
	route = route_judge(&(struct route_request){
		.place = entrance->place,
		.method = visit.method,
		.has_body = has_body(request),
		.target = evhttp_request_get_uri(request),
	});
	give(&visit, &route);
	evbuffer_free(visit.body);
}

static struct bufferevent *on_connection(struct event_base *base, void *context)
{
	struct handler *handler = context;

	return connection_limit_admit(&handler->limit, base, stream_now_ms());
}

/* Every method is let in, so that the answer to it is ours. */
static bool open_entrance(
	struct handler *handler, struct entrance *entrance, enum route_place place)
{
	entrance->handler = handler;
	entrance->place = place;
	entrance->http = evhttp_new(handler->base);
	if (entrance->http == NULL) {
		return false;
	}
	evhttp_set_allowed_methods(entrance->http, UINT16_MAX);
	evhttp_set_max_headers_size(entrance->http, HANDLER_HEAD_BYTES);
	evhttp_set_max_body_size(entrance->http, HANDLER_BODY_BYTES);
	evhttp_set_timeout(entrance->http, CONNECTION_LIMIT_PATIENCE_MS / 1000);
	/* What is too large is read to its end, or nobody would get the answer. */
	evhttp_set_flags(entrance->http, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_bevcb(entrance->http, on_connection, handler);
	evhttp_set_gencb(entrance->http, on_request, entrance);
	return true;
}

bool handler_open(struct handler *handler, struct event_base *base,
	struct watcher *watcher, const char *version)
{
	memset(handler, 0, sizeof(*handler));
	handler->base = base;
	handler->watcher = watcher;
	connection_limit_init(&handler->limit, &handler->stats);
	response_cache_init(&handler->cache, version, watcher, &handler->stats);
	return open_entrance(handler, &handler->at_fips, ROUTE_AT_FIP)
	       && open_entrance(handler, &handler->at_page, ROUTE_AT_PAGE);
}

void handler_tick(struct handler *handler, int64_t now_ms)
{
	connection_limit_sweep(&handler->limit, now_ms);
}

void handler_close(struct handler *handler)
{
	evhttp_free(handler->at_fips.http);
	evhttp_free(handler->at_page.http);
	connection_limit_leave(&handler->limit);
	response_cache_clear(&handler->cache);
}
