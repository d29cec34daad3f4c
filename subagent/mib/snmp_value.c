#include "mib/snmp_value.h"

#include <arpa/inet.h>

enum {
	ADDRESS_UNKNOWN = 0,
	ADDRESS_IPV4 = 1,
	ADDRESS_IPV6 = 2,
};

static size_t parse_address(const char *text, uint8_t *bytes)
{
	if (inet_pton(AF_INET, text, bytes) == 1) {
		return sizeof(struct in_addr);
	}
	return inet_pton(AF_INET6, text, bytes) == 1 ? sizeof(struct in6_addr) : 0;
}

void value_put_address_type(struct value *value, const char *text)
{
	uint8_t bytes[sizeof(struct in6_addr)];
	size_t length = parse_address(text, bytes);

	value->number = length == 0                        ? ADDRESS_UNKNOWN
			: length == sizeof(struct in_addr) ? ADDRESS_IPV4
							   : ADDRESS_IPV6;
}

void value_put_address(struct value *value, const char *text)
{
	value->length = parse_address(text, value->octets);
}
