#include "setup/services.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "setup/program.h"

#define FIPD  "fipd.service"
#define AGENT "fipd-agentx.service"
#define WEB   "fipd-web.service"

enum {
	WAITS = 50,
	WAIT_NS = 100 * 1000 * 1000,
};

bool services_are_managed(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

/* What of the other packages is installed. */
static bool is_installed(const char *unit)
{
	static const char *const folders[] = { "/etc/systemd/system",
		"/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
		"/lib/systemd/system" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", folders[i], unit);
		if (access(path, F_OK) == 0) {
			return true;
		}
	}
	return false;
}

static bool run(const char *verb, const char *option, const char *unit)
{
	const char *const systemctl[] = { "systemctl", "--quiet", verb, unit, option,
		NULL };

	return program_run(systemctl, NULL) == 0;
}

static bool start(const char *unit)
{
	printf("enable and start: %s\n", unit);
	if (run("enable", "--now", unit)) {
		return true;
	}
	fprintf(stderr, "fipctl: %s does not start: journalctl -u %s says why\n", unit,
		unit);
	return false;
}

static bool renew(const char *verb, const char *unit)
{
	if (run(verb, NULL, unit)) {
		return true;
	}
	fprintf(stderr,
		"fipctl: systemctl %s %s has failed: journalctl -u %s says why\n", verb,
		unit, unit);
	return false;
}

bool services_start(struct services_news news)
{
	bool ran = run("is-active", NULL, FIPD);
	bool good = start(FIPD);

	if (good && ran && news.fipd) {
		good = renew("reload", FIPD);
	}
	if (is_installed(AGENT)) {
		ran = run("is-active", NULL, AGENT);
		good &= start(AGENT)
			&& (!ran || !news.agent || renew("restart", AGENT));
	}
	return good && (!is_installed(WEB) || start(WEB));
}

/* It is up when it has its lock. */
void services_await_agent(void)
{
	bool is_held = false;

	for (int i = 0; i < WAITS && !is_held; i++) {
		int fd = open(
			"/run/fipd-agentx/lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

		is_held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;
		if (fd >= 0) {
			close(fd);
		}
		if (!is_held) {
			nanosleep(&(struct timespec){ .tv_nsec = WAIT_NS }, NULL);
		}
	}
}
