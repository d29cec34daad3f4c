#include "agentx/snmpd.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentx/netsnmp.h"

enum {
	ROUNDS_MAX = 32 /* then let the other events of the loop have their turn */
};

static void disarm(struct snmpd *snmpd, bool watched)
{
	while (snmpd->count > 0) {
		event_free(snmpd->sockets[--snmpd->count]);
	}
	evtimer_del(snmpd->timer);
	snmpd->watched = watched;
	if (watched) {
		alarm(SNMPD_WATCHDOG_S);
	}
}

void snmpd_run(struct snmpd *snmpd, bool watched)
{
	disarm(snmpd, watched);
	for (int i = 0; i < ROUNDS_MAX && agent_check_and_process(0) > 0; i++) {
	}
}

static void watch_socket(struct snmpd *snmpd, int fd)
{
	struct event *event;

	assert(snmpd->count < SNMPD_SOCKETS_MAX);
	event = event_new(snmpd->base, fd, EV_READ, snmpd->on_ready, snmpd->context);
	assert(event != NULL);
	event_add(event, NULL);
	snmpd->sockets[snmpd->count++] = event;
}

void snmpd_rearm(struct snmpd *snmpd)
{
	int count = 0;
	int block = 1;
	struct timeval wait = { 0, 0 };
	netsnmp_large_fd_set set;

	if (snmpd->watched) {
		alarm(0);
	}
	netsnmp_large_fd_set_init(&set, FD_SETSIZE);
	NETSNMP_LARGE_FD_ZERO(&set);
	snmp_select_info2(&count, &set, &wait, &block);
	for (int fd = 0; fd < count; fd++) {
		if (NETSNMP_LARGE_FD_ISSET(fd, &set)) {
			watch_socket(snmpd, fd);
		}
	}
	netsnmp_large_fd_set_cleanup(&set);
	if (block == 0) {
		evtimer_add(snmpd->timer, &wait);
	}
}

enum {
	RECONNECT_S = 1
};

static void report_absence(struct snmpd *snmpd)
{
	const char *socket = snmpd->options->agentx;

	if (snmpd->absence_reported) {
		return;
	}
	snmpd->absence_reported = true;
	if (access(socket, R_OK | W_OK) != 0 && errno == EACCES) {
		report_warning(snmpd->report,
			"no permission for %s: waiting; snmpd.conf needs agentXPerms",
			socket);
	} else {
		report_warning(snmpd->report, "no snmpd at %s: waiting", socket);
	}
}

static int on_connect(int major, int minor, void *server, void *client)
{
	struct snmpd *snmpd;

	(void)major;
	(void)minor;
	(void)server;
	snmpd = client;
	snmpd->connected = true;
	snmpd->epoch++;
	return SNMPERR_SUCCESS;
}

static int on_disconnect(int major, int minor, void *server, void *client)
{
	struct snmpd *snmpd;

	(void)major;
	(void)minor;
	(void)server;
	snmpd = client;
	snmpd->connected = false;
	report_absence(snmpd);
	return SNMPERR_SUCCESS;
}

/* The result of a registration is seen nowhere else (agentx client.c only logs it). */
static int on_log(int major, int minor, void *server, void *client)
{
	struct snmp_log_message *message;
	struct snmpd *snmpd;
	char line[SNMPD_LINE_MAX + 1];

	(void)major;
	(void)minor;
	message = server;
	snmpd = client;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(message->msg, "\n"),
		message->msg);
	if (strstr(line, "registering pdu failed: 263") != NULL) {
		snmpd->duplicate = true;
	}
	if (line[0] != '\0' && strcmp(line, snmpd->line) != 0) {
		memcpy(snmpd->line, line, sizeof(line));
		report_debug(snmpd->report, "net-snmp: %s", line);
	}
	return SNMPERR_SUCCESS;
}

static void set_options(const struct options *options)
{
	/* No MIB text, no configuration, no state on disk: the table has it all. */
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE, 1);
	netsnmp_ds_set_boolean(
		NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_NO_CONNECTION_WARNINGS, 1);
	netsnmp_ds_set_string(
		NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, options->agentx);
}

void snmpd_init(struct snmpd *snmpd)
{
	snmpd->timer = evtimer_new(snmpd->base, snmpd->on_ready, snmpd->context);
	assert(snmpd->timer != NULL);
	disarm(snmpd, true);
	snmp_disable_stderrlog();
	snmp_enable_calllog();
	snmp_register_callback(
		SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, snmpd);
	set_options(snmpd->options);
	init_agent("fipd-agentx");
	/* After init_agent, which sets 15 s: what is the ping's is the reconnection's
	 * too. */
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
		NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, RECONNECT_S);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_START,
		on_connect, snmpd);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_STOP,
		on_disconnect, snmpd);
}

void snmpd_start(struct snmpd *snmpd)
{
	init_snmp("fipd-agentx");
	if (!snmpd->connected) {
		report_absence(snmpd);
	}
}

bool snmpd_settle(struct snmpd *snmpd, uint32_t *uptime)
{
	if (!snmpd->connected || snmpd->settled == snmpd->epoch
		|| main_session == NULL) {
		return false;
	}
	snmpd->settled = snmpd->epoch;
	snmpd->absence_reported = false;
	/* The library keeps the handle of the ping's alarm in this field. */
	if (main_session->securityModel != SNMP_DEFAULT_SECMODEL) {
		snmp_alarm_unregister((unsigned)main_session->securityModel);
		main_session->securityModel = SNMP_DEFAULT_SECMODEL;
	}
	report_info(snmpd->report, "connected to snmpd at %s", snmpd->options->agentx);
	*uptime = (uint32_t)netsnmp_get_agent_uptime();
	return true;
}
