/*
 * web - the settings of fipd-web: the PAC service and the status page.
 */
#ifndef FIPD_CONFIG_WEB_H
#define FIPD_CONFIG_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/entry.h"

enum {
	CONFIG_HOST_MAX = 253, /* RFC 1035, less the dot at the end */
	CONFIG_NETWORKS_MAX = 32,
};

enum config_split {
	CONFIG_SPLIT_EVEN_ODD = 1, /* the numbers of fipdPacSplit */
	CONFIG_SPLIT_HASH = 2,
};

/* Where the status page is served; the numbers of enum page_scope. */
enum config_scope {
	CONFIG_SCOPE_OFF = 1,
	CONFIG_SCOPE_LOOPBACK,
	CONFIG_SCOPE_NODE,
};

struct config_proxy {
	char host[CONFIG_HOST_MAX + 1]; /* "": the node's real IP */
	uint32_t port;
	uint32_t weight;
};

struct config_networks {
	size_t count;
	struct config_fip list[CONFIG_NETWORKS_MAX];
};

struct config_pac {
	bool enabled;
	bool share_load; /* over both proxies */
	enum config_split split;
	uint32_t port;
	struct config_proxy own;
	struct config_proxy peer;
	struct config_networks direct;  /* hosts that need no proxy */
	struct config_networks clients; /* none: everybody */
};

struct config_page {
	enum config_scope scope;
	uint32_t port;
	uint32_t refresh_ms;
};

#endif
