/*
 * disk_file - small files read and replaced whole.
 *
 * A replaced file is at every instant either the old or the new one, also after a power
 * loss: written beside it, synced, renamed, and the folder synced.  These functions
 * wait for the disk, so once the loop runs only the disk's thread calls them.
 */
#ifndef FIPD_DISK_DISK_FILE_H
#define FIPD_DISK_DISK_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DISK_FILE_PATH_MAX = 512
};

/*
 * Replace or make the file at path, mode 0640; 0 or -errno.  What a power loss makes
 * void need not be synced: nobody waits for the disk then, and after a power loss the
 * file may be empty.
 */
int disk_file_replace(
	const char *path, const char *bytes, size_t length_bytes, bool synced);

/*
 * Read a whole file into *text, which is terminated and which the caller frees.  0 or
 * -errno; -EFBIG if it is longer than max_bytes, -ELOOP for a symbolic link, -ENOTSUP
 * for what is no regular file, -EPERM for one that is neither this user's nor root's
 * nor that of the folder's owner.
 */
int disk_file_read(
	const char *path, size_t max_bytes, char **text, size_t *length_bytes);

/* Write all bytes to fd, however often that takes; 0 or -errno. */
int disk_file_write_all(int fd, const char *bytes, size_t length_bytes);

/* Sync the folder that the file at path lies in; 0 or -errno. */
int disk_file_sync_folder(const char *path);

#endif
