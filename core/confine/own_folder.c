#include "confine/own_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names of the program's files; an ending may follow, as .tmp does. */
/* table */
static const char *const state_names[] = { "lock", "fence", "resident", "epoch",
	"cursors.json", "settings.yaml", "events.jsonl", "recording", NULL };

static bool is_named(const char *name, const char *const *known)
{
	for (; *known != NULL; known++) {
		size_t length = strlen(*known);

		if (strncmp(name, *known, length) == 0
			&& strchr(".-", name[length]) != NULL) {
			return true;
		}
	}
	return false;
}

static bool is_own(int folder, const char *name, const char *const *known)
{
	struct stat about;

	return is_named(name, known)
	       && fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0
	       && (S_ISREG(about.st_mode) || S_ISSOCK(about.st_mode));
}

static bool is_to_pass(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0
	       || strcmp(name, "lost+found") == 0;
}

static bool has_strangers(DIR *folder, const char *const *known)
{
	struct dirent *entry;
	bool found = false;

	rewinddir(folder);
	while (!found && (entry = readdir(folder)) != NULL) {
		found = !is_to_pass(entry->d_name)
			&& !is_own(dirfd(folder), entry->d_name, known);
	}
	return found;
}

/* /run, /tmp and their like are nobody's alone, even while they are empty. */
static bool is_at_the_root(int folder)
{
	struct stat above;
	struct stat root;

	return fstatat(folder, "..", &above, 0) != 0 || stat("/", &root) != 0
	       || (above.st_dev == root.st_dev && above.st_ino == root.st_ino);
}

/* One into which only root could put anything. */
static bool is_roots(int folder)
{
	struct stat about;

	return fstat(folder, &about) == 0 && about.st_uid == 0
	       && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0 && !is_at_the_root(folder);
}

/* The folder comes last: until then nobody but root can change what is in it.  What
 * cannot be given is told where it is used. */
static void give(DIR *folder, const struct own_folder_owner *owner)
{
	struct dirent *entry;
	int fd = dirfd(folder);
	bool given = true;

	rewinddir(folder);
	while (given && (entry = readdir(folder)) != NULL) {
		given = is_to_pass(entry->d_name)
			|| fchownat(fd, entry->d_name, owner->user, owner->group,
				   AT_SYMLINK_NOFOLLOW)
				   == 0;
	}
	if (given && fchown(fd, owner->user, owner->group) != 0) {
		return;
	}
}

static void give_folder(const char *path, mode_t mode, const char *const *known,
	const struct own_folder_owner *owner)
{
	int made = mkdir(path, mode);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (folder == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return;
	}
	if (made == 0) {
		fchmod(fd, mode);
	}
	if (is_roots(fd) && !has_strangers(folder, known)) {
		give(folder, owner);
	}
	closedir(folder);
}

void own_folder_give_state(const char *folder, const struct own_folder_owner *owner)
{
	give_folder(folder, 0750, state_names, owner);
}

void own_folder_give_socket(const char *path, const struct own_folder_owner *owner)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (slash != NULL && (size_t)(slash - path) < sizeof(folder)) {
		const char *const known[] = { slash + 1, "agentx", NULL };

		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		give_folder(folder, 0755, known, owner);
	}
}
