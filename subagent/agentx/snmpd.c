#include "agentx/snmpd.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentx/netsnmp.h"

static void watch(struct snmpd *snmpd)
{
	snmpd->watched = true;
	alarm(SNMPD_WATCHDOG_S);
}

static void end_watch(struct snmpd *snmpd)
{
	if (snmpd->watched) {
		alarm(0);
	}
	snmpd->watched = false;
}

/* What net-snmp waits for goes into set and span, beside the caller's; how many. */
static int gather(
	netsnmp_large_fd_set *set, struct timeval *span, const struct snmpd_wait *wait)
{
	int block = 0; /* span is set already, and only made shorter */
	int count = 0;

	NETSNMP_LARGE_FD_ZERO(set);
	snmp_select_info2(&count, set, span, &block);
	for (size_t i = 0; i < SNMPD_OTHERS; i++) {
		if (wait->fds[i] >= 0) {
			NETSNMP_LARGE_FD_SET(wait->fds[i], set);
			count = wait->fds[i] >= count ? wait->fds[i] + 1 : count;
		}
	}
	return count;
}

/* What is the caller's is not for the library to see. */
static void sort_out(netsnmp_large_fd_set *set, struct snmpd_wait *wait)
{
	for (size_t i = 0; i < SNMPD_OTHERS; i++) {
		int fd = wait->fds[i];

		wait->ready[i] = fd >= 0 && NETSNMP_LARGE_FD_ISSET(fd, set);
		if (wait->ready[i]) {
			NETSNMP_LARGE_FD_CLR(fd, set);
		}
	}
}

void snmpd_turn(struct snmpd *snmpd, struct snmpd_wait *wait)
{
	struct timeval span = { wait->longest_ms / 1000,
		wait->longest_ms % 1000 * 1000 };
	netsnmp_large_fd_set set;
	int ready;

	end_watch(snmpd);
	netsnmp_large_fd_set_init(&set, FD_SETSIZE);
	ready = netsnmp_large_fd_set_select(
		gather(&set, &span, wait), &set, NULL, NULL, &span);
	if (ready <= 0) {
		NETSNMP_LARGE_FD_ZERO(&set);
	}
	sort_out(&set, wait);
	if (ready <= 0 || !snmpd->connected) {
		watch(snmpd);
	}
	if (ready > 0) {
		snmp_read2(&set);
	} else {
		snmp_timeout();
	}
	run_alarms();
	netsnmp_large_fd_set_cleanup(&set);
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
			"no permission for %s: waiting; fipctl doctor says what is "
			"closed",
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

/*
 * Net-snmp would have OpenSSL make tables of all ciphers, digests and error texts, by
 * which these are found by name: for TLS and its certificates, of which there are none
 * here.  The sessions of informs miss nothing: USM names its digests and ciphers by
 * function (EVP_sha256, EVP_aes_128_cfb).
 */
static void spare_crypto(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ADD_ALL_CIPHERS
				    | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
				    | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
		NULL);
}

void snmpd_init(struct snmpd *snmpd)
{
	watch(snmpd);
	snmp_disable_stderrlog();
	snmp_enable_calllog();
	snmp_register_callback(
		SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, snmpd);
	set_options(snmpd->options);
	spare_crypto();
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
