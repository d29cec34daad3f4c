/*
 * services - fipd and its companions under systemd: enabled, started, reloaded.
 */
#ifndef FIPD_SETUP_SERVICES_H
#define FIPD_SETUP_SERVICES_H

#include <stdbool.h>

/* What has changed since they were started, if they were. */
struct services_news {
	bool fipd;  /* fipd.yaml or the key */
	bool agent; /* the receivers of informs */
};

/* Return whether this host runs systemd. */
bool services_are_managed(void);

/*
 * Enable and start what is installed, and have what ran read its files again; false,
 * and why on stderr, if one does not come up.
 */
bool services_start(struct services_news news);

/* Wait until fipd-agentx is up, 5 seconds at most. */
void services_await_agent(void);

#endif
