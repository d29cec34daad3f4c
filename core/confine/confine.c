#include "confine/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "confine/own_folder.h"

#define BIT(capability) (UINT64_C(1) << (capability))

enum {
	GROUPS_MAX = 64,
	ENTRY_BYTES_MAX = 16 * 1024, /* of /etc/passwd, or of /etc/group with members */
	NICE = -10,
	NICE_LIMIT = 20 - NICE, /* as the kernel counts */
	REALTIME_LIMIT = 10,    /* the fence's */
	RUN_LIMIT_US = 2000000, /* in the real-time class without a pause */
};

struct need {
	const char *program;
	const char *user;      /* its own */
	const char *group;     /* another one that it is in */
	uint64_t capabilities; /* kept */
	uint64_t handed_on;    /* of those, what a program that it starts has too */
	mode_t mask;           /* of the files that it makes */
	bool in_time;          /* it is to run in time on a busy host */
};

/* As the units have it; what the fence needs fipd has. */
/* table */
static const struct need needs[CONFINE_PROGRAMS] = {
	[CONFINE_FIPD] = { "fipd", "fipd", "fipd-read",
		BIT(CAP_NET_ADMIN) | BIT(CAP_NET_RAW), BIT(CAP_NET_ADMIN), 0027, true },
	[CONFINE_FENCE] = { .program = "fipd-fence",
		.capabilities = BIT(CAP_NET_ADMIN) },
	[CONFINE_AGENTX] = { "fipd-agentx", "fipd-agentx", "fipd", 0, 0, 0077, false },
	[CONFINE_WEB] = { "fipd-web", "fipd-web", "fipd-read",
		BIT(CAP_NET_BIND_SERVICE), 0, 0077, false },
};

struct identity {
	uid_t user;
	gid_t groups[GROUPS_MAX + 1]; /* the first is his own */
	int count;
};

static void add_group(struct identity *identity, const char *name)
{
	char space[ENTRY_BYTES_MAX];
	struct group group;
	struct group *found = NULL;

	getgrnam_r(name, &group, space, sizeof(space), &found);
	if (found != NULL) {
		identity->groups[identity->count++] = found->gr_gid;
	}
}

/* Return 0, -ENOENT where there is no such user, or -errno. */
static int find_identity(
	struct identity *identity, const char *name, const struct need *need)
{
	char space[ENTRY_BYTES_MAX];
	struct passwd entry;
	struct passwd *found = NULL;
	int error = getpwnam_r(name, &entry, space, sizeof(space), &found);

	if (found == NULL) {
		return error && error != ENOENT ? -error : -ENOENT;
	}
	identity->user = entry.pw_uid;
	identity->count = GROUPS_MAX;
	if (getgrouplist(name, entry.pw_gid, identity->groups, &identity->count) < 0) {
		return -E2BIG;
	}
	add_group(identity, need->group);
	return 0;
}

static uint64_t permitted(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data) != 0) {
		return 0;
	}
	return (uint64_t)data[1].permitted << 32 | data[0].permitted;
}

static int set_capabilities(uint64_t kept, uint64_t inheritable)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[2];

	for (int i = 0; i < 2; i++) {
		data[i] = (struct __user_cap_data_struct){
			.effective = (uint32_t)(kept >> 32 * i),
			.permitted = (uint32_t)(kept >> 32 * i),
			.inheritable = (uint32_t)(inheritable >> 32 * i),
		};
	}
	return syscall(SYS_capset, &header, data) == 0 ? 0 : -errno;
}

/* Who has no others needs no call for it, which the units deny. */
int confine_keep_capabilities(enum confine_program program)
{
	uint64_t kept = needs[program].capabilities;

	return permitted() == kept ? 0 : set_capabilities(kept, 0);
}

/* What is not in this set no program that is started later can get. */
static int narrow_bounding_set(uint64_t kept)
{
	for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++) {
		if (!(kept & BIT(i)) && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) != 0) {
			return -errno;
		}
	}
	return 0;
}

static int hand_on(uint64_t capabilities)
{
	for (unsigned long i = 0; i < 64; i++) {
		if (capabilities & BIT(i)
			&& prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0) != 0) {
			return -errno;
		}
	}
	return 0;
}

static void set_limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit limit = { value, value };

	setrlimit(resource, &limit);
}

/*
 * What only root can have.  Who misses it later says so in the log: a container may
 * keep its root from raising a limit.
 */
