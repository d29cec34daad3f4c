/*
 * io_lab - two hosts on one cable, each a network namespace, for tests of core/io.
 *
 * Here is 192.0.2.1 (and 2001:db8::1) on fipt0 (the test's own namespace), there is
 * 192.0.2.2 (2001:db8::2) on fipt0 of another one.  Neither namespace has a name: both
 * end with the test.
 */
#ifndef FIPD_TESTS_IO_LAB_H
#define FIPD_TESTS_IO_LAB_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "loop/loop.h"
#include "netlink/monitor.h"
#include "values/ip.h"

#define LAB_INTERFACE "fipt0"
#define LAB_PREFIX    "2001:db8:7::/64" /* that of lab_advertise */

struct lab {
	pid_t there; /* a process that keeps the other namespace */
	int here_fd;
	int there_fd;
	struct loop *loop;
	struct monitor *monitor;
	bool timed_out;
	bool (*is_done)(void *context);
	void *context;
};

/* Build the two hosts and a loop with a monitor; the calling process is here. */
void lab_open(struct lab *lab);

/* Tear them down. */
void lab_close(struct lab *lab);

/* Lay the cable with its addresses, as lab_open does; for an interface that was
 * deleted. */
void lab_lay_cable(struct lab *lab);

/* Run a command line here or there, printf-like; it must succeed. */
void lab_here(const struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void lab_there(const struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Return whether a command line here or there finds what it looks for (exit code 0). */
bool lab_finds_here(const struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool lab_finds_there(const struct lab *lab, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Make the calling process be there, or here again: for sockets. */
void lab_go_there(const struct lab *lab);
void lab_go_here(const struct lab *lab);

/* Run the loop until is_done says so; false after limit_ms. */
bool lab_run_until(
	struct lab *lab, bool (*is_done)(void *context), void *context, int limit_ms);

/* Run the loop for so long. */
void lab_run_for(struct lab *lab, int span_ms);

/* Let the kernel here believe routers, and there be one. */
void lab_hear_routers(const struct lab *lab);

/* Advertise a prefix there, on the link, as of a router; valid_s 0 withdraws it. */
void lab_advertise(const struct lab *lab, uint32_t valid_s);

/* Return the processor time that this process has used: a busy machine adds none. */
int64_t lab_processor_us(void);

/* Return the address that a text names. */
struct ip lab_ip(const char *text);

#endif
