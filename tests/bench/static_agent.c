/*
 * static_agent SOCKET COUNT - the least that an AgentX subagent of net-snmp can be: one
 * integer, registered as a read-only instance, at { netSnmpPlaypen 7898 0 }, and COUNT
 * integers to walk, from { netSnmpPlaypen 7899 1 } on.
 *
 * What a GET or a walk of them takes is what AgentX and net-snmp cost by themselves.
 */
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
/* clang-format on */

static int number = 42;
static const oid name[] = { 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 7898, 0 };

enum {
	ROOT_LENGTH = 10
};

static const oid root[ROOT_LENGTH] = { 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 7899 };
static oid count;

static void answer_next(netsnmp_request_info *request)
{
	netsnmp_variable_list *variable = request->requestvb;
	oid found[ROOT_LENGTH + 1];
	oid number_asked =
		variable->name_length > ROOT_LENGTH ? variable->name[ROOT_LENGTH] : 0;
	oid next = request->inclusive && number_asked > 0 ? number_asked
							  : number_asked + 1;

	if (next > count) {
		return;
	}
	memcpy(found, root, sizeof(root));
	found[ROOT_LENGTH] = next;
	snmp_set_var_objid(variable, found, ROOT_LENGTH + 1);
	snmp_set_var_typed_integer(variable, ASN_INTEGER, (long)next);
}

static int on_walk(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration, netsnmp_agent_request_info *info,
	netsnmp_request_info *requests)
{
	(void)handler;
	(void)registration;
	for (netsnmp_request_info *each = requests;
		each != NULL && info->mode == MODE_GETNEXT; each = each->next) {
		answer_next(each);
	}
	return SNMP_ERR_NOERROR;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		return EXIT_FAILURE;
	}
	count = strtoul(argv[2], NULL, 10);
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
	netsnmp_register_handler(netsnmp_create_handler_registration(
		"walked", on_walk, root, ROOT_LENGTH, HANDLER_CAN_RONLY));
	init_snmp("static_agent");
	for (;;) {
		agent_check_and_process(1);
	}
}
