#include "journal/recording_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wire/recording.h"

static void write_path(char path[DISK_FILE_PATH_MAX],
	const struct recording_files *files, uint64_t number)
{
	snprintf(path, DISK_FILE_PATH_MAX, "%s/recording-%06" PRIu64, files->folder,
		number);
}

/* Return the number in a file's name, 0: it is no recording's. */
static uint64_t number_of(const char *name)
{
	const char *digits = name + strlen("recording-");

	if (strncmp(name, "recording-", strlen("recording-")) != 0
		|| strspn(digits, "0123456789") != strlen(digits)
		|| strlen(digits) > 18) {
		return 0;
	}
	return strtoull(digits, NULL, 10);
}

static int find_newest(struct recording_files *files)
{
	const struct dirent *entry;
	DIR *list = opendir(files->folder);

	if (list == NULL) {
		return -errno;
	}
	while ((entry = readdir(list))) {
		uint64_t number = number_of(entry->d_name);

		files->number = number > files->number ? number : files->number;
	}
	closedir(list);
	return 0;
}

/* Return the length of the newest file, now open, -errno: it cannot be appended to. */
static int64_t open_newest(struct recording_files *files)
{
	char path[DISK_FILE_PATH_MAX];
	struct stat about;

	write_path(path, files, files->number);
	files->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	return files->fd >= 0 && fstat(files->fd, &about) == 0 ? about.st_size : -errno;
}

int recording_files_open(
	struct recording_files *files, const char *folder, size_t *length_bytes)
{
	int64_t length;
	int error;

	*files = (struct recording_files){ .fd = -1 };
	*length_bytes = RECORDING_FILE_BYTES;
	snprintf(files->folder, sizeof(files->folder), "%s", folder);
	error = find_newest(files);
	if (error || files->number == 0) {
		return error;
	}
	length = open_newest(files);
	if (length >= 0) {
		*length_bytes = (size_t)length;
	}
	return 0;
}

void recording_files_close(struct recording_files *files)
{
	if (files->fd >= 0) {
		close(files->fd);
		files->fd = -1;
	}
}

/* Return how many bytes from the beginning are whole records. */
static size_t measure_good(const uint8_t *bytes, size_t length_bytes)
{
	struct recording_entry entry;
	size_t good = 0;

	while (good < length_bytes) {
		enum recording_fault fault =
			recording_take(bytes + good, length_bytes - good, &entry);

		if (fault == RECORDING_CUT || fault == RECORDING_DAMAGED) {
			break;
		}
		good += entry.length_bytes;
	}
	return good;
}

/* Before the first append: what a crash left torn at the end is not good. */
static int look_through(struct recording_files *files)
{
	char path[DISK_FILE_PATH_MAX];
	size_t length;
	char *bytes;
	int error;

	write_path(path, files, files->number);
	error = disk_file_read(path, 2 * RECORDING_FILE_BYTES, &bytes, &length);
	if (!error) {
		files->good_bytes = measure_good((const uint8_t *)bytes, length);
		files->torn = files->good_bytes < length;
		files->measured = true;
		free(bytes);
	}
	return error;
}

/* Begin the next file, removing the oldest; 0 or -errno. */
static int begin_next(struct recording_files *files)
{
	char path[DISK_FILE_PATH_MAX];
	uint64_t number = files->number + 1;
	int fd;

	/* The oldest goes first: on a full disk that makes the room. */
	if (number > RECORDING_FILES_KEPT) {
		write_path(path, files, number - RECORDING_FILES_KEPT);
		unlink(path);
	}
	write_path(path, files, number);
	fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	recording_files_close(files);
	files->fd = fd;
	files->measured = true;
	files->torn = false;
	files->number = number;
	files->good_bytes = 0;
	return 0;
}

/* What is written into a file that was removed is lost. */
static bool is_removed(const struct recording_files *files)
{
	struct stat about;

	return files->fd >= 0 && fstat(files->fd, &about) == 0 && about.st_nlink == 0;
}

static int prepare(struct recording_files *files)
{
	return is_removed(files)  ? begin_next(files)
	       : !files->measured ? look_through(files)
				  : 0;
}

/* Append to the newest file; 0, or -errno: then nothing of it counts as being in it. */
static int append(
	struct recording_files *files, const uint8_t *bytes, size_t length_bytes)
{
	int error;

