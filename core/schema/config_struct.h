/*
 * config_struct - the settings of one node as plain values.
 *
 * Each setting is a member of struct config and a row of the schema (schema.h); the
 * functions that read, check and write a configuration are in config/.  The entries of
 * the lists and the settings of fipd-web are structs of their own.
 */
#ifndef FIPD_SCHEMA_CONFIG_STRUCT_H
#define FIPD_SCHEMA_CONFIG_STRUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/types.h"
#include "schema/task_struct.h"
#include "values/diagnostics.h"
#include "values/ip.h"

enum {
	CONFIG_NAME_MAX = 32,
	CONFIG_INTERFACE_MAX = 15,
};

/* Also a network, by its first address. */
struct config_fip {
	struct ip address;
	uint8_t prefix_length;
};

/* A heartbeat link beside the one between the real IPs. */
struct config_link {
	char name[CONFIG_NAME_MAX + 1];
	char interface[CONFIG_INTERFACE_MAX + 1];
	struct ip address;
	struct ip peer;
	struct position place; /* in its file, for messages */
};

enum {
	CONFIG_HOST_MAX = 253, /* RFC 1035, less the dot at the end */
	CONFIG_NETWORKS_MAX = 32,
};

enum config_split {
	CONFIG_SPLIT_EVEN_ODD = 1, /* the numbers of fipdPacSplit */
	CONFIG_SPLIT_HASH = 2,
};

/* The scopes of the status page: nobody, this host, whoever reaches the real IP. */
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
	bool share_load;         /* over both proxies */
	bool direct_plain_names; /* hosts without a dot need no proxy */
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
	struct config_networks clients; /* none: everybody */
	char host[CONFIG_HOST_MAX + 1]; /* the node's name in DNS, "": none */
};

enum {
	CONFIG_PATH_MAX = 255,
	CONFIG_FIPS_MAX = 1000,
	CONFIG_REFERENCES_MAX = 8,
	CONFIG_LINKS_MAX = LINKS_MAX - 1, /* further ones */
	CONFIG_SETTINGS_MAX = 48,         /* rows of the schema table */
};

enum config_role {
	CONFIG_ROLE_NONE = 0,
	CONFIG_ROLE_ACTIVE = 1, /* the numbers of fipdConfiguredRole */
	CONFIG_ROLE_STANDBY = 2,
};

enum config_failback {
	CONFIG_FAILBACK_AUTOMATIC = 1,
	CONFIG_FAILBACK_MANUAL = 2,
};

enum config_outsiders {
	CONFIG_OUTSIDERS_REMOVE = 1, /* the numbers of fipdOutsiders */
	CONFIG_OUTSIDERS_TELL = 2,
};

enum config_origin {
	CONFIG_ORIGIN_DEFAULT,
	CONFIG_ORIGIN_FILE,
	CONFIG_ORIGIN_SET, /* over SNMP or with fipctl */
};

struct config {
	bool incomplete; /* a source was not read to its end: faults only */
	bool redundancy;
	bool authenticated;         /* auth: hmac (default) or none */
	bool routed;                /* accept heartbeats that crossed a router */
	bool maintenance;           /* this node must not hold the F-IPs */
	uint32_t maintenance_until; /* Unix time in s at which that ends, 0: never */
	bool resend_after_cut;      /* snmpd gets again what was sent while cut off */
	bool resident;              /* F-IPs are on lo on both nodes all the time */
	bool reference_gateway;     /* the default router is a reference */
	enum config_role role;
	enum config_failback failback;
	enum config_outsiders outsiders;
	struct ip peer;
	struct ip address; /* own real IP; none: whichever reaches the peer */
	uint32_t port;
	uint32_t interval_ms;
	uint32_t count;
	uint32_t failback_delay_ms;
	uint32_t notification_spacing_ms; /* between two of one kind, 0: none */
	uint64_t muted; /* event_bit: kinds of events without notification */
	char node[CONFIG_NAME_MAX + 1];
	char pair[CONFIG_NAME_MAX + 1];
	char interface[CONFIG_INTERFACE_MAX + 1];
	char key_file[CONFIG_PATH_MAX + 1];
	struct config_pac pac;
	struct config_page page;
	size_t link_count;
	struct config_link links[CONFIG_LINKS_MAX]; /* links 2 and up */
	size_t reference_count;
	struct ip references[CONFIG_REFERENCES_MAX];
	size_t fip_count;
	struct config_fip fips[CONFIG_FIPS_MAX];
	struct tasks tasks; /* checks and hooks, of the file only */
	enum config_origin origin[CONFIG_SETTINGS_MAX]; /* by row of the schema table */
};

#endif
