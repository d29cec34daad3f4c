#include "netlink/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

static struct nlmsghdr *begin_message(
	void *buffer, uint16_t type, uint16_t flags, uint32_t sequence)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	message->nlmsg_seq = sequence;
	return message;
}

static struct nlmsghdr *begin_address(void *buffer, uint16_t type, uint32_t sequence,
	const struct netlink_address *address)
{
	size_t length_bytes = ip_length_bytes(address->address.family);
	uint16_t flags = type == RTM_NEWADDR ? NLM_F_CREATE | NLM_F_REPLACE : 0;
	struct nlmsghdr *message = begin_message(buffer, type, flags, sequence);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifa_family = address->address.family == IP_V6 ? AF_INET6 : AF_INET;
	body->ifa_prefixlen = address->prefix_length;
	/*
	 * Host scope (IPv4 only): neighbours reach it all the same, but the kernel does
	 * not choose it as the source of own traffic, not even when the real IP is set
	 * anew after it (with global scope it then did so for multicast and on-link
	 * routes; Linux 6.18).
	 */
	body->ifa_scope = RT_SCOPE_HOST;
	body->ifa_index = address->interface_index;
	mnl_attr_put(message, IFA_LOCAL, length_bytes, address->address.bytes);
	mnl_attr_put(message, IFA_ADDRESS, length_bytes, address->address.bytes);
	return message;
}

/*
 * An IPv6 address has no scope of its own choice; one that is deprecated from the start
 * is no source either, as long as the interface has another one (RFC 6724, rule 3).
 */
static void put_use(struct nlmsghdr *message, const struct netlink_address *address)
{
	bool ipv6 = address->address.family == IP_V6;
	struct ifa_cacheinfo lifetime = {
		.ifa_prefered = ipv6 ? 0 : address->valid_s,
		.ifa_valid = address->valid_s,
	};

	mnl_attr_put(message, IFA_CACHEINFO, sizeof(lifetime), &lifetime);
	mnl_attr_put_u32(
		message, IFA_FLAGS, IFA_F_NOPREFIXROUTE | (ipv6 ? IFA_F_NODAD : 0));
}

size_t netlink_put_set(
	void *buffer, uint32_t sequence, const struct netlink_address *address)
{
	struct nlmsghdr *message =
		begin_address(buffer, RTM_NEWADDR, sequence, address);

	put_use(message, address);
	mnl_attr_put_u8(message, IFA_PROTO, address->protocol);
	return message->nlmsg_len;
}

size_t netlink_put_delete(
	void *buffer, uint32_t sequence, const struct netlink_address *address)
{
	return begin_address(buffer, RTM_DELADDR, sequence, address)->nlmsg_len;
}

size_t netlink_put_get_interface(void *buffer, uint32_t sequence, const char *name)
{
	struct nlmsghdr *message = begin_message(buffer, RTM_GETLINK, 0, sequence);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifi_family = AF_UNSPEC;
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	return message->nlmsg_len;
}

size_t netlink_put_list_addresses(void *buffer, uint32_t index)
{
	struct nlmsghdr *message = begin_message(buffer, RTM_GETADDR, NLM_F_DUMP, 0);
	struct ifaddrmsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));

	body->ifa_family = AF_UNSPEC;
	body->ifa_index = index;
	return message->nlmsg_len;
}

size_t netlink_put_arp(
	void *buffer, uint32_t interface_index, const struct netlink_arp *arp)
{
	struct nlmsghdr *message = begin_message(buffer, RTM_NEWLINK, 0, 0);
	struct ifinfomsg *body = mnl_nlmsg_put_extra_header(message, sizeof(*body));
	struct nlattr *families;
	struct nlattr *ipv4;
	struct nlattr *settings;

	body->ifi_index = (int)interface_index;
	families = mnl_attr_nest_start(message, IFLA_AF_SPEC);
	ipv4 = mnl_attr_nest_start(message, AF_INET);
	settings = mnl_attr_nest_start(message, IFLA_INET_CONF);
	mnl_attr_put_u32(message, IPV4_DEVCONF_ARP_IGNORE, arp->ignore);
	mnl_attr_put_u32(message, IPV4_DEVCONF_ARP_ANNOUNCE, arp->announce);
	mnl_attr_nest_end(message, settings);
	mnl_attr_nest_end(message, ipv4);
	mnl_attr_nest_end(message, families);
	return message->nlmsg_len;
}

