/*
 * asker INTERFACE PERIOD_US ADDRESS... - ask by ARP for one address after the other,
 * one each period, for ever.
 *
 * Each request comes from the next of 64 sender addresses (192.168.0.128 on), so that
 * an answer tells which request it is for.  What is answered, the wiretap notes.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench/moment.h"

enum {
	SENDERS = 64,
	FIRST_SENDER = 0xc0a80080,
	PRIORITY = 20, /* fipd has 1, its fence 10 */
	TOLERATED_NS = 200000,
};

struct request {
	struct ether_header ethernet;
	struct ether_arp arp;
} __attribute__((packed));

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static int open_socket(const char *interface)
{
	struct sockaddr_ll where = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(interface),
	};
	/* Protocol 0: it sends only. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&where, sizeof(where)) < 0) {
		fail(interface);
	}
	return fd;
}

static void read_mac(int fd, const char *interface, uint8_t mac[ETH_ALEN])
{
	struct ifreq query;

	memset(&query, 0, sizeof(query));
	snprintf(query.ifr_name, sizeof(query.ifr_name), "%s", interface);
	if (ioctl(fd, SIOCGIFHWADDR, &query) < 0) {
		fail(interface);
	}
	memcpy(mac, query.ifr_hwaddr.sa_data, ETH_ALEN);
}

static void prepare(struct request *request, const uint8_t mac[ETH_ALEN])
{
	memset(request, 0, sizeof(*request));
	memset(request->ethernet.ether_dhost, 0xff, ETH_ALEN);
	memcpy(request->ethernet.ether_shost, mac, ETH_ALEN);
	request->ethernet.ether_type = htons(ETHERTYPE_ARP);
	request->arp.arp_hrd = htons(ARPHRD_ETHER);
	request->arp.arp_pro = htons(ETHERTYPE_IP);
	request->arp.arp_hln = ETH_ALEN;
	request->arp.arp_pln = sizeof(struct in_addr);
	request->arp.arp_op = htons(ARPOP_REQUEST);
	memcpy(request->arp.arp_sha, mac, ETH_ALEN);
}

static void ask(int fd, struct request *request, unsigned number, const char *address)
{
	uint32_t sender = htonl(FIRST_SENDER + number % SENDERS);

	memcpy(request->arp.arp_spa, &sender, sizeof(sender));
	if (inet_pton(AF_INET, address, request->arp.arp_tpa) != 1) {
		fail(address);
	}
	/* A frame that the kernel has no room for is one request less. */
	(void)!send(fd, request, sizeof(*request), 0);
}

static FILE *open_rows(const char *path)
{
	FILE *rows = fopen(path, "w");

	if (rows == NULL) {
		fail(path);
	}
	setlinebuf(rows);
	return rows;
}

/* Return the moment when the next request is due: what was slept through is left out.
 */
static int64_t wait_for_turn(int64_t due_ns, FILE *rows)
{
	int64_t now_ns;

	moment_wait(due_ns);
	now_ns = moment_now_ns();
	if (now_ns - due_ns > TOLERATED_NS) {
		fprintf(rows, "late %.7f %.3f\n", (double)now_ns / 1e9,
			(double)(now_ns - due_ns) / 1e6);
		return now_ns;
	}
	return due_ns;
}

static void go_first(void)
{
	const struct sched_param urgent = { .sched_priority = PRIORITY };

	if (sched_setscheduler(0, SCHED_FIFO, &urgent) != 0) {
		fail("SCHED_FIFO");
	}
	prctl(PR_SET_TIMERSLACK, 1L);
}

int main(int argc, char **argv)
{
	struct request request;
	uint8_t mac[ETH_ALEN];
	int64_t period_ns;
	int64_t due_ns;
	FILE *rows;
	int fd;

	if (argc < 5) {
		fprintf(stderr, "use: asker FILE INTERFACE PERIOD_US ADDRESS...\n");
		return EXIT_FAILURE;
	}
	rows = open_rows(argv[1]);
	fd = open_socket(argv[2]);
	period_ns = strtoll(argv[3], NULL, 10) * 1000;
	read_mac(fd, argv[2], mac);
	prepare(&request, mac);
	go_first();
	due_ns = moment_now_ns();
	for (unsigned number = 0;; number++) {
		ask(fd, &request, number, argv[4 + number % (unsigned)(argc - 4)]);
		due_ns = wait_for_turn(due_ns + period_ns, rows);
	}
}
