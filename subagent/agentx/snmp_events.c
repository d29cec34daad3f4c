#include "agentx/snmp_events.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "agentx/netsnmp.h"

enum {
	ROUNDS_MAX = 32 /* then let the other events of the loop have their turn */
};

void snmp_events_init(struct snmp_events *events, struct event_base *base,
	event_callback_fn on_ready, void *context)
{
	memset(events, 0, sizeof(*events));
	events->base = base;
	events->on_ready = on_ready;
	events->context = context;
	events->timer = evtimer_new(base, on_ready, context);
	assert(events->timer != NULL);
}

void snmp_events_disarm(struct snmp_events *events, bool watched)
{
	while (events->count > 0) {
		event_free(events->sockets[--events->count]);
	}
	evtimer_del(events->timer);
	events->watched = watched;
	if (watched) {
		alarm(SNMP_EVENTS_WATCHDOG_S);
	}
}

void snmp_events_run(void)
{
	for (int i = 0; i < ROUNDS_MAX && agent_check_and_process(0) > 0; i++) {
	}
}

static void watch(struct snmp_events *events, int fd)
{
	struct event *event;

	assert(events->count < SNMP_EVENTS_SOCKETS_MAX);
	event = event_new(events->base, fd, EV_READ, events->on_ready, events->context);
	assert(event != NULL);
	event_add(event, NULL);
	events->sockets[events->count++] = event;
}

void snmp_events_rearm(struct snmp_events *events)
{
	int count = 0;
	int block = 1;
	struct timeval wait = { 0, 0 };
	netsnmp_large_fd_set set;

	if (events->watched) {
		alarm(0);
	}
	netsnmp_large_fd_set_init(&set, FD_SETSIZE);
	NETSNMP_LARGE_FD_ZERO(&set);
	snmp_select_info2(&count, &set, &wait, &block);
	for (int fd = 0; fd < count; fd++) {
		if (NETSNMP_LARGE_FD_ISSET(fd, &set)) {
			watch(events, fd);
		}
	}
	netsnmp_large_fd_set_cleanup(&set);
	if (block == 0) {
		evtimer_add(events->timer, &wait);
	}
}
