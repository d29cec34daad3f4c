#include "output/waiting.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static int64_t read_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void waiting_begin(struct waiting *waiting)
{
	int64_t now_ms = read_ms();

	*waiting = (struct waiting){ .begun_ms = now_ms, .told_ms = now_ms };
}

void waiting_tell(struct waiting *waiting, const char *text)
{
	int64_t now_ms = read_ms();

	if (now_ms - waiting->told_ms < WAITING_EVERY_MS || !isatty(STDERR_FILENO)) {
		return;
	}
	waiting->told_ms = now_ms;
	waiting->shown = true;
	fprintf(stderr, "\r\033[K%s: %" PRId64 " s", text,
		(now_ms - waiting->begun_ms) / 1000);
	fflush(stderr);
}

void waiting_show(struct waiting *waiting, const char *text)
{
	if (isatty(STDERR_FILENO)) {
		waiting->shown = true;
		fprintf(stderr, "\r\033[K%s ...", text);
		fflush(stderr);
	}
}

void waiting_end(struct waiting *waiting)
{
	if (waiting->shown) {
		waiting->shown = false;
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
}
