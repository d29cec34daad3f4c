#include "loop/endpoint.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

int endpoint_family(struct ip ip)
{
	return ip.family == IP_V6 ? AF_INET6 : AF_INET;
}

struct endpoint endpoint_make(struct ip ip, uint16_t port)
{
	struct endpoint endpoint = { 0 };

	if (ip.family == IP_V6) {
		endpoint.v6.sin6_family = AF_INET6;
		endpoint.v6.sin6_port = htons(port);
		memcpy(&endpoint.v6.sin6_addr, ip.bytes, sizeof(endpoint.v6.sin6_addr));
		endpoint.size_bytes = sizeof(endpoint.v6);
	} else {
		endpoint.v4.sin_family = AF_INET;
		endpoint.v4.sin_port = htons(port);
		memcpy(&endpoint.v4.sin_addr, ip.bytes, sizeof(endpoint.v4.sin_addr));
		endpoint.size_bytes = sizeof(endpoint.v4);
	}
	return endpoint;
}

struct ip endpoint_ip(const struct endpoint *endpoint)
{
	if (endpoint->any.sa_family == AF_INET6) {
		return ip_make(IP_V6, &endpoint->v6.sin6_addr);
	}
	return ip_make(IP_V4, &endpoint->v4.sin_addr);
}
