#include "node/own_address.h"

#include <stdio.h>
#include <string.h>

#include "heartbeat/link.h"
#include "heartbeat/link_sockets.h"
#include "node/config_diff.h"

/* Link-local addresses are told apart by their interface. */
static bool is_link(const struct config *config, struct ip address)
{
	for (size_t i = 0; i < config->link_count; i++) {
		const struct config_link *link = &config->links[i];

		if (ip_equal(link->address, address)
			&& (!ip_is_link_local(address)
				|| strcmp(link->interface, config->interface) == 0)) {
			return true;
		}
	}
	return false;
}

static enum own_address_verdict judge(const struct config *config, struct ip *own)
{
	if (ip_equal(*own, config->peer)) {
		*own = (struct ip){ 0 };
		return OWN_ADDRESS_IS_PEER;
	}
	if (config_diff_has_fip(config, *own)) {
		*own = (struct ip){ 0 };
		return OWN_ADDRESS_IS_FIP;
	}
	if (is_link(config, *own)) {
		*own = (struct ip){ 0 };
		return OWN_ADDRESS_IS_LINK;
	}
	return OWN_ADDRESS_KNOWN;
}

enum own_address_verdict own_address_find(
	const struct config *config, struct ip *own, int *error)
{
	*error = 0;
	*own = config->address;
	if (!ip_is_set(*own)) {
		*error = link_sockets_find_own(
			own, config->peer, config->routed ? NULL : config->interface);
	}
	if (*error) {
		*own = (struct ip){ 0 };
		return link_may_wait(*error) ? OWN_ADDRESS_UNKNOWN
					     : OWN_ADDRESS_REFUSED;
	}
	return judge(config, own);
}

void own_address_explain(char *text, size_t size, enum own_address_verdict verdict,
	const struct config *config, int error)
{
	char peer[IP_TEXT_SIZE];

	ip_write(config->peer, peer);
	switch (verdict) {
	case OWN_ADDRESS_IS_FIP:
		snprintf(text, size,
			"the address towards peer %s is an F-IP; set "
			"`address` to the real IP of this node",
			peer);
		break;
	case OWN_ADDRESS_IS_PEER:
		snprintf(text, size,
			"peer: %s is an address of this node; the real IP of "
			"the other node is needed",
			peer);
		break;
	case OWN_ADDRESS_IS_LINK:
		snprintf(text, size,
			"the address towards peer %s is that of a link; every path "
			"needs two addresses of its own",
			peer);
		break;
	case OWN_ADDRESS_UNKNOWN:
	case OWN_ADDRESS_REFUSED:
		snprintf(text, size,
			"own real IP not known: no way to peer %s%s%s: %s; "
			"give the host an address and a route, or set `address`",
			peer, config->routed ? "" : " over ",
			config->routed ? "" : config->interface, strerror(-error));
		break;
	case OWN_ADDRESS_KNOWN:
		snprintf(text, size, "the own real IP is known");
		break;
	}
}
