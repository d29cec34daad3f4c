#include "setup/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "setup/program.h"
#include "values/text_file.h"

enum {
	FILE_MAX_BYTES = 1024 * 1024
};

/* Return whether root alone can change each folder above a file. */
static bool is_roots(const char *path)
{
	char folder[PATH_MAX];
	struct stat about;
	bool is = path[0] == '/';

	for (const char *end = path; end != NULL && is; end = strchr(end + 1, '/')) {
		int length = end == path ? 1 : (int)(end - path);

		snprintf(folder, sizeof(folder), "%.*s", length, path);
		is = lstat(folder, &about) == 0 && S_ISDIR(about.st_mode)
		     && about.st_uid == 0 && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
	}
	return is;
}

/*
 * Find where a file is: at its path, or where the symbolic link there says.  That one
 * may be no link again, and opening it will tell.  False: the link is not to be
 * followed.
 */
static bool find_file(const char *path, char real[PATH_MAX])
{
	char named[PATH_MAX];
	ssize_t length = readlink(path, named, sizeof(named) - 1);
	const char *slash = strrchr(path, '/');
	int folder = slash == NULL ? 0 : (int)(slash - path) + 1;

	if (length < 0) {
		snprintf(real, PATH_MAX, "%s", path);
		return true;
	}
	named[length] = '\0';
	if (named[0] == '/') {
		folder = 0;
	}
	return snprintf(real, PATH_MAX, "%.*s%s", folder, path, named) < PATH_MAX
	       && is_roots(path) && is_roots(real);
}

const char *plan_explain(int error)
{
	return error == -ELOOP
		       ? "a symbolic link, which is followed only to a file, and where "
			 "root alone can change each folder above the two"
		       : file_explain(error);
}

char *plan_read(const char *path)
{
	size_t length_bytes;
	char real[PATH_MAX];
	char *text = NULL;
	int fd = find_file(path, real) ? file_open(real, false) : -ELOOP;
	int error = fd < 0 ? fd : file_read(fd, FILE_MAX_BYTES, &text, &length_bytes);

	if (fd >= 0) {
		close(fd);
	}
	errno = -error;
	return text;
}

static gid_t find_group(const char *name)
{
	const struct group *group = name == NULL ? NULL : getgrnam(name);

	return group == NULL ? 0 : group->gr_gid;
}

/* Without its group nobody else is to read what that one was to read. */
static mode_t find_mode(const struct plan_file *file)
{
	return find_group(file->group) == 0 && file->group != NULL
		       ? file->mode & ~(mode_t)S_IRWXG
		       : file->mode;
}

static bool has_right_rights(const struct plan_file *file)
{
	struct stat about;

	return !file->secret
	       || (lstat(file->real, &about) == 0 && about.st_uid == 0
		       && about.st_gid == find_group(file->group)
		       && (about.st_mode & 07777) == find_mode(file));
}

enum plan_state plan_add(struct plan *plan, struct plan_file file)
{
	char *text = plan_read(file.path);
	int error = text == NULL ? errno : 0;

	find_file(file.path, file.real);
	if (error == ELOOP) {
		fprintf(stderr, "fipctl: %s: %s\n", file.path, plan_explain(-error));
		file.state = PLAN_LINK;
	} else if (text == NULL) {
		file.state =
			error == ENOENT || error == ENOTDIR ? PLAN_NEW : PLAN_OTHER;
	} else if (strcmp(text, file.text) != 0) {
		file.state = PLAN_OTHER;
	} else {
		file.state = has_right_rights(&file) ? PLAN_SAME : PLAN_RIGHTS;
	}
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
	}
	free(text);
	if (plan->count < PLAN_FILES_MAX) {
		plan->files[plan->count++] = file;
	}
	return file.state;
}

static void show_lines(const char *text)
{
	while (*text != '\0') {
		int length = (int)strcspn(text, "\n");

		printf("  %.*s\n", length, text);
		text += length + (text[length] == '\n');
	}
}

static void show_difference(const struct plan_file *file)
{
	const char *const diff[] = { "diff", "-u", "--label", file->path, "--label",
		"as it would be", "--", file->path, "-", NULL };

	if (program_run(diff, file->text) > 1) {
		printf("  (no program diff here) it would be:\n");
		show_lines(file->text);
	}
}

static void show_file(const struct plan_file *file)
{
	static const char *const words[] = {
		[PLAN_SAME] = "as it should be",
		[PLAN_NEW] = "new",
		[PLAN_RIGHTS] = "to change, owner and mode only",
		[PLAN_OTHER] = "to change",
		[PLAN_LINK] = "not to be changed",
	};

	printf("%s: %s", words[file->state], file->path);
	if (strcmp(file->real, file->path) != 0) {
		printf(", a link to %s", file->real);
	}
	if (file->state == PLAN_SAME || file->state == PLAN_LINK) {
		putchar('\n');
		return;
	}
	printf(" (group %s, mode %04o)%s\n", file->group == NULL ? "root" : file->group,
		(unsigned int)file->mode,
		file->secret ? ", not shown: there are secrets in it" : "");
	if (!file->secret && file->state == PLAN_NEW) {
		show_lines(file->text);
	} else if (!file->secret) {
		show_difference(file);
	}
}

void plan_show(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		show_file(&plan->files[i]);
	}
}

size_t plan_count(const struct plan *plan, enum plan_state least)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		count += plan->files[i].state >= least;
	}
	return count;
}

bool plan_touches(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (strcmp(plan->files[i].path, path) == 0) {
			return plan->files[i].state != PLAN_SAME;
		}
	}
	return false;
}

/* Write all of it under a name beside the file; at no instant can others read it. */
static int write_beside(const struct plan_file *file, const char *beside)
{
	size_t length = strlen(file->text);
	struct stat about;
	/* snmpd's own file is its user's. */
	uid_t owner =
		lstat(file->real, &about) == 0 && file->keeps_owner ? about.st_uid : 0;
	int fd = open(
		beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int error = 0;

	if (fd < 0) {
		return -errno;
	}
	/* A disk that takes a part only is full, and says nothing by errno. */
	errno = ENOSPC;
	if (write(fd, file->text, length) != (ssize_t)length
		|| fchown(fd, owner, find_group(file->group)) != 0
		|| fchmod(fd, find_mode(file)) != 0 || fsync(fd) != 0) {
		error = -errno;
	}
	close(fd);
	return error;
}

static int replace(const struct plan_file *file)
{
	char beside[PATH_MAX + 16];
	char folder[PATH_MAX];
	int error;

	snprintf(folder, sizeof(folder), "%s", file->real);
	if (mkdir(dirname(folder), 0755) != 0 && errno != EEXIST) {
		return -errno;
	}
	/* Not a name that others read in its folder, as *.conf in snmpd.conf.d. */
	snprintf(beside, sizeof(beside), "%s.fipd-setup", file->real);
	unlink(beside);
	error = write_beside(file, beside);
	if (error == 0 && rename(beside, file->real) != 0) {
		error = -errno;
	}
	if (error != 0) {
		unlink(beside);
	}
	return error;
}

bool plan_write(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_file *file = &plan->files[i];
		int error = file->state == PLAN_SAME ? 0 : replace(file);

		if (error != 0) {
			fprintf(stderr, "fipctl: %s: %s%s\n", file->path,
				strerror(-error),
				error == -EROFS ? ": make its folder writable, and run "
						  "this again"
						: "");
			return false;
		}
	}
	return true;
}
