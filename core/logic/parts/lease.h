/*
 * lease - what the kernel holds for us, and until when.
 *
 * A held F-IP is an address with a finite lifetime in the kernel, renewed with every
 * beat. This is the engine's own account of it: what was asked, what was confirmed,
 * when it was renewed last.  Never renew a lease that may have run out: that would
 * resurrect the address after the peer has taken it.
 */
#ifndef FIPD_PARTS_LEASE_H
#define FIPD_PARTS_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/settings.h"

enum lease_state {
	LEASE_NONE,     /* the kernel holds no F-IP of ours */
	LEASE_ASKED,    /* hold was asked for, not yet confirmed */
	LEASE_HELD,     /* confirmed */
	LEASE_REMOVING, /* release was asked for, not yet confirmed */
};

struct lease {
	enum lease_state state;
	uint32_t lease_s;   /* the kernel's, of the last hold or renewal */
	int64_t refusal_us; /* age from which it may have run out */
	int64_t renewed_us;
	bool gone;        /* an F-IP is missing although its lease is fresh */
	int64_t retry_us; /* when to ask for the removal again */
};

/* Note that the F-IPs were asked for with the lease of these settings. */
void lease_ask(struct lease *lease, const struct settings *settings, int64_t now_us);

/* Note that F-IPs of a former life were found with so much of the lease left. */
void lease_find(struct lease *lease, const struct settings *settings,
	int64_t remaining_us, int64_t now_us);

/* Note a renewal with the lease of these settings. */
void lease_renew(struct lease *lease, const struct settings *settings, int64_t now_us);

/* Note that the removal was asked for. */
void lease_remove(struct lease *lease, int64_t now_us);

/* Note that the kernel has confirmed every F-IP. */
void lease_confirm(struct lease *lease);

/* Note that an F-IP is missing. */
void lease_lose(struct lease *lease);

/* Note that none is left in the kernel. */
void lease_end(struct lease *lease);

/* Return whether the kernel may still hold an F-IP. */
bool lease_may_hold(const struct lease *lease);

/* Return whether the lease is too old to be renewed: close to its end, or the fence's.
 */
bool lease_has_expired(const struct lease *lease, int64_t now_us);

#endif
