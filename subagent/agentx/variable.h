/*
 * variable - translates between our values and net-snmp's.
 */
#ifndef FIPD_AGENTX_VARIABLE_H
#define FIPD_AGENTX_VARIABLE_H

#include "agentx/netsnmp.h"
#include "mib/snmp_value.h"

enum {
	VARIABLE_OID_MAX = OID_MAX
};

/* Return a name as net-snmp keeps it, in arcs, and its length. */
size_t variable_name(const struct oid *name, oid arcs[VARIABLE_OID_MAX]);

/* Return the name of a variable; one that is too long is cut. */
struct oid variable_oid(const netsnmp_variable_list *variable);

/* Put name and value into a variable. */
void variable_put(netsnmp_variable_list *variable, const struct varbind *varbind);

/* Read name and value; of octets that are too long the length, but not all. */
void variable_take(const netsnmp_variable_list *variable, struct varbind *varbind);

/* Append to a list; false if there is no memory. */
bool variable_append(netsnmp_variable_list **list, const struct varbind *varbind);

#endif
