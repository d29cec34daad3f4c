#include "disk/state_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/disk_file.h"

enum {
	EPOCH_BYTES_MAX = 24
};

struct content {
	uint64_t number;
	size_t length_bytes;
	char bytes[STATE_FILE_BYTES_MAX];
};

struct state_file {
	struct disk *disk;
	void (*on_written)(void *context, uint64_t number, int result);
	void *context;
	uint64_t last_number;
	bool writing; /* current belongs to the disk */
	bool waiting; /* next is to be written */
	char path[DISK_FILE_PATH_MAX];
	struct content current;
	struct content next;
};

int state_file_lock_folder(const char *folder)
{
	char path[DISK_FILE_PATH_MAX];
	int fd;

	if (mkdir(folder, 0750) != 0 && errno != EEXIST) {
		return -errno;
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/lock", folder)
		>= sizeof(path) - 16) {
		return -ENAMETOOLONG;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd < 0) {
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

struct state_file *state_file_new(
	struct disk *disk, const char *folder, const char *name)
{
	struct state_file *file = calloc(1, sizeof(*file));

	if (file == NULL) {
		return NULL;
	}
	file->disk = disk;
	snprintf(file->path, sizeof(file->path), "%s/%s", folder, name);
	return file;
}

void state_file_free(struct state_file *file)
{
	assert(file == NULL || !file->writing);
	free(file);
}

void state_file_watch(struct state_file *file,
	void (*on_written)(void *context, uint64_t number, int result), void *context)
{
	file->on_written = on_written;
	file->context = context;
}

const char *state_file_path(const struct state_file *file)
{
	return file->path;
}

/* Files are small, as a rule, and their room is large. */
static void copy_content(struct content *to, const struct content *from)
{
	to->number = from->number;
	to->length_bytes = from->length_bytes;
	memcpy(to->bytes, from->bytes, from->length_bytes);
}

static int write_current(void *context)
{
	struct state_file *file = context;

	return disk_file_replace(
		file->path, file->current.bytes, file->current.length_bytes, true);
}

static void on_done(void *context, int result)
{
	struct state_file *file = context;
	uint64_t number = file->current.number;

	file->writing = false;
	if (result != 0 && !file->waiting) {
		copy_content(&file->next, &file->current);
		file->waiting = true;
	} else {
		state_file_retry(file);
	}
	if (file->on_written != NULL) {
		file->on_written(file->context, number, result);
	}
}

void state_file_retry(struct state_file *file)
{
	struct disk_job job = {
		.work = write_current,
		.on_done = on_done,
		.context = file,
	};

	if (file->writing || !file->waiting) {
		return;
	}
	copy_content(&file->current, &file->next);
	file->writing = disk_submit(file->disk, &job);
	file->waiting = !file->writing;
}

uint64_t state_file_put(struct state_file *file, const char *bytes, size_t length_bytes)
{
	if (length_bytes > sizeof(file->next.bytes)) {
		return 0;
	}
	memcpy(file->next.bytes, bytes, length_bytes);
	file->next.length_bytes = length_bytes;
	file->next.number = ++file->last_number;
	file->waiting = true;
	state_file_retry(file);
	return file->last_number;
}

void state_file_put_epoch(struct state_file *file, uint32_t epoch, bool pinned)
{
	char text[EPOCH_BYTES_MAX];
	int length =
		snprintf(text, sizeof(text), "%u%s\n", epoch, pinned ? " pinned" : "");

	state_file_put(file, text, (size_t)length);
}

static bool parse_epoch(const char *text, uint32_t *epoch, bool *pinned)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (end == text || errno != 0 || value > UINT32_MAX) {
		return false;
	}
	*epoch = (uint32_t)value;
	*pinned = strcmp(end, " pinned\n") == 0;
	return *pinned || strcmp(end, "\n") == 0;
}

int state_file_read_epoch(const char *path, uint32_t *epoch, bool *pinned)
{
	size_t length;
	char *text;
	int error = disk_file_read(path, EPOCH_BYTES_MAX, &text, &length);

	*epoch = 0;
	*pinned = false;
	if (error) {
		return error == -ENOENT ? 0 : error;
	}
	if (!parse_epoch(text, epoch, pinned)) {
		*epoch = 0;
		error = -EINVAL;
	}
	free(text);
	return error;
}
