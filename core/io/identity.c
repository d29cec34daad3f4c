#include "io/identity.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "io/link.h"
#include "io/path.h"

static bool is_fip(const struct config *config, struct in_addr address)
{
	for (size_t i = 0; i < config->fip_count; i++) {
		if (config->fips[i].address.s_addr == address.s_addr) {
			return true;
		}
	}
	return false;
}

static enum identity_verdict judge(const struct config *config, struct in_addr *own)
{
	if (own->s_addr == config->peer.s_addr) {
		own->s_addr = INADDR_ANY;
		return IDENTITY_IS_PEER;
	}
	if (is_fip(config, *own)) {
		own->s_addr = INADDR_ANY;
		return IDENTITY_IS_FIP;
	}
	return IDENTITY_KNOWN;
}

enum identity_verdict identity_find(
	const struct config *config, struct in_addr *own, int *error)
{
	*error = 0;
	*own = config->address;
	if (own->s_addr == INADDR_ANY) {
		*error = link_find_own(
			own, config->peer, config->routed ? NULL : config->interface);
	}
	if (*error) {
		own->s_addr = INADDR_ANY;
		return path_may_wait(*error) ? IDENTITY_UNKNOWN : IDENTITY_REFUSED;
	}
	return judge(config, own);
}

void identity_explain(char *text, size_t size, enum identity_verdict verdict,
	const struct config *config, int error)
{
	char peer[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &config->peer, peer, sizeof peer);
	switch (verdict) {
	case IDENTITY_IS_FIP:
		snprintf(text, size,
			"the address towards peer %s is an F-IP; set "
			"`address` to the real IP of this node",
			peer);
		break;
	case IDENTITY_IS_PEER:
		snprintf(text, size,
			"peer: %s is an address of this node; the real IP of "
			"the other node is needed",
			peer);
		break;
	case IDENTITY_UNKNOWN:
	case IDENTITY_REFUSED:
		snprintf(text, size,
			"own real IP not known: no way to peer %s%s%s: %s; "
			"give the host an address and a route, or set `address`",
			peer, config->routed ? "" : " over ",
			config->routed ? "" : config->interface, strerror(-error));
		break;
	case IDENTITY_KNOWN:
		snprintf(text, size, "the own real IP is known");
		break;
	}
}
