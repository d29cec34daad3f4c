/*
 * snmp_events - net-snmp inside a libevent loop.
 *
 * net-snmp opens and closes sockets inside any call, and a new socket gets the number
 * of an old one; so all its events are removed before a call into the library and made
 * anew after it.  The library does its own select with a timeout of zero and is never
 * told what was readable a moment ago: it would block for ever on what another call has
 * read meanwhile.  lldpd and keepalived (#2726) go deaf or hang where this is not kept.
 */
#ifndef FIPD_AGENTX_SNMP_EVENTS_H
#define FIPD_AGENTX_SNMP_EVENTS_H

#include <event2/event.h>
#include <stdbool.h>

enum {
	SNMP_EVENTS_SOCKETS_MAX = 64,
	SNMP_EVENTS_WATCHDOG_S =
		10, /* a call that takes longer never returns: die, be restarted */
};

struct snmp_events {
	struct event_base *base;
	event_callback_fn on_ready; /* for a readable socket or a due alarm */
	void *context;
	struct event *timer;
	bool watched; /* the watchdog runs */
	int count;
	struct event *sockets[SNMP_EVENTS_SOCKETS_MAX];
};

/* Begin, disarmed; on_ready gets context. */
void snmp_events_init(struct snmp_events *events, struct event_base *base,
	event_callback_fn on_ready, void *context);

/*
 * Remove every event, before calls into net-snmp.  Start the watchdog where they may be
 * about a connection to be made; to answer on one that stands the library does not wait
 * for anybody.
 */
void snmp_events_disarm(struct snmp_events *events, bool watched);

/* Let net-snmp do what is due; disarmed. */
void snmp_events_run(void);

/* Stop the watchdog and make the events anew. */
void snmp_events_rearm(struct snmp_events *events);

#endif
