#include "agentx/variable.h"

#include <string.h>

size_t variable_name(const struct oid *name, oid arcs[VARIABLE_OID_MAX])
{
	for (size_t i = 0; i < name->length; i++) {
		arcs[i] = name->arcs[i];
	}
	return name->length;
}

struct oid variable_oid(const netsnmp_variable_list *variable)
{
	struct oid name = { 0 };
	size_t length =
		variable->name_length < OID_MAX ? variable->name_length : OID_MAX;

	for (size_t i = 0; i < length; i++) {
		oid_add(&name, (uint32_t)variable->name[i]);
	}
	return name;
}

static void put_counter64(netsnmp_variable_list *variable, uint64_t number)
{
	struct counter64 counter = {
		.high = (u_long)(number >> 32),
		.low = (u_long)(number & UINT32_MAX),
	};

	snmp_set_var_typed_value(variable, ASN_COUNTER64, &counter, sizeof(counter));
}

static void put_value(netsnmp_variable_list *variable, const struct value *value)
{
	oid arcs[VARIABLE_OID_MAX];
	u_char type = (u_char)value->type;

	if (value->type == VALUE_COUNTER64) {
		put_counter64(variable, value->number);
	} else if (value->type == VALUE_OCTETS || value->type == VALUE_IP) {
		snmp_set_var_typed_value(variable, type, value->octets, value->length);
	} else if (value->type == VALUE_OID) {
		size_t length = variable_name(&value->oid, arcs);

		snmp_set_var_typed_value(variable, type, arcs, length * sizeof(oid));
	} else {
		snmp_set_var_typed_integer(variable, type, (long)value->number);
	}
}

void variable_put(netsnmp_variable_list *variable, const struct varbind *varbind)
{
	oid arcs[VARIABLE_OID_MAX];
	size_t length = variable_name(&varbind->name, arcs);

	snmp_set_var_objid(variable, arcs, length);
	put_value(variable, &varbind->value);
}

void variable_take(const netsnmp_variable_list *variable, struct varbind *varbind)
{
	struct value *value = &varbind->value;

	memset(varbind, 0, sizeof(*varbind));
	varbind->name = variable_oid(variable);
	value->type = (enum value_type)variable->type;
	if (value->type == VALUE_OCTETS) {
		value->length = variable->val_len;
		memcpy(value->octets, variable->val.string,
			value->length < VALUE_OCTETS_MAX ? value->length
							 : VALUE_OCTETS_MAX);
	} else if (value->type == VALUE_INTEGER) {
		value->number = (uint64_t)(int64_t)*variable->val.integer;
	} else if (value->type == VALUE_UNSIGNED) {
		value->number = (uint32_t)*variable->val.integer;
	}
}

bool variable_append(netsnmp_variable_list **list, const struct varbind *varbind)
{
	oid arcs[VARIABLE_OID_MAX];
	size_t length = variable_name(&varbind->name, arcs);
	netsnmp_variable_list *variable =
		snmp_varlist_add_variable(list, arcs, length, ASN_NULL, NULL, 0);

	if (variable == NULL) {
		return false;
	}
	put_value(variable, &varbind->value);
	return true;
}
