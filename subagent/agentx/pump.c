#include "agentx/pump.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "agentx/netsnmp.h"

enum {
	ROUNDS_MAX = 32 /* then let the other events of the loop have their turn */
};

void pump_init(struct pump *pump, struct event_base *base, event_callback_fn on_ready,
	void *context)
{
	memset(pump, 0, sizeof(*pump));
	pump->base = base;
	pump->on_ready = on_ready;
	pump->context = context;
	pump->timer = evtimer_new(base, on_ready, context);
	assert(pump->timer != NULL);
}

void pump_disarm(struct pump *pump, bool watched)
{
	while (pump->count > 0) {
		event_free(pump->sockets[--pump->count]);
	}
	evtimer_del(pump->timer);
	pump->watched = watched;
	if (watched) {
		alarm(PUMP_WATCHDOG_S);
	}
}

void pump_run(void)
{
	for (int i = 0; i < ROUNDS_MAX && agent_check_and_process(0) > 0; i++) {
	}
}

static void watch(struct pump *pump, int fd)
{
	assert(pump->count < PUMP_SOCKETS_MAX);
	struct event *event =
		event_new(pump->base, fd, EV_READ, pump->on_ready, pump->context);
	assert(event != NULL);
	event_add(event, NULL);
	pump->sockets[pump->count++] = event;
}

void pump_rearm(struct pump *pump)
{
	int count = 0;
	int block = 1;
	struct timeval wait = { 0, 0 };
	netsnmp_large_fd_set set;
	if (pump->watched) {
		alarm(0);
	}
	netsnmp_large_fd_set_init(&set, FD_SETSIZE);
	NETSNMP_LARGE_FD_ZERO(&set);
	snmp_select_info2(&count, &set, &wait, &block);
	for (int fd = 0; fd < count; fd++) {
		if (NETSNMP_LARGE_FD_ISSET(fd, &set)) {
			watch(pump, fd);
		}
	}
	netsnmp_large_fd_set_cleanup(&set);
	if (block == 0) {
		evtimer_add(pump->timer, &wait);
	}
}