void netlink_want_ack(void *buffer)
{
	((struct nlmsghdr *)buffer)->nlmsg_flags |= NLM_F_ACK;
}

/* The settings of IPv6 on an interface, as an array. */
static int on_ipv6_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	int32_t settings[DEVCONF_FORWARDING + 1];

	if (mnl_attr_get_type(attribute) == IFLA_INET6_CONF
		&& mnl_attr_get_payload_len(attribute) >= sizeof(settings)) {
		memcpy(settings, mnl_attr_get_payload(attribute), sizeof(settings));
		interface->router = settings[DEVCONF_FORWARDING] != 0;
	}
	return MNL_CB_OK;
}

/* The settings of IPv4 on an interface, as an array from number 1. */
static int on_ipv4_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	uint32_t settings[IPV4_DEVCONF_PROMOTE_SECONDARIES];

	if (mnl_attr_get_type(attribute) == IFLA_INET_CONF
		&& mnl_attr_get_payload_len(attribute) >= sizeof(settings)) {
		memcpy(settings, mnl_attr_get_payload(attribute), sizeof(settings));
		interface->arp.ignore = settings[IPV4_DEVCONF_ARP_IGNORE - 1];
		interface->arp.announce = settings[IPV4_DEVCONF_ARP_ANNOUNCE - 1];
		interface->promotes =
			settings[IPV4_DEVCONF_PROMOTE_SECONDARIES - 1] != 0;
	}
	return MNL_CB_OK;
}

static int on_family_attribute(const struct nlattr *attribute, void *context)
{
	if (mnl_attr_get_type(attribute) == AF_INET6) {
		mnl_attr_parse_nested(attribute, on_ipv6_attribute, context);
	} else if (mnl_attr_get_type(attribute) == AF_INET) {
		mnl_attr_parse_nested(attribute, on_ipv4_attribute, context);
	}
	return MNL_CB_OK;
}

static int on_link_attribute(const struct nlattr *attribute, void *context)
{
	struct netlink_interface *interface = context;
	uint16_t length = mnl_attr_get_payload_len(attribute);

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		if (length > 0 && length <= sizeof(interface->name)) {
			memcpy(interface->name, mnl_attr_get_payload(attribute),
				length);
			interface->name[sizeof(interface->name) - 1] = '\0';
		}
		break;
	case IFLA_ADDRESS:
		if (length == sizeof(interface->mac)) {
			memcpy(interface->mac, mnl_attr_get_payload(attribute), length);
		}
		break;
	case IFLA_CARRIER_UP_COUNT:
		if (length == sizeof(interface->carriers)) {
			memcpy(&interface->carriers, mnl_attr_get_payload(attribute),
				length);
		}
		break;
	case IFLA_AF_SPEC:
		mnl_attr_parse_nested(attribute, on_family_attribute, interface);
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

bool netlink_read_interface(
	const struct nlmsghdr *message, struct netlink_interface *interface)
{
	const unsigned int usable = IFF_UP | IFF_RUNNING | IFF_LOWER_UP;
	const struct ifinfomsg *body;

	memset(interface, 0, sizeof(*interface));
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	interface->index = (uint32_t)body->ifi_index;
	/* RUNNING follows the operational state, so a dormant port (802.1X) is not up.
	 */
	interface->up = (body->ifi_flags & usable) == usable;
	mnl_attr_parse(message, sizeof(*body), on_link_attribute, interface);
	/* A bridge speaks of its ports in the same words: one that leaves is not
	 * deleted. */
	return body->ifi_family == AF_UNSPEC && interface->index != 0
	       && interface->name[0] != '\0';
}

struct reading {
	struct netlink_address *address;
	uint8_t family;
};

/* IFA_LOCAL is the own end of a point-to-point link; IPv6 names it only there. */
static void take_ip(const struct reading *reading, const struct nlattr *attribute)
{
	struct netlink_address *address = reading->address;

	if (mnl_attr_get_payload_len(attribute) == ip_length_bytes(reading->family)
		&& (mnl_attr_get_type(attribute) == IFA_LOCAL
			|| !ip_is_set(address->address))) {
		address->address =
			ip_make(reading->family, mnl_attr_get_payload(attribute));
	}
}

/* The same bit means that an IPv6 address is a temporary one. */
static void take_flags(struct netlink_address *address, uint32_t flags)
{
	bool ipv4 = ip_length_bytes(address->address.family) == 4;

	address->tentative = flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED);
	address->secondary = ipv4 && flags & IFA_F_SECONDARY;
}

