#include "web/script.h"

#include <assert.h>
#include <string.h>

#include "web/asset.h"
#include "web/network.h"

static void append_bytes(struct script *script, const void *bytes, size_t length)
{
	assert(length < sizeof(script->text) - script->length_bytes);
	memcpy(script->text + script->length_bytes, bytes, length);
	script->length_bytes += length;
	script->text[script->length_bytes] = '\0';
}

static void append(struct script *script, const char *text)
{
	append_bytes(script, text, strlen(text));
}

static void append_proxies(struct script *script, const struct split *split)
{
	append(script, "var PROXIES = \"");
	for (uint32_t i = 0; i < split->count; i++) {
		char text[PROXY_SIZE];

		proxy_write(text, split->list[i]);
		append(script, i > 0 ? "; PROXY " : "PROXY ");
		append(script, text);
	}
	append(script, split->count > 0 ? "\";\n" : "DIRECT\";\n");
}

static void append_networks(
	struct script *script, const struct config_networks *networks)
{
	const char *before = "";

	append(script, "var DIRECT_NETWORKS = [");
	for (size_t i = 0; i < networks->count && i < CONFIG_NETWORKS_MAX; i++) {
		char text[NETWORK_SIZE];

		if (network_write(text, &networks->list[i])) {
			append(script, before);
			append(script, "\"");
			append(script, text);
			append(script, "\"");
			before = ", ";
		}
	}
	append(script, "];\n");
}

static void append_plain_names(struct script *script, bool direct)
{
	append(script, "var DIRECT_PLAIN_NAMES = ");
	append(script, direct ? "true;\n" : "false;\n");
}

void script_write(struct script *script, char tag[TAG_SIZE],
	const struct config_pac *pac, const struct split *split)
{
	const struct asset *body = asset_find(&web_assets, "script.js");

	assert(body != NULL);
	script->length_bytes = 0;
	append_proxies(script, split);
	append_networks(script, &pac->direct);
	append_plain_names(script, pac->direct_plain_names);
	script->head_bytes = script->length_bytes;
	append_bytes(script, body->bytes, body->length_bytes);
	tag_write(tag, script->text, script->head_bytes, body->digest);
}

void script_make(struct script *script, char tag[TAG_SIZE], const struct status *status,
	const char *client)
{
	struct split split = split_decide(status, client);

	script_write(script, tag, &status->config.pac, &split);
}
