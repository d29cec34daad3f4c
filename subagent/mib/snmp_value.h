/*
 * snmp_value - the value of one SNMP variable as plain data.
 *
 * The types are the ASN.1 tags of RFC 2578, so that they pass through to AgentX as they
 * are.  Numbers of every type are in number, a negative INTEGER in two's complement.
 */
#ifndef FIPD_MIB_SNMP_VALUE_H
#define FIPD_MIB_SNMP_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "mib/oid.h"

enum {
	VALUE_OCTETS_MAX = 255
};

enum value_type {
	VALUE_INTEGER = 0x02,
	VALUE_OCTETS = 0x04,
	VALUE_OID = 0x06,
	VALUE_IP = 0x40,
	VALUE_COUNTER = 0x41,
	VALUE_UNSIGNED = 0x42, /* Unsigned32 and Gauge32 share one tag */
	VALUE_TICKS = 0x43,
	VALUE_COUNTER64 = 0x46,
};

struct value {
	enum value_type type;
	uint64_t number;
	size_t length; /* of octets */
	uint8_t octets[VALUE_OCTETS_MAX];
	struct oid oid;
};

/* One variable with its value, as requests, answers and notifications carry it. */
struct varbind {
	struct oid name;
	struct value value;
};

/* Put the InetAddressType of an address in words: ipv4(1), ipv6(2), unknown(0). */
void value_put_address_type(struct value *value, const char *text);

/* Put the InetAddress of an address in words; no octets if it is none. */
void value_put_address(struct value *value, const char *text);

#endif
