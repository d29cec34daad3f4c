/*
 * netsnmp - net-snmp's headers in the order that they need, and what of the library
 * they do not declare.
 */
#ifndef FIPD_AGENTX_NETSNMP_H
#define FIPD_AGENTX_NETSNMP_H

/* clang-format off */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/agent_callbacks.h>
#include <net-snmp/agent/sysORTable.h>
#include <net-snmp/library/large_fd_set.h>
/* clang-format on */

/* The session with snmpd, NULL: none; exported by libnetsnmpagent. */
extern netsnmp_session *main_session;

#endif
