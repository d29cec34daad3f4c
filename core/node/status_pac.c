#include "node/status_pac.h"

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

static void tell_proxy(
	struct pac_proxy *told, const struct config_proxy *proxy, const char *real_ip)
{
	snprintf(told->host, sizeof(told->host), "%s",
		proxy->host[0] == '\0' ? real_ip : proxy->host);
	told->port = proxy->port;
	told->weight = proxy->weight;
}

static void tell_networks(
	struct pac_networks *told, const struct config_networks *networks)
{
	told->count = (uint32_t)networks->count;
	for (size_t i = 0; i < networks->count; i++) {
		address_write_fip(&networks->list[i], told->list[i]);
	}
}

void status_build_tell_pac(struct status *status, const struct config *config,
	const struct engine *engine, uint64_t served)
{
	struct pac *pac = &status->pac;

	pac->enabled = config->pac.enabled;
	pac->share = config->pac.share_load;
	pac->first = is_first(engine);
	pac->split = config->pac.split;
	pac->port = config->pac.port;
	tell_proxy(&pac->own, &config->pac.own, status->own_address);
	tell_proxy(&pac->peer, &config->pac.peer, status->peer_address);
	tell_networks(&pac->direct, &config->pac.direct);
	tell_networks(&pac->clients, &config->pac.clients);
	pac->requests = served;
	status->page_scope = config->page.scope;
	status->page_port = config->page.port;
	status->page_refresh_ms = config->page.refresh_ms;
}