	/* Away with what a crash or a failed write has left behind the good part. */
	if (files->torn && ftruncate(files->fd, (off_t)files->good_bytes) != 0) {
		return -errno;
	}
	files->torn = true;
	error = disk_file_write_all(files->fd, (const char *)bytes, length_bytes);
	if (!error) {
		files->good_bytes += length_bytes;
		files->torn = false;
	}
	return error;
}

static bool is_placed(
	const struct recording_block *block, const struct recording_files *files)
{
	return block->placed && block->number == files->number
	       && block->offset == files->good_bytes;
}

/* From now on something of the block may be in the file. */
static void place(struct recording_block *block, const struct recording_files *files)
{
	if (is_placed(block, files)) {
		return;
	}
	block->placed = false;
	recording_blocks_order();
	block->number = files->number;
	block->offset = files->good_bytes;
	recording_blocks_order();
	block->placed = true;
	recording_blocks_order();
}

static uint64_t end_before_cut(const struct recording_block *block)
{
	return block->cuts ? block->cut : block->length;
}

static int append_part(
	struct recording_files *files, struct recording_block *block, uint64_t end)
{
	int error;

	if (block->written >= end) {
		return 0;
	}
	error = prepare(files);
	if (!error && !block->begun) {
		place(block, files);
	}
	if (!error) {
		error = append(
			files, block->bytes + block->written, end - block->written);
	}
	if (!error) {
		block->written = end;
	}
	return error;
}

static int pass_cut(struct recording_files *files, struct recording_block *block)
{
	int error;

	if (!block->cuts || block->begun) {
		return 0;
	}
	if (!block->placed) {
		place(block, files);
	}
	error = begin_next(files);
	block->begun = error == 0;
	return error;
}

static int sync_file(const struct recording_files *files)
{
	return files->fd < 0 || fdatasync(files->fd) == 0 ? 0 : -errno;
}

/* The bytes that a failed attempt has written already are not written again. */
int recording_files_write(struct recording_files *files, struct recording_block *block)
{
	int error = 0;

	if (!block->begun) {
		error = append_part(files, block, end_before_cut(block));
	}
	if (!error) {
		error = pass_cut(files, block);
	}
	if (!error) {
		error = append_part(files, block, block->length);
	}
	if (!error && block->precious) {
		error = sync_file(files);
	}
	return error;
}

static bool is_whole(const struct recording_block *block, uint64_t from, uint64_t to)
{
	return measure_good(block->bytes + from, to - from) == to - from;
}

/*
 * Return whether the newest file has only what this block has written there.  An older
 * fipd, which does not know of such blocks, may have lived in between.
 */
static bool is_last(
	const struct recording_files *files, const struct recording_block *block)
{
	bool cut = block->number != files->number;
	uint64_t from = cut ? block->cut : recording_block_first(block);
	uint64_t end = cut ? block->length : end_before_cut(block);
	uint64_t offset = cut ? 0 : block->offset;
	char path[DISK_FILE_PATH_MAX];
	size_t length;
	char *bytes;
	bool last;

	write_path(path, files, files->number);
	if (disk_file_read(path, 2 * RECORDING_FILE_BYTES, &bytes, &length) != 0) {
		return true;
	}
	last = length <= offset
	       || (length - offset <= end - from
		       && memcmp(bytes + offset, block->bytes + from, length - offset)
				  == 0);
	free(bytes);
	return last;
}

/* Make the file, and the place in it, where a block was begun the newest again. */
static int return_to(struct recording_files *files, const struct recording_block *block)
{
	bool newest = block->number == files->number
		      || (block->cuts && block->number + 1 == files->number);

	if (!newest || !is_last(files, block)) {
		return -ESTALE;
	}
	recording_files_close(files);
	files->number = block->number;
	if (end_before_cut(block) == recording_block_first(block)) {
		return 0;
	}
	if (open_newest(files) < (int64_t)block->offset) {
		return -ESTALE;
	}
	files->good_bytes = block->offset;
	files->measured = true;
	files->torn = true;
	return 0;
}

int recording_files_restore(
	struct recording_files *files, struct recording_block *block)
{
	uint64_t first = recording_block_first(block);
	int error = 0;

	if (!is_whole(block, first, end_before_cut(block))
		|| !is_whole(block, end_before_cut(block), block->length)) {
		return -EBADMSG;
	}
	block->written = first;
	block->begun = false;
	block->precious = false;
	if (block->placed) {
		error = return_to(files, block);
	}
	return error ? error : recording_files_write(files, block);
}
