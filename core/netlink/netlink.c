#include "netlink/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
	ANSWER_BYTES = 32768, /* what the kernel uses at most for a part of a dump */
	BATCH_MAX = 64,
	TIMEOUT_MS = 500,
	DUMP_TRIES = 4,
};

struct netlink {
	struct mnl_socket *socket;
	uint32_t sequence; /* of the last message sent */
	_Alignas(struct nlmsghdr) uint8_t answer[ANSWER_BYTES];
};

/* What is waited for: the answers to messages first to last. */
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

uint32_t netlink_port(const struct netlink *netlink)
{
	return mnl_socket_get_portid(netlink->socket);
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
		address_message_read_interface(message, context);
	}
}

int netlink_find_interface(
	struct netlink *netlink, const char *name, struct netlink_interface *interface)
{
	_Alignas(struct nlmsghdr) uint8_t request[ADDRESS_MESSAGE_BYTES];
	int error;

	memset(interface, 0, sizeof(*interface));
	address_message_put_get_interface(request, 0, name);
	address_message_want_ack(request);
	error = inquire(netlink, request, take_interface, interface);
	return error == 0 && interface->index == 0 ? -ENODEV : error;
}

int netlink_set_arp(struct netlink *netlink, uint32_t interface_index,
	const struct netlink_arp *arp)
{
	_Alignas(struct nlmsghdr) uint8_t request[ADDRESS_MESSAGE_BYTES];

	address_message_put_arp(request, interface_index, arp);
	address_message_want_ack(request);
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
		&& address_message_read_address(message, &address)
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
	_Alignas(struct nlmsghdr) uint8_t request[ADDRESS_MESSAGE_BYTES];

	address_message_put_list_addresses(request, interface_index);
	return netlink_dump(netlink, request, take_address, &sieve);
}

/*
 * One batch: the kernel answers every failure, and an acknowledgement is asked for the
 * last only, so that hundreds of answers cannot overflow the socket.  No failure before
 * that answer means that all were done.
 */
static int change_batch(struct netlink *netlink, bool removing,
	const struct netlink_address *list, size_t count)
{
	_Alignas(struct nlmsghdr) uint8_t requests[BATCH_MAX * ADDRESS_MESSAGE_BYTES];
	struct inquiry inquiry = {
		.first = netlink->sequence + 1,
		.last = netlink->sequence + (uint32_t)count,
		.tolerated = removing ? -EADDRNOTAVAIL : 0,
	};
	size_t (*const put)(void *, uint32_t, const struct netlink_address *) =
		removing ? address_message_put_delete : address_message_put_set;
	uint8_t *end = requests;

	for (size_t i = 0; i < count; i++) {
		uint8_t *start = end;

		end += put(start, ++netlink->sequence, &list[i]);
		if (i + 1 == count) {
			address_message_want_ack(start);
		}
	}
	return ask(netlink, requests, (size_t)(end - requests), &inquiry);
}

static int change(struct netlink *netlink, bool removing,
	const struct netlink_address *list, size_t count)
{
	int first_error = 0;

	for (size_t done = 0; done < count; done += BATCH_MAX) {
		size_t part = count - done < BATCH_MAX ? count - done : BATCH_MAX;
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
