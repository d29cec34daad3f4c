#include "agentx/master.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentx/netsnmp.h"

enum {
	RECONNECT_S = 1
};

static void report_absence(struct master *master)
{
	const char *socket = master->options->agentx;

	if (master->told) {
		return;
	}
	master->told = true;
	if (access(socket, R_OK | W_OK) != 0 && errno == EACCES) {
		report_warning(master->report,
			"no permission for %s: waiting; snmpd.conf needs agentXPerms",
			socket);
	} else {
		report_warning(master->report, "no snmpd at %s: waiting", socket);
	}
}

static int on_connect(int major, int minor, void *server, void *client)
{
	struct master *master;

	(void)major;
	(void)minor;
	(void)server;
	master = client;
	master->connected = true;
	master->epoch++;
	return SNMPERR_SUCCESS;
}

static int on_disconnect(int major, int minor, void *server, void *client)
{
	struct master *master;

	(void)major;
	(void)minor;
	(void)server;
	master = client;
	master->connected = false;
	report_absence(master);
	return SNMPERR_SUCCESS;
}

/* The result of a registration is seen nowhere else (agentx client.c only logs it). */
static int on_log(int major, int minor, void *server, void *client)
{
	struct snmp_log_message *message;
	struct master *master;
	char line[MASTER_LINE_MAX + 1];

	(void)major;
	(void)minor;
	message = server;
	master = client;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(message->msg, "\n"),
		message->msg);
	if (strstr(line, "registering pdu failed: 263") != NULL) {
		master->duplicate = true;
	}
	if (line[0] != '\0' && strcmp(line, master->line) != 0) {
		memcpy(master->line, line, sizeof(line));
		report_debug(master->report, "net-snmp: %s", line);
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

void master_init(struct master *master, const struct options *options,
	const struct report *report)
{
	memset(master, 0, sizeof(*master));
	master->options = options;
	master->report = report;
	snmp_disable_stderrlog();
	snmp_enable_calllog();
	snmp_register_callback(
		SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, master);
	set_options(options);
	init_agent("fipd-agentx");
	/* After init_agent, which sets 15 s: what is the ping's is the reconnection's
	 * too. */
	netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
		NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, RECONNECT_S);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_START,
		on_connect, master);
	snmp_register_callback(SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_STOP,
		on_disconnect, master);
}

void master_start(struct master *master)
{
	init_snmp("fipd-agentx");
	if (!master->connected) {
		report_absence(master);
	}
}

bool master_settle(struct master *master)
{
	if (!master->connected || master->settled == master->epoch
		|| main_session == NULL) {
		return false;
	}
	master->settled = master->epoch;
	master->told = false;
	/* The library keeps the handle of the ping's alarm in this field. */
	if (main_session->securityModel != SNMP_DEFAULT_SECMODEL) {
		snmp_alarm_unregister((unsigned)main_session->securityModel);
		main_session->securityModel = SNMP_DEFAULT_SECMODEL;
	}
	report_info(
		master->report, "connected to snmpd at %s", master->options->agentx);
	return true;
}

uint32_t master_uptime(void)
{
	return (uint32_t)netsnmp_get_agent_uptime();
}
