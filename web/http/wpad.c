#include "http/wpad.h"

#include "web/network.h"
#include "web/split.h"

bool wpad_allows(const struct config_pac *pac, const char *client)
{
	struct network_address address;

	if (pac->clients.count == 0) {
		return true;
	}
	if (!network_read_address(&address, client)) {
		return false;
	}
	for (size_t i = 0; i < pac->clients.count && i < CONFIG_NETWORKS_MAX; i++) {
		struct network network;

		if (network_make(&network, &pac->clients.list[i])
			&& network_contains(&network, &address)) {
			return true;
		}
	}
	return false;
}

void wpad_write(struct wpad *wpad, const struct status *status, const char *client)
{
	struct split split = split_decide(status, client);

	script_write(&wpad->script, &status->config.pac, &split);
	tag_write(wpad->tag, (const uint8_t *)wpad->script.text,
		wpad->script.length_bytes);
}