/* flat switch */
static int on_address_attribute(const struct nlattr *attribute, void *context)
{
	const struct reading *reading = context;
	struct netlink_address *address = reading->address;
	struct ifa_cacheinfo lifetime;
	uint16_t length = mnl_attr_get_payload_len(attribute);

	switch (mnl_attr_get_type(attribute)) {
	case IFA_LOCAL:
	case IFA_ADDRESS:
		take_ip(reading, attribute);
		break;
	case IFA_CACHEINFO:
		if (length >= sizeof(lifetime)) {
			memcpy(&lifetime, mnl_attr_get_payload(attribute),
				sizeof(lifetime));
			address->valid_s = lifetime.ifa_valid;
		}
		break;
	case IFA_PROTO:
		if (length == sizeof(address->protocol)) {
			address->protocol = mnl_attr_get_u8(attribute);
		}
		break;
	case IFA_FLAGS:
		if (length == sizeof(uint32_t)) {
			take_flags(address, mnl_attr_get_u32(attribute));
		}
		break;
	default:
		break;
	}
	return MNL_CB_OK;
}

bool netlink_read_address(
	const struct nlmsghdr *message, struct netlink_address *address)
{
	struct reading reading = { .address = address };
	const struct ifaddrmsg *body;

	memset(address, 0, sizeof(*address));
	if (mnl_nlmsg_get_payload_len(message) < sizeof(*body)) {
		return false;
	}
	body = mnl_nlmsg_get_payload(message);
	if (body->ifa_family != AF_INET && body->ifa_family != AF_INET6) {
		return false;
	}
	reading.family = body->ifa_family == AF_INET6 ? IP_V6 : IP_V4;
	address->interface_index = body->ifa_index;
	address->prefix_length = body->ifa_prefixlen;
	address->valid_s = NETLINK_FOREVER;
	mnl_attr_parse(message, sizeof(*body), on_address_attribute, &reading);
	return ip_is_set(address->address);
}

enum {
	ANSWER_BYTES = 32768, /* what the kernel uses at most for a part of a dump */
	TIMEOUT_MS = 500,
	DUMP_TRIES = 4,
};

struct netlink {
	struct mnl_socket *socket;
	uint32_t sequence; /* of the last message sent */
	_Alignas(struct nlmsghdr) uint8_t answer[ANSWER_BYTES];
};

/* An inquiry waits for the answers to messages first to last. */
struct inquiry {
	uint32_t first;
	uint32_t last;
	int tolerated;    /* an error that is none, -errno */
	int error;        /* the first one, -errno */
	bool interrupted; /* the table changed during the dump */
	bool complete;
	void (*on_message)(const struct nlmsghdr *message, void *context);
	void *context;
};

