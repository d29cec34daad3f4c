/*
 * bound ROLE INTERFACE OWN PEER INTERVAL_MS COUNT FIP - the least that one node of
 * fipd's design can be at rest: the lower bound that tests/bench/burden measures by.
 * ROLE is active or standby and stays so.
 *
 * What is in it: every interval the active sends a beat of fipd's length, sealed with
 * HMAC-SHA256 by states that are kept; once a second, at most with every beat, it
 * renews the lease of its F-IP; where fipd has a fence, it puts the fence's deadline
 * off in a page that both share, and the fence, a process of its own, wakes by its own
 * timer and removes the F-IP unless that deadline is a later one by then.  The standby
 * checks the seal and the number of a beat and answers in the turn in which it hears;
 * its own timer, at 9/8 of an interval, is for a beat that is lost.  The active checks
 * the answer.  A process waits in one system call a turn.
 *
 * What is not: any decision (nobody takes over, nobody gives up), probes and
 * announcements, a check of the hop limit, time stamps, the watch for what others do to
 * addresses and links, whether a fence that lives can still act, recordings, clients,
 * locked memory, a real-time class (so a timer may be late by the kernel's slack of 50
 * us), a log.
 */
#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/moment.h"

enum {
	PORT = 7900,
	BEAT_BYTES = 152, /* core/wire/heartbeat.h */
	SEAL_BYTES = 16,
	LINK_BYTES = 33, /* both addresses and their family are sealed too */
	SEALED_BYTES = BEAT_BYTES - SEAL_BYTES,
	BLOCK_BYTES = 64, /* of SHA-256 */
	DIGEST_BYTES = 32,
	KEY_BYTE = 0x5f,
	INNER = 0x36, /* RFC 2104 */
	OUTER = 0x5c,
	LEASE_MIN_S = 3,
	REMOVAL_NS = 25000, /* of one address, core/fips/fence.c */
};

static const int64_t second_ns = 1000000000;
static const int64_t ms_ns = 1000000;
static const int64_t fired = -1; /* in the place of a deadline */

/* The message that sets an address with its lease, renews it, or removes it. */
struct address_message {
	struct nlmsghdr header;
	struct ifaddrmsg body;
	struct rtattr local_header;
	struct in_addr local;
	struct rtattr lease_header;
	struct ifa_cacheinfo lease;
};

struct beat {
	uint8_t link[LINK_BYTES]; /* is sealed and not sent */
	uint8_t bytes[BEAT_BYTES];
};

struct page {
	_Atomic int64_t deadline_ns;
};

enum wait {
	WAIT_BEAT,
	WAIT_REFUSAL, /* of a renewal */
	WAIT_FENCE,   /* that it ends */
	WAITS,
};

struct bound {
	bool active;
	int64_t interval_ns;
	int64_t fence_ns; /* after a renewal; 0: there is none */
	int64_t due_ns;
	int64_t renewed_ns;
	struct pollfd waits[WAITS];
	struct page *page;
	int64_t deadline_ns;
	EVP_MD_CTX *inner;
	EVP_MD_CTX *outer;
	EVP_MD_CTX *work;
	struct beat own;
	struct beat heard;
	uint64_t sent;
	uint64_t newest; /* the last number that was heard */
	struct address_message message;
};

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* An HMAC's state behind the first block, which depends on the key alone. */
static EVP_MD_CTX *keep_state(uint8_t pad)
{
	uint8_t block[BLOCK_BYTES];
	EVP_MD_CTX *state = EVP_MD_CTX_new();

	memset(block, pad, sizeof(block));
	for (int i = 0; i < DIGEST_BYTES; i++) {
		block[i] ^= KEY_BYTE;
	}
	if (state == NULL || EVP_DigestInit_ex(state, EVP_sha256(), NULL) != 1
		|| EVP_DigestUpdate(state, block, sizeof(block)) != 1) {
		fail("SHA-256");
	}
	return state;
}

static void digest(struct bound *bound, const struct beat *beat, uint8_t *found)
{
	if (EVP_MD_CTX_copy_ex(bound->work, bound->inner) != 1
		|| EVP_DigestUpdate(bound->work, beat, LINK_BYTES + SEALED_BYTES) != 1
		|| EVP_DigestFinal_ex(bound->work, found, NULL) != 1
		|| EVP_MD_CTX_copy_ex(bound->work, bound->outer) != 1
		|| EVP_DigestUpdate(bound->work, found, DIGEST_BYTES) != 1
		|| EVP_DigestFinal_ex(bound->work, found, NULL) != 1) {
		fail("SHA-256");
	}
}

