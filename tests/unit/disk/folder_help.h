/*
 * folder_help - a folder of its own for each test that writes files, and the disk
 * thread.
 */
#ifndef FIPD_TESTS_FOLDER_HELP_H
#define FIPD_TESTS_FOLDER_HELP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk/disk.h"
#include "disk/disk_file.h"
#include "unit/cmocka_all.h"

enum {
	FOLDER_WAIT_MS = 120000 /* on a busy machine */
};

struct folder {
	char path[64];
	struct disk *disk;
};

static inline void folder_make(struct folder *folder)
{
	strcpy(folder->path, "/tmp/fipd-unit-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	assert_int_equal(disk_start(&folder->disk), 0);
}

static inline void folder_remove(struct folder *folder)
{
	char command[96];

	assert_int_equal(disk_stop(folder->disk, FOLDER_WAIT_MS), 0);
	snprintf(command, sizeof(command), "rm -rf %s", folder->path);
	assert_int_equal(system(command), 0);
}

/* Return the path of a file in the folder; good until the next call. */
static inline const char *folder_file(struct folder *folder, const char *name)
{
	static char path[DISK_FILE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder->path, name);
	return path;
}

static inline void folder_settle(struct folder *folder)
{
	assert_int_equal(disk_flush(folder->disk, FOLDER_WAIT_MS), 0);
}

/* Return a file's text, which the caller frees. */
static inline char *folder_text(struct folder *folder, const char *name)
{
	size_t length;
	char *text;

	assert_int_equal(
		disk_file_read(folder_file(folder, name), 1 << 24, &text, &length), 0);
	return text;
}

static inline void folder_write(
	struct folder *folder, const char *name, const char *text)
{
	assert_int_equal(
		disk_file_replace(folder_file(folder, name), text, strlen(text), true),
		0);
}

#endif