static int prepare_socket(struct netlink *netlink)
{
	struct timeval limit = { .tv_usec = TIMEOUT_MS * 1000 };
	int fd = mnl_socket_get_fd(netlink->socket);
	int on = 1;

	if (mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0
		|| setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0) {
		return -errno;
	}
	/* Answers without a copy of the request: many of them fit. */
	mnl_socket_setsockopt(netlink->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	/* The kernel picks out the addresses of one interface by itself. */
	mnl_socket_setsockopt(netlink->socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	return 0;
}

int netlink_open(struct netlink **netlink)
{
	struct netlink *fresh = calloc(1, sizeof(*fresh));
	int error;

	*netlink = NULL;
	if (fresh == NULL) {
		return -ENOMEM;
	}
	fresh->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	error = fresh->socket != NULL ? prepare_socket(fresh) : -errno;
	if (error) {
		netlink_close(fresh);
		return error;
	}
	*netlink = fresh;
	return 0;
}

void netlink_close(struct netlink *netlink)
{
	if (netlink != NULL && netlink->socket != NULL) {
		mnl_socket_close(netlink->socket);
	}
	free(netlink);
}

/* 0 is an acknowledgement. */
static int read_error(const struct nlmsghdr *message)
{
	const struct nlmsgerr *body = mnl_nlmsg_get_payload(message);

	return mnl_nlmsg_get_payload_len(message) < sizeof(body->error) ? -EPROTO
									: body->error;
}

static void take_error(struct inquiry *inquiry, const struct nlmsghdr *message)
{
	int error = read_error(message);

	if (inquiry->error == 0 && error != inquiry->tolerated) {
		inquiry->error = error;
	}
	if (message->nlmsg_seq == inquiry->last) {
		inquiry->complete = true;
	}
}

static void take_message(struct inquiry *inquiry, const struct nlmsghdr *message)
{
	/* Left over from a request that timed out. */
	if (message->nlmsg_seq - inquiry->first > inquiry->last - inquiry->first) {
		return;
	}
	if (message->nlmsg_flags & NLM_F_DUMP_INTR) {
		inquiry->interrupted = true;
	}
	if (message->nlmsg_type == NLMSG_ERROR) {
		take_error(inquiry, message);
	} else if (message->nlmsg_type == NLMSG_DONE) {
		inquiry->complete = true;
	} else if (message->nlmsg_type >= NLMSG_MIN_TYPE
		   && inquiry->on_message != NULL) {
		inquiry->on_message(message, inquiry->context);
	}
}

static int await_answers(struct netlink *netlink, struct inquiry *inquiry)
{
	while (!inquiry->complete) {
		const struct nlmsghdr *message = (const void *)netlink->answer;
		ssize_t received = mnl_socket_recvfrom(
			netlink->socket, netlink->answer, sizeof(netlink->answer));
		int left = (int)received;

		if (received < 0) {
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		}
		while (mnl_nlmsg_ok(message, left)) {
			take_message(inquiry, message);
			message = mnl_nlmsg_next(message, &left);
		}
	}
	return inquiry->error;
}

static int ask(struct netlink *netlink, const void *messages, size_t length_bytes,
	struct inquiry *inquiry)
{
	if (mnl_socket_sendto(netlink->socket, messages, length_bytes) < 0) {
		return -errno;
	}
	return await_answers(netlink, inquiry);
}

/* Send one request; the answer is on_message's, if there is more to it than a code. */
static int inquire(struct netlink *netlink, void *request,
	void (*on_message)(const struct nlmsghdr *message, void *context),
	void *context)
{
	struct nlmsghdr *header = request;
	uint32_t sequence = ++netlink->sequence;
	struct inquiry inquiry = {
		.first = sequence,
		.last = sequence,
		.on_message = on_message,
		.context = context,
	};
	int error;

	header->nlmsg_seq = sequence;
	error = ask(netlink, request, header->nlmsg_len, &inquiry);
	return error == 0 && inquiry.interrupted ? -EAGAIN : error;
}

static void take_interface(const struct nlmsghdr *message, void *context)
{
	if (message->nlmsg_type == RTM_NEWLINK) {
		netlink_read_interface(message, context);
	}
}

int netlink_find_interface(
	struct netlink *netlink, const char *name, struct netlink_interface *interface)
{
	_Alignas(struct nlmsghdr) uint8_t request[NETLINK_MESSAGE_BYTES];
	int error;

	memset(interface, 0, sizeof(*interface));
	netlink_put_get_interface(request, 0, name);
	netlink_want_ack(request);
	error = inquire(netlink, request, take_interface, interface);
	return error == 0 && interface->index == 0 ? -ENODEV : error;
}

int netlink_set_arp(struct netlink *netlink, uint32_t interface_index,
	const struct netlink_arp *arp)
{
	_Alignas(struct nlmsghdr) uint8_t request[NETLINK_MESSAGE_BYTES];

	netlink_put_arp(request, interface_index, arp);
	netlink_want_ack(request);
	return inquire(netlink, request, NULL, NULL);
}

/* Passes on the addresses of one interface. */
struct sieve {
	uint32_t interface_index;
	void (*on_address)(const struct netlink_address *address, void *context);
	void *context;
};

static void take_address(const struct nlmsghdr *message, void *context)
{
	const struct sieve *sieve = context;
	struct netlink_address address;

	if (message->nlmsg_type == RTM_NEWADDR
		&& netlink_read_address(message, &address)
		&& address.interface_index == sieve->interface_index) {
		sieve->on_address(&address, sieve->context);
	}
}

/* An interrupted dump may have missed one: ask again. */
int netlink_dump(struct netlink *netlink, void *request,
	void (*on_message)(const struct nlmsghdr *message, void *context),
	void *context)
{
	int error = -EAGAIN;

	for (int i = 0; error == -EAGAIN && i < DUMP_TRIES; i++) {
		error = inquire(netlink, request, on_message, context);
	}
	return error == -ENODEV ? 0 : error;
}

int netlink_list_addresses(struct netlink *netlink, uint32_t interface_index,
	void (*on_address)(const struct netlink_address *address, void *context),
	void *context)
{
	struct sieve sieve = { interface_index, on_address, context };
	_Alignas(struct nlmsghdr) uint8_t request[NETLINK_MESSAGE_BYTES];

	netlink_put_list_addresses(request, interface_index);
	return netlink_dump(netlink, request, take_address, &sieve);
}

/*
 * A batch is one send: the kernel answers every failure, and an acknowledgement is
 * asked for the last only, so that hundreds of answers cannot overflow the socket.  No
 * failure before that answer means that all were done.
 */
static int change_batch(struct netlink *netlink, bool removing,
	const struct netlink_address *list, size_t count)
{
	_Alignas(struct nlmsghdr)
		uint8_t requests[NETLINK_BATCH_MAX * NETLINK_MESSAGE_BYTES];
	struct inquiry inquiry = {
		.first = netlink->sequence + 1,
		.last = netlink->sequence + (uint32_t)count,
		.tolerated = removing ? -EADDRNOTAVAIL : 0,
	};
	size_t (*const put)(void *, uint32_t, const struct netlink_address *) =
		removing ? netlink_put_delete : netlink_put_set;
	uint8_t *end = requests;

	for (size_t i = 0; i < count; i++) {
		uint8_t *start = end;

		end += put(start, ++netlink->sequence, &list[i]);
		if (i + 1 == count) {
			netlink_want_ack(start);
		}
	}
	return ask(netlink, requests, (size_t)(end - requests), &inquiry);
}

static int change(struct netlink *netlink, bool removing,
	const struct netlink_address *list, size_t count)
{
	int first_error = 0;

	for (size_t done = 0; done < count; done += NETLINK_BATCH_MAX) {
		size_t left = count - done;
		size_t part = left < NETLINK_BATCH_MAX ? left : NETLINK_BATCH_MAX;
		int error = change_batch(netlink, removing, list + done, part);

		first_error = first_error ? first_error : error;
	}
	return first_error;
}

int netlink_set_addresses(
	struct netlink *netlink, const struct netlink_address *list, size_t count)
{
	return change(netlink, false, list, count);
}

int netlink_delete_addresses(
	struct netlink *netlink, const struct netlink_address *list, size_t count)
{
	return change(netlink, true, list, count);
}