static void open_link(struct bound *bound, const char *own, const char *peer)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct sockaddr_in there = here;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	inet_pton(AF_INET, own, &here.sin_addr);
	inet_pton(AF_INET, peer, &there.sin_addr);
	if (bind(fd, (struct sockaddr *)&here, sizeof(here)) < 0
		|| connect(fd, (struct sockaddr *)&there, sizeof(there)) < 0) {
		fail(own);
	}
	memcpy(bound->own.link, &here.sin_addr, sizeof(here.sin_addr));
	memcpy(bound->own.link + 16, &there.sin_addr, sizeof(there.sin_addr));
	memcpy(bound->heard.link, &there.sin_addr, sizeof(there.sin_addr));
	memcpy(bound->heard.link + 16, &here.sin_addr, sizeof(here.sin_addr));
	bound->waits[WAIT_BEAT] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static int open_netlink(void)
{
	int fd = socket(
		AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0) {
		fail("netlink");
	}
	return fd;
}

/* The kernel answers a renewal only if it refuses it. */
static void make_message(struct bound *bound, const char *interface, const char *fip)
{
	struct address_message *message = &bound->message;
	int64_t fence_ns = bound->fence_ns;

	message->header.nlmsg_len = sizeof(*message);
	message->header.nlmsg_type = RTM_NEWADDR;
	message->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE;
	message->body.ifa_family = AF_INET;
	message->body.ifa_prefixlen = 32;
	message->body.ifa_scope = RT_SCOPE_HOST;
	message->body.ifa_index = if_nametoindex(interface);
	message->local_header.rta_len = RTA_LENGTH(sizeof(message->local));
	message->local_header.rta_type = IFA_LOCAL;
	inet_pton(AF_INET, fip, &message->local);
	message->lease_header.rta_len = RTA_LENGTH(sizeof(message->lease));
	message->lease_header.rta_type = IFA_CACHEINFO;
	message->lease.ifa_valid = fence_ns > 0 ? LEASE_MIN_S : 2 * LEASE_MIN_S;
	message->lease.ifa_prefered = message->lease.ifa_valid;
}

static void tell_kernel(int fd, const struct address_message *message)
{
	if (send(fd, message, message->header.nlmsg_len, 0) < 0) {
		fail("netlink");
	}
}

/* The fence: it sleeps until the deadline that it saw last, and looks again. */
static void guard(struct page *page, struct address_message message)
{
	int fd = open_netlink();
	int64_t seen_ns = atomic_load(&page->deadline_ns);

	message.header.nlmsg_type = RTM_DELADDR;
	message.header.nlmsg_flags = NLM_F_REQUEST;
	for (;;) {
		moment_wait(seen_ns);
		/* Either this succeeds or a renewal does. */
		if (atomic_compare_exchange_strong(
			    &page->deadline_ns, &seen_ns, fired)) {
			tell_kernel(fd, &message);
			_exit(EXIT_SUCCESS);
		}
	}
}

static int64_t next_deadline_ns(const struct bound *bound, int64_t now_ns)
{
	return now_ns + bound->fence_ns - REMOVAL_NS;
}

static void start_fence(struct bound *bound)
{
	pid_t child;

	bound->page = mmap(NULL, sizeof(*bound->page), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bound->page == MAP_FAILED) {
		fail("page");
	}
	bound->deadline_ns = next_deadline_ns(bound, moment_now_ns());
	atomic_store(&bound->page->deadline_ns, bound->deadline_ns);
	child = fork();
	if (child < 0) {
		fail("fork");
	}
	if (child == 0) {
		guard(bound->page, bound->message);
	}
	bound->waits[WAIT_FENCE].fd = (int)syscall(SYS_pidfd_open, child, 0);
	bound->waits[WAIT_FENCE].events = POLLIN;
}

/* The machine stood still for so long that the F-IP is gone; it is set again. */
static void replace_fence(struct bound *bound)
{
	puts("fenced");
	fflush(stdout);
	close(bound->waits[WAIT_FENCE].fd);
	munmap(bound->page, sizeof(*bound->page));
	wait(NULL);
	start_fence(bound);
	tell_kernel(bound->waits[WAIT_REFUSAL].fd, &bound->message);
}

static void feed_fence(struct bound *bound, int64_t now_ns)
{
	int64_t deadline_ns = next_deadline_ns(bound, now_ns);

	if (!atomic_compare_exchange_strong(
		    &bound->page->deadline_ns, &bound->deadline_ns, deadline_ns)) {
		replace_fence(bound);
		return;
	}
	bound->deadline_ns = deadline_ns;
}

