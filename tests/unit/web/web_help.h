/*
 * web_help - what fipd-web knows, made up for the tests of how it is shown.
 */
#ifndef FIPD_TESTS_UNIT_WEB_HELP_H
#define FIPD_TESTS_UNIT_WEB_HELP_H

#include <stdlib.h>
#include <string.h>

#include "web/snapshot.h"

/* A sight with the watcher and tally that it shows. */
struct stage {
	struct report report;
	struct watcher watcher;
	struct stats stats;
	struct snapshot snapshot;
};

/* Fill in an active node with a link and two F-IPs. */
static inline void fill_status(struct status *status)
{
	strcpy(status->version, "0.1.0");
	strcpy(status->config.node, "n1");
	status->role = ROLE_ACTIVE;
	status->role_age_ms = 60000;
	status->peer_state = PEER_UP;
	status->peer_heard_age_ms = -1;
	status->active_ms = 1234567;
	status->last_sequence = 3;
	status->link_count = 1;
	strcpy(status->links[0].name, "eth0");
	strcpy(status->links[0].interface, "eth0");
	status->links[0].state = LINK_UP;
	status->links[0].round_trip_us = 250;
	status->links[0].lost = UINT64_C(1) << 60;
	status->fip_count = 2;
	strcpy(status->fips[0].address, "192.168.0.100");
	status->fips[0].state = FIP_HELD;
	strcpy(status->fips[1].address, "fd00::100");
	status->fips[1].state = FIP_RELEASED;
}

/* Return the sight of a status that came 500 ms ago; free it with free(). */
static inline struct stage *stage_make(void)
{
	struct stage *stage = calloc(1, sizeof(*stage));

	watcher_init(&stage->watcher, "", &stage->report);
	fill_status(&stage->watcher.mirror.status);
	stage->watcher.mirror.state = MIRROR_CONNECTED;
	stage->watcher.mirror.received_ms = 1000;
	stage->snapshot.version = "0.2.0";
	stage->snapshot.watcher = &stage->watcher;
	stage->snapshot.stats = &stage->stats;
	snapshot_take(&stage->snapshot, 1500);
	stage->snapshot.presence[0] = PRESENCE_YES;
	stage->snapshot.presence[1] = PRESENCE_NO;
	return stage;
}

#endif
