#include "fips/fence_child.h"

#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "fips/fence_lock.h"
#include "loop/clock.h"
#include "loop/privilege.h"
#include "model/types.h"
#include "netlink/netlink.h"
#include "values/signals.h"

enum {
	PRIORITY = 10,         /* of SCHED_FIFO; the unit allows as much */
	RETRY_US = 20 * MS_US, /* after a removal that the kernel refused */
};

struct fence_child {
	int fd; /* -1: fipd has gone */
	int timer_fd;
	struct netlink *netlink;
	int64_t deadline_us; /* 0: nothing to remove */
	bool fired;          /* removing: no renewal counts any more */
	size_t count;
	struct netlink_address list[CONFIG_FIPS_MAX];
	struct fence_child_order order; /* read last */
};

/* If fipd does not read the report, it is frozen or gone, and there is nobody to tell.
 */
static void send_report(
	const struct fence_child *child, const struct fence_child_report *report)
{
	send(child->fd, report, sizeof(*report), MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void set_deadline(struct fence_child *child, int64_t deadline_us)
{
	struct itimerspec when = {
		.it_value = { .tv_sec = deadline_us / SECOND_US,
			.tv_nsec = deadline_us % SECOND_US * 1000 },
	};

	child->deadline_us = deadline_us;
	timerfd_settime(child->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static bool is_due(const struct fence_child *child)
{
	return child->deadline_us != 0 && clock_now_us() >= child->deadline_us;
}

/* An interface that has gone took the addresses with it. */
static void fire(struct fence_child *child)
{
	struct fence_child_report report = {
		.news = FENCE_CHILD_FIRED,
		.deadline_us = child->deadline_us,
		.began_us = clock_now_us(),
	};
	int error = netlink_delete_addresses(child->netlink, child->list, child->count);

	report.ended_us = clock_now_us();
	report.error = error == -ENODEV ? 0 : error;
	child->fired = true;
	set_deadline(child, report.error ? report.ended_us + RETRY_US : 0);
	send_report(child, &report);
}

static void arm(struct fence_child *child, const struct fence_child_order *order)
{
	memcpy(child->list, order->list, order->count * sizeof(order->list[0]));
	child->count = order->count;
	child->fired = false;
	set_deadline(child, order->deadline_us);
}

/* flat switch */
static void obey(struct fence_child *child, const struct fence_child_order *order)
{
	struct fence_child_report report = {
		.news = FENCE_CHILD_HEARD,
		.number = order->number,
	};

	switch (order->word) {
	case FENCE_CHILD_ARM:
		arm(child, order);
		break;
	case FENCE_CHILD_RENEW:
		if (child->deadline_us != 0 && !child->fired) {
			set_deadline(child, order->deadline_us);
		}
		break;
	case FENCE_CHILD_DISARM:
		set_deadline(child, 0);
		break;
	case FENCE_CHILD_PING:
		break;
	}
	send_report(child, &report);
}

static bool is_whole(const struct fence_child_order *order, ssize_t length)
{
	size_t list_bytes;

	if (length < FENCE_CHILD_HEADER_BYTES || order->count > CONFIG_FIPS_MAX) {
		return false;
	}
	list_bytes = order->count * sizeof(order->list[0]);
	return order->word != FENCE_CHILD_ARM
	       || (size_t)length == FENCE_CHILD_HEADER_BYTES + list_bytes;
}

/* The end of the socket is the end of fipd: the deadline then in force stays so. */
static void listen_to_fipd(struct fence_child *child)
{
	ssize_t length =
		recv(child->fd, &child->order, sizeof(child->order), MSG_DONTWAIT);

	if (length == 0 || (length < 0 && errno == ECONNRESET)) {
		close(child->fd);
		child->fd = -1;
	} else if (is_whole(&child->order, length)) {
		obey(child, &child->order);
	}
}

static void stand_guard(struct fence_child *child)
{
	while (child->fd >= 0 || child->deadline_us != 0) {
		struct pollfd wait[] = {
			{ .fd = child->fd, .events = POLLIN },
			{ .fd = child->timer_fd, .events = POLLIN },
		};

		poll(wait, 2, -1);
		if (is_due(child)) {
			fire(child);
		} else if (wait[0].revents != 0) {
			listen_to_fipd(child);
		}
	}
}

/* Systemd tells every process of a service to end; this one ends after fipd. */
static void outlive_fipd(void)
{
	signals_ignore();
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	prctl(PR_SET_NAME, "fipd-fence");
}

/* The child runs in time and out of swap, as far as the host allows, and keeps one
 * privilege. */
static int prepare(struct fence_child_report *report)
{
	const struct sched_param urgent = { .sched_priority = PRIORITY };

	report->realtime = sched_setscheduler(0, SCHED_FIFO, &urgent) == 0;
	report->locked = privilege_lock_memory() == 0;
	return privilege_keep_only(CAP_NET_ADMIN);
}

static bool is_ours(int fd)
{
	int type = 0;
	socklen_t length = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0
	       && type == SOCK_SEQPACKET;
}

static int live(struct fence_child *child)
{
	const struct sched_param ordinary = { .sched_priority = 0 };
	struct fence_child_report report = { .news = FENCE_CHILD_READY };

	child->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
	if (child->timer_fd < 0 || netlink_open(&child->netlink) != 0) {
		return EX_OSERR;
	}
	if (prepare(&report) != 0) {
		return EX_NOPERM;
	}
	/* Without it a later life of fipd does not find this one: as before there was
	 * a lock. */
	fence_lock_take(FENCE_CHILD_LOCK_FD);
	send_report(child, &report);
	stand_guard(child);
	/* What remains is not urgent; a sanitizer's leak check even waits by spinning.
	 */
	sched_setscheduler(0, SCHED_OTHER, &ordinary);
	return EX_OK;
}

int fence_child_run(int fd)
{
	struct fence_child *child = calloc(1, sizeof(*child));
	int code = EX_USAGE;

	outlive_fipd();
	if (child != NULL && is_ours(fd)) {
		child->fd = fd;
		code = live(child);
		netlink_close(child->netlink);
	}
	free(child);
	return code;
}