static void hold(struct bound *bound, int64_t now_ns)
{
	if (now_ns - bound->renewed_ns > second_ns - bound->interval_ns / 2) {
		tell_kernel(bound->waits[WAIT_REFUSAL].fd, &bound->message);
		bound->renewed_ns = now_ns;
	}
	if (bound->fence_ns > 0) {
		feed_fence(bound, now_ns);
	}
}

/* While the peer is not there yet, its kernel refuses what is sent: that is no fault.
 */
static void send_beat(struct bound *bound)
{
	uint8_t found[DIGEST_BYTES];

	bound->sent++;
	memcpy(bound->own.bytes, &bound->sent, sizeof(bound->sent));
	digest(bound, &bound->own, found);
	memcpy(bound->own.bytes + SEALED_BYTES, found, SEAL_BYTES);
	(void)send(bound->waits[WAIT_BEAT].fd, bound->own.bytes, BEAT_BYTES, 0);
}

/* Return whether a datagram is a beat, sealed, and newer than those before. */
static bool hear(struct bound *bound)
{
	uint8_t found[DIGEST_BYTES];
	uint64_t number;

	if (recv(bound->waits[WAIT_BEAT].fd, bound->heard.bytes, BEAT_BYTES, 0)
		!= BEAT_BYTES) {
		return false;
	}
	digest(bound, &bound->heard, found);
	memcpy(&number, bound->heard.bytes, sizeof(number));
	if (CRYPTO_memcmp(bound->heard.bytes + SEALED_BYTES, found, SEAL_BYTES) != 0
		|| number <= bound->newest) {
		return false;
	}
	if (bound->newest == 0) {
		puts("heard");
		fflush(stdout);
	}
	bound->newest = number;
	return true;
}

/* Return whether something is there before it is time for the next beat. */
static bool wait_for(struct bound *bound)
{
	int64_t left_ns = bound->due_ns - moment_now_ns();
	struct timespec left = { 0 };

	if (left_ns <= 0) {
		return false;
	}
	left.tv_sec = left_ns / second_ns;
	left.tv_nsec = left_ns % second_ns;
	return ppoll(bound->waits, WAITS, &left, NULL) > 0;
}

static void take(struct bound *bound)
{
	if (bound->waits[WAIT_REFUSAL].revents) {
		fprintf(stderr, "the kernel refuses a renewal\n");
		exit(EXIT_FAILURE);
	}
	if (bound->waits[WAIT_FENCE].revents) {
		replace_fence(bound);
		return;
	}
	if (hear(bound) && !bound->active) {
		send_beat(bound);
		bound->due_ns = moment_now_ns() + bound->interval_ns * 9 / 8;
	}
}

/* After a stall no beat is made up for. */
static int64_t next_due_ns(const struct bound *bound)
{
	int64_t due_ns = bound->due_ns + bound->interval_ns;
	int64_t now_ns = moment_now_ns();

	return due_ns > now_ns ? due_ns : now_ns + bound->interval_ns;
}

static void play(struct bound *bound)
{
	bound->due_ns = moment_now_ns();
	for (;;) {
		if (wait_for(bound)) {
			take(bound);
			continue;
		}
		if (bound->active) {
			hold(bound, moment_now_ns());
		}
		send_beat(bound);
		bound->due_ns = next_due_ns(bound);
	}
}

/* As core/logic/model/settings.c says it. */
static int64_t fence_span_ns(int64_t interval_ns, int64_t count)
{
	int64_t silent_ns = interval_ns * (count - 1);

	return silent_ns < 3250 * ms_ns ? silent_ns : 0;
}

int main(int argc, char **argv)
{
	static struct bound bound;

	if (argc != 8) {
		fprintf(stderr, "usage: bound ROLE INTERFACE OWN PEER INTERVAL_MS "
				"COUNT FIP\n");
		return EXIT_FAILURE;
	}
	bound.active = strcmp(argv[1], "active") == 0;
	bound.interval_ns = strtol(argv[5], NULL, 10) * ms_ns;
	bound.inner = keep_state(INNER);
	bound.outer = keep_state(OUTER);
	bound.work = EVP_MD_CTX_new();
	open_link(&bound, argv[3], argv[4]);
	bound.waits[WAIT_REFUSAL].fd = -1;
	bound.waits[WAIT_FENCE].fd = -1;
	if (bound.active) {
		bound.fence_ns =
			fence_span_ns(bound.interval_ns, strtol(argv[6], NULL, 10));
		make_message(&bound, argv[2], argv[7]);
		bound.waits[WAIT_REFUSAL].fd = open_netlink();
		bound.waits[WAIT_REFUSAL].events = POLLIN;
		if (bound.fence_ns > 0) {
			start_fence(&bound);
		}
	}
	play(&bound);
}
