#include "web/split.h"

#include <string.h>

#include "web/hash.h"
#include "web/network.h"

enum {
	SITE_BYTES = 8, /* a host of IPv6 has many addresses, but one /64 */
};

static bool is_out_of_service(uint32_t role, bool maintenance)
{
	return maintenance || role == ROLE_FAULT || role == ROLE_DISABLED;
}

static bool serves_here(const struct status *status)
{
	return status->config.pac.own.host[0] != '\0'
	       && !is_out_of_service(status->role, status->config.maintenance);
}

static bool serves_there(const struct status *status)
{
	bool heard =
		status->peer_state == PEER_UP || status->peer_state == PEER_DEGRADED;

	return heard && status->config.pac.peer.host[0] != '\0'
	       && !is_out_of_service(
		       status->peer_role, status->outlook.peer_maintenance);
}

static uint64_t draw_highest(
	const struct config_proxy *proxy, const struct network_address *client)
{
	uint32_t length =
		client->length_bytes < SITE_BYTES ? client->length_bytes : SITE_BYTES;
	char text[PROXY_SIZE];
	uint64_t seed;
	uint64_t highest;

	proxy_write(text, proxy);
	/* With the text's end, so that nothing of it reads as an address. */
	seed = hash_append(HASH_EMPTY, text, strlen(text) + 1);
	seed = hash_append(seed, client->bytes, length);
	highest = hash_draw(seed, 1);
	for (uint32_t i = 2; i <= proxy->weight && i <= SPLIT_WEIGHT_MAX; i++) {
		uint64_t drawn = hash_draw(seed, i);

		highest = drawn > highest ? drawn : highest;
	}
	return highest;
}

static bool is_odd(const struct network_address *client)
{
	return (client->bytes[client->length_bytes - 1] & 1) != 0;
}

/* Return whether a client is of those that have the second proxy as their first. */
static bool belongs_to_second(const struct status *status, const char *text)
{
	const struct config_pac *pac = &status->config.pac;
	const struct config_proxy *first = status->pac_first ? &pac->own : &pac->peer;
	const struct config_proxy *second = status->pac_first ? &pac->peer : &pac->own;
	struct network_address client;

	if (!pac->share_load || !network_read_address(&client, text)) {
		return false;
	}
	if (pac->split == CONFIG_SPLIT_HASH) {
		return draw_highest(second, &client) > draw_highest(first, &client);
	}
	return is_odd(&client);
}

static void name(struct split *split, const struct config_proxy *proxy, bool serves)
{
	if (serves) {
		split->list[split->count++] = proxy;
	}
}

struct split split_decide(const struct status *status, const char *client)
{
	const struct config_pac *pac = &status->config.pac;
	bool here = serves_here(status);
	bool there = serves_there(status);
	struct split split;
	bool own_leads;

	if (!here && !there) {
		here = pac->own.host[0] != '\0';
		there = pac->peer.host[0] != '\0';
	}
	split = (struct split){ 0 };
	own_leads = belongs_to_second(status, client) != status->pac_first;
	if (own_leads) {
		name(&split, &pac->own, here);
		name(&split, &pac->peer, there);
	} else {
		name(&split, &pac->peer, there);
		name(&split, &pac->own, here);
	}
	return split;
}
