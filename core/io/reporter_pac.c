#include "io/reporter_pac.h"

#include <stdio.h>

#include "config/address.h"

enum {
	NODE_LOWER = 1
};

_Static_assert((int)PAC_HOST_MAX == (int)CONFIG_HOST_MAX
		       && (int)PAC_NETWORKS_MAX == (int)CONFIG_NETWORKS_MAX
		       && (int)PAC_NETWORK_MAX + 1 == (int)ADDRESS_TEXT_SIZE,
	"what can be configured can be told");

/* Of two nodes with the same configured role the lower real IP decides. */
static bool is_first(const struct engine *engine)
{
	const struct liveness *liveness = &engine->liveness;
	bool preferred = engine->settings.preferred;
	bool peer_preferred = (liveness->last.role_flags & ROLE_FLAG_PREFERRED) != 0;

	return liveness->ever && peer_preferred == preferred
		       ? engine->settings.node == NODE_LOWER
		       : preferred;
}

static void tell_proxy(struct pac_proxy *proxy, const char *host, const char *real_ip)
{
	snprintf(proxy->host, sizeof proxy->host, "%s",
		host[0] == '\0' ? real_ip : host);
}

static void tell_networks(
	struct pac_networks *told, const struct config_networks *networks)
{
	told->count = (uint32_t)networks->count;
	for (size_t i = 0; i < networks->count; i++) {
		address_write_fip(&networks->list[i], told->list[i]);
	}
}

void reporter_tell_pac(struct status *status, const struct config *config,
	const struct engine *engine, uint64_t served)
{
	struct pac *pac = &status->pac;

	pac->enabled = config->pac;
	pac->share = config->share_load;
	pac->first = is_first(engine);
	pac->split = config->split;
	pac->port = config->pac_port;
	tell_proxy(&pac->own, config->proxy, status->own_address);
	pac->own.port = config->proxy_port;
	pac->own.weight = config->proxy_weight;
	tell_proxy(&pac->peer, config->peer_proxy, status->peer_address);
	pac->peer.port = config->peer_proxy_port;
	pac->peer.weight = config->peer_proxy_weight;
	tell_networks(&pac->direct, &config->direct_networks);
	tell_networks(&pac->clients, &config->client_networks);
	pac->requests = served;
	status->page_scope = config->status_page;
	status->page_port = config->status_port;
	status->page_refresh_ms = config->status_refresh_ms;
}