static void raise_limits(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	set_limit(RLIMIT_MEMLOCK, RLIM_INFINITY);
	set_limit(RLIMIT_NICE, NICE_LIMIT);
	set_limit(RLIMIT_RTPRIO, REALTIME_LIMIT);
	set_limit(RLIMIT_RTTIME, RUN_LIMIT_US);
	/* Any other value is that of whoever has started this. */
	if (getpriority(PRIO_PROCESS, 0) == 0) {
		setpriority(PRIO_PROCESS, 0, NICE);
	}
	if (fd >= 0) {
		dprintf(fd, "-900");
		close(fd);
	}
}

static int set_ids(const struct identity *identity)
{
	gid_t group = identity->groups[0];
	bool set = prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0
		   && setgroups((size_t)identity->count, identity->groups) == 0
		   && setresgid(group, group, group) == 0
		   && setresuid(identity->user, identity->user, identity->user) == 0;

	return set ? 0 : -errno;
}

/* A container's root may have less than is needed: the program says what it misses.
 * The last step lets the process open what is its own below /proc, as after an exec. */
static int become(const struct identity *identity, const struct need *need)
{
	uint64_t kept = need->capabilities & permitted();
	uint64_t handed_on = need->handed_on & kept;
	int error = narrow_bounding_set(kept);

	error = error ? error : set_ids(identity);
	error = error ? error : set_capabilities(kept, handed_on);
	error = error ? error : hand_on(handed_on);
	if (!error && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) {
		error = -errno;
	}
	return error;
}

static void give_folders(
	const struct confine_wish *wish, const struct identity *identity)
{
	const struct own_folder_owner owner = { identity->user, identity->groups[0] };

	if (wish->state != NULL) {
		own_folder_give_state(wish->state, &owner);
	}
	if (wish->socket != NULL) {
		own_folder_give_socket(wish->socket, &owner);
	}
}

static int refuse_user(struct confine_words *words, const char *name, int error)
{
	if (error == -ENOENT) {
		snprintf(words->text, sizeof(words->text),
			"there is no user %.64s: `systemd-sysusers` makes those of "
			"fipd, or name another one with --user",
			name);
		return EX_USAGE;
	}
	snprintf(words->text, sizeof(words->text),
		"the user %.64s cannot be looked up: %s", name, strerror(-error));
	return EX_OSERR;
}

static int take(const struct confine_wish *wish, const struct identity *identity,
	struct confine_words *words)
{
	const struct need *need = &needs[wish->program];
	int error;

	if (need->in_time) {
		raise_limits();
	}
	give_folders(wish, identity);
	umask(need->mask);
	error = become(identity, need);
	if (error) {
		snprintf(words->text, sizeof(words->text),
			"root may not become the user of %s here: %s; a container "
			"needs "
			"CAP_SETUID, CAP_SETGID and CAP_SETPCAP for it, or --user root",
			need->program, strerror(-error));
		return EX_NOPERM;
	}
	return 0;
}

/* What a unit has given on to whatever the program starts is what that needs. */
static void hand_on_no_more(uint64_t handed_on)
{
	for (unsigned long i = 0; i < 64; i++) {
		if (!(handed_on & BIT(i))) {
			prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, i, 0, 0);
		}
	}
}

/* The user is as whoever started the program has chosen, or none can be. */
static int stay(const struct confine_wish *wish, const struct identity *identity,
	int error, struct confine_words *words)
{
	if (!error && identity->user == geteuid()) {
		hand_on_no_more(needs[wish->program].handed_on);
		return 0;
	}
	snprintf(words->text, sizeof(words->text),
		"only root can start %s as another user: leave --user out, or start it "
		"as root",
		needs[wish->program].program);
	return EX_NOPERM;
}

static int stay_root(const struct need *need, struct confine_words *words)
{
	snprintf(words->text, sizeof(words->text),
		"there is no user %s: %s stays root; `systemd-sysusers` makes the "
		"user, "
		"and `--user root` says that root is meant",
		need->user, need->program);
	return 0;
}

int confine_take_user(const struct confine_wish *wish, struct confine_words *words)
{
	const struct need *need = &needs[wish->program];
	const char *name = wish->user != NULL ? wish->user : need->user;
	struct identity identity = { 0 };
	int error;

	words->text[0] = '\0';
	/* By its unit: a directory server that is away must not delay it. */
	if (geteuid() != 0 && wish->user == NULL) {
		hand_on_no_more(need->handed_on);
		return 0;
	}
	error = find_identity(&identity, name, need);
	if (geteuid() != 0) {
		return stay(wish, &identity, error, words);
	}
	if (error == -ENOENT && wish->user == NULL) {
		return stay_root(need, words);
	}
	if (error) {
		return refuse_user(words, name, error);
	}
	return identity.user == 0 ? 0 : take(wish, &identity, words);
}
