/*
 * pac - the settings of the proxy auto-configuration (PAC) service, as in force.
 *
 * A part of the status, and its object "pac" in JSON.  fipd checks and keeps them and
 * counts the scripts that fipd-web says it has served; what they mean for a client is
 * fipd-web's.
 */
#ifndef FIPD_PROTOCOL_PAC_H
#define FIPD_PROTOCOL_PAC_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	PAC_HOST_MAX = 253, /* RFC 1035, less the dot at the end */
	PAC_NETWORKS_MAX = 32,
	PAC_NETWORK_MAX = 49, /* text of the longest: an IPv6 address and "/128" */
};

/* By what clients are spread over the two proxies. */
enum pac_split {
	PAC_SPLIT_EVEN_ODD = 1, /* the last bit of the client's address */
	PAC_SPLIT_HASH,         /* rendezvous hash, with the weights */
};

/* A proxy as the script names it. */
struct pac_proxy {
	char host[PAC_HOST_MAX + 1]; /* a name or an address, without brackets */
	uint32_t port;
	uint32_t weight;
};

struct pac_networks {
	uint32_t count;
	char list[PAC_NETWORKS_MAX][PAC_NETWORK_MAX + 1]; /* "10.0.0.0/8" */
};

struct pac {
	bool enabled;
	bool share; /* both proxies serve; else the first, while it can */
	bool first; /* the own proxy is the first of the two: the configured active's */
	uint32_t split; /* enum pac_split */
	uint32_t port;  /* TCP, on the F-IPs */
	struct pac_proxy own;
	struct pac_proxy peer;
	struct pac_networks direct;  /* hosts that need no proxy */
	struct pac_networks clients; /* who may have the script; none: everybody */
	uint64_t requests;           /* scripts served since fipd started */
};

/* Return a new JSON object; the caller owns it.  NULL: no memory. */
json_t *pac_to_json(const struct pac *pac);

/* Fill in pac; a missing member keeps its value, false if one is wrong. */
bool pac_from_json(struct pac *pac, const json_t *json);

#endif
