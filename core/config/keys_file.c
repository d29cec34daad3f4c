#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/keys.h"
#include "values/text_file.h"

enum {
	FILE_MAX_BYTES = 64 * 1024
};

static void check_owner(
	const struct stat *about, const char *path, struct diagnostics *diagnostics)
{
	uid_t own = geteuid();

	if (about->st_uid == 0 || about->st_uid == own) {
		return;
	}
	diagnostics_add(diagnostics, path, 0, 0,
		"belongs to user %u; "
		"it must belong to root or to user %u, as whom fipd runs",
		(unsigned int)about->st_uid, (unsigned int)own);
}

static void check_mode(
	const struct stat *about, const char *path, struct diagnostics *diagnostics)
{
	if ((about->st_mode & (S_IRWXG | S_IRWXO)) == 0) {
		return;
	}
	diagnostics_add(diagnostics, path, 0, 0,
		"has mode %04o, so others than its owner can use the key; "
		"it must be 0600: chmod 600 %s",
		(unsigned int)about->st_mode & 07777, path);
}

/* Of the open file, not of its name: the name may mean another file a moment later. */
static bool check_access(int fd, const char *path, struct diagnostics *diagnostics)
{
	size_t before = diagnostics->count;
	struct stat about;

	if (fstat(fd, &about) < 0) {
		diagnostics_add(diagnostics, path, 0, 0, "cannot be examined: %s",
			file_explain(-errno));
		return false;
	}
	check_owner(&about, path, diagnostics);
	check_mode(&about, path, diagnostics);
	return diagnostics->count == before;
}

static void report_error(int error, const char *path, struct diagnostics *diagnostics)
{
	if (error == -ENOENT) {
		diagnostics_add(diagnostics, path, 0, 0,
			"there is no key file; make one with: fipctl keygen > %s "
			"and give it mode 0600",
			path);
		return;
	}
	diagnostics_add(
		diagnostics, path, 0, 0, "cannot be read: %s", file_explain(error));
}

static bool read_keys(
	int fd, struct keys *keys, const char *path, struct diagnostics *diagnostics)
{
	char *text;
	size_t length;
	bool good = check_access(fd, path, diagnostics);
	int error = file_read(fd, FILE_MAX_BYTES, &text, &length);

	if (error < 0) {
		report_error(error, path, diagnostics);
		return false;
	}
	good = keys_parse(keys, path, text, length, diagnostics) && good;
	if (!good) {
		explicit_bzero(keys, sizeof(*keys));
	}
	explicit_bzero(text, length);
	free(text);
	return good;
}

bool keys_read(struct keys *keys, const char *path, struct diagnostics *diagnostics)
{
	bool good;
	int fd = file_open(path);

	keys->count = 0;
	if (fd < 0) {
		report_error(fd, path, diagnostics);
		return false;
	}
	good = read_keys(fd, keys, path, diagnostics);
	close(fd);
	return good;
}
