#include "bench/moment.h"

#include <string.h>
#include <time.h>

enum {
	READINGS = 5
};

static const int64_t second_ns = 1000000000;

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * second_ns + now.tv_nsec;
}

int64_t moment_now_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* Of several readings the one least disturbed is right. */
int64_t moment_of_wall_clock_ns(void)
{
	int64_t distance_ns = 0;
	int64_t shortest_ns = INT64_MAX;

	for (int i = 0; i < READINGS; i++) {
		int64_t before_ns = moment_now_ns();
		int64_t wall_ns = read_clock(CLOCK_REALTIME);
		int64_t span_ns = moment_now_ns() - before_ns;

		if (span_ns < shortest_ns) {
			shortest_ns = span_ns;
			distance_ns = before_ns + span_ns / 2 - wall_ns;
		}
	}
	return distance_ns;
}

int64_t moment_stamp_ns(struct msghdr *message)
{
	struct cmsghdr *part;

	for (part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
		struct timespec stamp;

		if (part->cmsg_level == SOL_SOCKET
			&& part->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&stamp, CMSG_DATA(part), sizeof(stamp));
			return stamp.tv_sec * second_ns + stamp.tv_nsec;
		}
	}
	return 0;
}

void moment_wait(int64_t until_ns)
{
	struct timespec until = {
		.tv_sec = until_ns / second_ns,
		.tv_nsec = until_ns % second_ns,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}
