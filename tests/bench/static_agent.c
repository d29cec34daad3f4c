/*
 * static_agent SOCKET - the least that an AgentX subagent of net-snmp can be: one
 * integer, registered as a read-only instance, at { netSnmpPlaypen 7901 0 }.
 *
 * What a GET of it takes is what AgentX and net-snmp cost by themselves.
 */
#include <stdlib.h>

/* clang-format off */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
/* clang-format on */

static int number = 42;
static const oid name[] = { 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 7901, 0 };

int main(int argc, char **argv)
{
	if (argc != 2) {
		return EXIT_FAILURE;
	}
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	netsnmp_ds_set_boolean(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_ROLE, 1);
	netsnmp_ds_set_string(
		NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
	init_agent("static_agent");
	netsnmp_register_read_only_int_instance(
		"number", name, sizeof(name) / sizeof(name[0]), &number, NULL);
	init_snmp("static_agent");
	for (;;) {
		agent_check_and_process(1);
	}
}
