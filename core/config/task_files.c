#include "config/task_files.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "values/fault.h"

enum {
	LINKS_FOLLOWED_MAX = 40 /* as many as Linux follows */
};

/* A path on the way: what was walked, and what is still to walk. */
struct walk {
	char done[PATH_MAX];
	char rest[2 * PATH_MAX];
	int followed;
	struct stat about; /* of done */
};

static const char *shown(const struct walk *walk)
{
	return walk->done[0] == '\0' ? "/" : walk->done;
}

static bool judge_rights(const struct walk *walk, struct fault *fault)
{
	const struct stat *about = &walk->about;
	bool sticky = S_ISDIR(about->st_mode) && (about->st_mode & S_ISVTX) != 0;

	if (about->st_uid != 0) {
		return fault_write(fault,
			"%s belongs to user %u; it must belong to root: chown root %s",
			shown(walk), (unsigned)about->st_uid, shown(walk));
	}
	if (S_ISLNK(about->st_mode) || sticky
		|| (about->st_mode & (S_IWGRP | S_IWOTH)) == 0) {
		return true;
	}
	return fault_write(fault,
		"%s has mode %04o, so that others can write it: chmod go-w %s",
		shown(walk), (unsigned)about->st_mode & 07777, shown(walk));
}

static void go_up(struct walk *walk)
{
	char *slash = strrchr(walk->done, '/');

	if (slash != NULL) {
		*slash = '\0';
	}
}

/* Put what a link names in the place of the link. */
static bool follow(struct walk *walk, struct fault *fault)
{
	char target[PATH_MAX];
	ssize_t length = readlink(walk->done, target, sizeof(target) - 1);
	size_t rest_bytes = strlen(walk->rest) + 1;

	if (length < 0) {
		return fault_write(
			fault, "%s cannot be read: %s", walk->done, strerror(errno));
	}
	if (++walk->followed > LINKS_FOLLOWED_MAX
		|| (size_t)length + 1 + rest_bytes > sizeof(walk->rest)) {
		return fault_write(fault, "%s: %s", walk->done, strerror(ELOOP));
	}
	memmove(walk->rest + length + 1, walk->rest, rest_bytes);
	memcpy(walk->rest, target, (size_t)length);
	walk->rest[length] = '/';
	go_up(walk);
	if (target[0] == '/') {
		walk->done[0] = '\0';
	}
	return true;
}

/* Take the next name off the rest; false: there is none. */
static bool take_name(struct walk *walk, char name[NAME_MAX + 1])
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");

	snprintf(name, NAME_MAX + 1, "%.*s", (int)length, start);
	memmove(walk->rest, start + length, strlen(start + length) + 1);
	return length > 0;
}

static bool look(struct walk *walk, struct fault *fault)
{
	if (lstat(shown(walk), &walk->about) < 0) {
		return fault_write(fault,
			errno == ENOENT ? "%s does not exist" : "%s cannot be examined",
			shown(walk));
	}
	return judge_rights(walk, fault);
}

static bool enter(struct walk *walk, const char *name, struct fault *fault)
{
	size_t used = strlen(walk->done);

	if (strcmp(name, ".") == 0) {
		return true;
	}
	if (strcmp(name, "..") == 0) {
		go_up(walk);
		return look(walk, fault);
	}
	if (used + strlen(name) + 2 > sizeof(walk->done)) {
		return fault_write(fault, "%s: %s", name, strerror(ENAMETOOLONG));
	}
	snprintf(walk->done + used, sizeof(walk->done) - used, "/%s", name);
	return look(walk, fault)
	       && (!S_ISLNK(walk->about.st_mode) || follow(walk, fault));
}

/* Walk from the root to what path names in the end. */
static bool judge_path(struct walk *walk, const char *path, struct fault *fault)
{
	char name[NAME_MAX + 1];

	*walk = (struct walk){ .followed = 0 };
	snprintf(walk->rest, sizeof(walk->rest), "%s", path);
	if (!look(walk, fault)) {
		return false;
	}
	while (take_name(walk, name)) {
		if (!enter(walk, name, fault)) {
			return false;
		}
	}
	return look(walk, fault);
}

bool task_files_judge_program(const char *path, struct fault *fault)
{
	struct walk walk;

	if (!judge_path(&walk, path, fault)) {
		return false;
	}
	if (!S_ISREG(walk.about.st_mode)
		|| (walk.about.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) {
		return fault_write(fault, "%s is no program: chmod 755 %s", path, path);
	}
	return true;
}

/* A command and where it stands. */
struct place {
	const char *path;
	const char *list;
	const char *name;
	struct position position;
	struct diagnostics *diagnostics;
};

static void judge_command(
	const struct place *place, const struct task_command *command, const char *user)
{
	struct fault fault;

	if (!task_files_judge_program(command->text, &fault)) {
		diagnostics_add(place->diagnostics, place->path, place->position.line,
			place->position.column, "%s: %s: %s", place->list, place->name,
			fault.text);
	}
	if (getpwnam(user) == NULL) {
		diagnostics_add(place->diagnostics, place->path, place->position.line,
			place->position.column,
			"%s: %s: there is no user %s, as whom the command shall run",
			place->list, place->name, user);
	}
}

/* The very file that was named, from wherever the caller stands. */
static void judge_file(const char *path, struct diagnostics *diagnostics)
{
	char whole[2 * PATH_MAX], folder[PATH_MAX];
	struct walk walk;
	struct fault fault;

	if (path[0] == '/' || getcwd(folder, sizeof(folder)) == NULL) {
		folder[0] = '\0';
	}
	snprintf(whole, sizeof(whole), "%s/%s", folder, path);
	if (!judge_path(&walk, whole, &fault)) {
		diagnostics_add(diagnostics, path, 0, 0,
			"with checks or hooks nobody but root may change it, and %s",
			fault.text);
	}
}

bool task_files_judge(
	const struct tasks *tasks, const char *path, struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;
	struct place place = { .path = path, .diagnostics = diagnostics };

	if (tasks->check_count + tasks->hook_count > 0) {
		judge_file(path, diagnostics);
	}
	for (size_t i = 0; i < tasks->check_count; i++) {
		const struct check *check = &tasks->checks[i];

		place.list = "checks";
		place.name = check->name;
		place.position = check->place;
		if (check->kind == CHECK_COMMAND) {
			judge_command(&place, &check->command, check->user);
		}
	}
	for (size_t i = 0; i < tasks->hook_count; i++) {
		const struct hook *hook = &tasks->hooks[i];

		place.list = "hooks";
		place.name = hook->name;
		place.position = hook->place;
		judge_command(&place, &hook->command, hook->user);
	}
	return diagnostics->count == before;
}
