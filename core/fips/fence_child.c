#include "fips/fence_child.h"

#include <errno.h>
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

#include "confine/call_filter.h"
#include "confine/confine.h"
#include "fips/fence_lock.h"
#include "fips/fence_page.h"
#include "fips/fence_program.h"
#include "loop/clock.h"
#include "loop/memory.h"
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
	struct fence_page *page;
	int64_t fired_us; /* the deadline at which it began to remove */
	int64_t retry_us; /* when it goes on; 0: it is done */
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

/* Say when this process looks next, and let the timer wake it then. */
static void go_to_sleep(const struct fence_child *child)
{
	int64_t look_us = fence_page_sleep(child->page, clock_now_us());
	int64_t wake_us = child->retry_us != 0 && child->retry_us < look_us
				  ? child->retry_us
				  : look_us;
	struct itimerspec when = {
		.it_value = { .tv_sec = wake_us / SECOND_US,
			.tv_nsec = wake_us % SECOND_US * 1000 },
	};

	timerfd_settime(child->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

/* An interface that has gone took the addresses with it. */
static void fire(struct fence_child *child)
{
	struct fence_child_report report = {
		.news = FENCE_CHILD_FIRED,
		.deadline_us = child->fired_us,
		.began_us = clock_now_us(),
	};
	int error = netlink_delete_addresses(child->netlink, child->list, child->count);

	report.ended_us = clock_now_us();
	report.error = error == -ENODEV ? 0 : error;
	child->retry_us = report.error ? report.ended_us + RETRY_US : 0;
	send_report(child, &report);
}

static void fire_if_due(struct fence_child *child)
{
	int64_t now_us = clock_now_us();
	int64_t deadline_us = fence_page_fire(child->page, now_us);

	if (deadline_us != 0) {
		child->fired_us = deadline_us;
		fire(child);
	} else if (child->retry_us != 0 && now_us >= child->retry_us) {
		fire(child);
	}
}

static void arm(struct fence_child *child, const struct fence_child_order *order)
{
	memcpy(child->list, order->list, order->count * sizeof(order->list[0]));
	child->count = order->count;
	child->retry_us = 0;
	fence_page_arm(child->page, order->deadline_us);
}

static void disarm(struct fence_child *child)
{
	child->retry_us = 0;
	fence_page_arm(child->page, 0);
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
	case FENCE_CHILD_DISARM:
		disarm(child);
		break;
	case FENCE_CHILD_LOOK:
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

static bool has_duty(const struct fence_child *child)
{
	return child->fd >= 0 || child->retry_us != 0
	       || fence_page_deadline_us(child->page) > 0;
}

static void stand_guard(struct fence_child *child)
{
	while (has_duty(child)) {
		struct pollfd wait[] = {
			{ .fd = child->fd, .events = POLLIN },
			{ .fd = child->timer_fd, .events = POLLIN },
		};

		go_to_sleep(child);
		poll(wait, 2, -1);
		fire_if_due(child);
		if (wait[0].revents != 0) {
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
	report->locked = memory_keep() == 0;
	return confine_keep_capabilities(CONFINE_FENCE);
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
	child->page = fence_page_map(FENCE_PROGRAM_PAGE_FD);
	if (child->timer_fd < 0 || child->page == NULL
		|| netlink_open(&child->netlink) != 0) {
		return EX_OSERR;
	}
	if (prepare(&report) != 0) {
		return EX_NOPERM;
	}
	/* Without it a later life of fipd does not find this one: as before there was
	 * a lock. */
	fence_lock_take(FENCE_PROGRAM_LOCK_FD);
	/* Where there is none, fipd has said so. */
	call_filter_install(CONFINE_FENCE);
	go_to_sleep(child);
	send_report(child, &report);
	stand_guard(child);
	/* What remains is not urgent; a sanitizer's leak check even waits by spinning.
	 */
	sched_setscheduler(0, SCHED_OTHER, &ordinary);
	return EX_OK;
}

int fence_child_run(int fd, const char *version)
{
	struct fence_child *child;
	int code = EX_USAGE;

	memory_begin();
	child = calloc(1, sizeof(*child));

	outlive_fipd();
	if (child != NULL && strcmp(version, FIPD_VERSION) == 0 && is_ours(fd)) {
		close(FENCE_PROGRAM_OWN_FD);
		child->fd = fd;
		code = live(child);
		netlink_close(child->netlink);
		fence_page_free(child->page);
	}
	free(child);
	return code;
}
