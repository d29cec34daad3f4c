#include "system/io_lab.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "loop/clock.h"
#include "unit/cmocka_all.h"

#define ROUTER     "fe80::9"
#define ADVERTISED "2001:db8:7::"

enum {
	LOOK_MS = 5
};

static int open_namespace(pid_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

/* The child tells when its namespace is there, then only waits to be killed. */
static pid_t start_host(void)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET) < 0 || write(ready[1], "x", 1) != 1) {
			_exit(1);
		}
		for (;;) {
			pause();
		}
	}
	assert_true(pid > 0);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static int run(const struct lab *lab, bool there, const char *format, va_list arguments)
	__attribute__((format(printf, 3, 0)));

static int run(const struct lab *lab, bool there, const char *format, va_list arguments)
{
	char line[1024];
	int begin = 0;

	if (there) {
		begin = snprintf(
			line, sizeof(line), "nsenter -t %d -n ", (int)lab->there);
	}
	vsnprintf(line + begin, sizeof(line) - (size_t)begin, format, arguments);
	return system(line);
}

/* The same lines four times: a list of arguments is passed on only in this way. */
void lab_here(const struct lab *lab, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	assert_int_equal(run(lab, false, format, arguments), 0);
	va_end(arguments);
}

void lab_there(const struct lab *lab, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	assert_int_equal(run(lab, true, format, arguments), 0);
	va_end(arguments);
}

bool lab_finds_here(const struct lab *lab, const char *format, ...)
{
	va_list arguments;
	int code;

	va_start(arguments, format);
	code = run(lab, false, format, arguments);
	va_end(arguments);
	return code == 0;
}

bool lab_finds_there(const struct lab *lab, const char *format, ...)
{
	va_list arguments;
	int code;

	va_start(arguments, format);
	code = run(lab, true, format, arguments);
	va_end(arguments);
	return code == 0;
}

void lab_lay_cable(struct lab *lab)
{
	lab_here(lab,
		"ip link add " LAB_INTERFACE " type veth peer name " LAB_INTERFACE
		" netns %d",
		(int)lab->there);
	lab_here(lab, "ip address add 192.0.2.1/24 dev " LAB_INTERFACE);
	lab_there(lab, "ip address add 192.0.2.2/24 dev " LAB_INTERFACE);
	lab_here(lab, "ip address add 2001:db8::1/64 dev " LAB_INTERFACE " nodad");
	lab_there(lab, "ip address add 2001:db8::2/64 dev " LAB_INTERFACE " nodad");
	lab_here(lab, "ip link set " LAB_INTERFACE " up");
	lab_there(lab, "ip link set " LAB_INTERFACE " up");
}

void lab_open(struct lab *lab)
{
	memset(lab, 0, sizeof(*lab));
	assert_int_equal(unshare(CLONE_NEWNET), 0);
	lab->there = start_host();
	lab->here_fd = open_namespace(getpid());
	lab->there_fd = open_namespace(lab->there);
	lab_here(lab, "ip link set lo up");
	lab_lay_cable(lab);
	assert_int_equal(loop_open(&lab->loop), 0);
	assert_int_equal(monitor_open(&lab->monitor, lab->loop), 0);
}

void lab_close(struct lab *lab)
{
	monitor_close(lab->monitor);
	loop_close(lab->loop);
	kill(lab->there, SIGKILL);
	waitpid(lab->there, NULL, 0);
	close(lab->here_fd);
	close(lab->there_fd);
}

void lab_go_there(const struct lab *lab)
{
	assert_int_equal(setns(lab->there_fd, CLONE_NEWNET), 0);
}

void lab_go_here(const struct lab *lab)
{
	assert_int_equal(setns(lab->here_fd, CLONE_NEWNET), 0);
}

static void on_turn(void *context)
{
	struct lab *lab = context;

	if (lab->is_done != NULL && lab->is_done(lab->context)) {
		loop_stop(lab->loop);
	}
}

static void on_limit(void *context)
{
	struct lab *lab = context;

	lab->timed_out = true;
	loop_stop(lab->loop);
}

/* The engine's timer looks again and again, for what does not wake the loop by itself.
 */
struct limit {
	struct lab *lab;
	int64_t end_us;
};

static void on_look(void *context)
{
	struct limit *limit = context;
	int64_t now_us = loop_now_us(limit->lab->loop);

	if (now_us >= limit->end_us) {
		on_limit(limit->lab);
	}
	loop_wake_at(limit->lab->loop, now_us + LOOK_MS * 1000);
}

bool lab_run_until(
	struct lab *lab, bool (*is_done)(void *context), void *context, int limit_ms)
{
	struct limit limit = { lab, clock_now_us() + limit_ms * 1000LL };

	lab->timed_out = false;
	lab->is_done = is_done;
	lab->context = context;
	loop_on_turn(lab->loop, on_turn, lab);
	loop_on_deadline(lab->loop, on_look, &limit);
	loop_wake_at(lab->loop, 1);
	assert_int_equal(loop_run(lab->loop), 0);
	loop_on_deadline(lab->loop, NULL, NULL);
	return !lab->timed_out;
}

void lab_run_for(struct lab *lab, int span_ms)
{
	assert_false(lab_run_until(lab, NULL, NULL, span_ms));
}

void lab_hear_routers(const struct lab *lab)
{
	lab_here(lab, "echo 1 > /proc/sys/net/ipv6/conf/" LAB_INTERFACE "/accept_ra");
	lab_there(lab, "ip address add " ROUTER "/64 dev " LAB_INTERFACE " nodad");
}

void lab_advertise(const struct lab *lab, uint32_t valid_s)
{
	struct {
		struct nd_router_advert head;
		struct nd_opt_prefix_info prefix;
	} advert = {
		.head = { .nd_ra_type = ND_ROUTER_ADVERT },
		.prefix = {
			.nd_opt_pi_type = ND_OPT_PREFIX_INFORMATION,
			.nd_opt_pi_len = sizeof(advert.prefix) / 8,
			.nd_opt_pi_prefix_len = 64,
			.nd_opt_pi_flags_reserved = ND_OPT_PI_FLAG_ONLINK,
			.nd_opt_pi_valid_time = htonl(valid_s),
			.nd_opt_pi_preferred_time = htonl(valid_s),
		},
	};
	struct sockaddr_in6 all = { .sin6_family = AF_INET6 };
	struct sockaddr_in6 router = { .sin6_family = AF_INET6 };
	int hop_limit = 255;
	int fd;

	inet_pton(AF_INET6, ADVERTISED, &advert.prefix.nd_opt_pi_prefix);
	inet_pton(AF_INET6, "ff02::1", &all.sin6_addr);
	inet_pton(AF_INET6, ROUTER, &router.sin6_addr);
	lab_go_there(lab);
	all.sin6_scope_id = if_nametoindex(LAB_INTERFACE);
	router.sin6_scope_id = all.sin6_scope_id;
	fd = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	assert_int_equal(bind(fd, (struct sockaddr *)&router, sizeof(router)), 0);
	assert_int_equal(setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hop_limit,
				 sizeof(hop_limit)),
		0);
	assert_int_equal(sendto(fd, &advert, sizeof(advert), 0, (struct sockaddr *)&all,
				 sizeof(all)),
		sizeof(advert));
	close(fd);
	lab_go_here(lab);
}

int64_t lab_processor_us(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000000LL + used.tv_nsec / 1000;
}

struct ip lab_ip(const char *text)
{
	struct ip address;

	assert_true(ip_read(text, &address));
	return address;
}
