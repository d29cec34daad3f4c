#include "http/reply.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>

enum {
	STATUS_NOT_MODIFIED = 304,
	STATUS_BAD_METHOD = 405,
};

/* clang-format off */
/* table */
static const struct header {
	const char *name;
	const char *value;
} HEADERS[] = {
	{ "Content-Security-Policy", "default-src 'none'; script-src 'self'; "
		"style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
		"form-action 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
};
/* clang-format on */

const char *reply_header(struct evhttp_request *request, const char *name)
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
	for (size_t i = 0; i < sizeof(HEADERS) / sizeof(HEADERS[0]); i++) {
		evhttp_add_header(headers, HEADERS[i].name, HEADERS[i].value);
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

void reply_send(struct evhttp_request *request, const struct reply *reply)
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
