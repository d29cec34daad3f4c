#include "journal/recording_blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "wire/recording.h"

/* Another number when the layout changes; its length is looked at as well. */
static const uint64_t version = 0x666970642d626c31; /* fipd-bl1 */

enum {
	GAP_BYTES = RECORDING_FRAME_BYTES + 8
};

/* A child that fipd leaves behind must not have the lock: these are the process's. */
static int lock(int fd)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &all) < 0 ? -errno : 0;
}

static int check_file(int fd, struct stat *about)
{
	struct statfs system;

	if (fstatfs(fd, &system) < 0 || fstat(fd, about) < 0) {
		return -errno;
	}
	if (system.f_type != TMPFS_MAGIC || !S_ISREG(about->st_mode)) {
		return -EMEDIUMTYPE;
	}
	return about->st_uid == geteuid() ? lock(fd) : -EPERM;
}

/* A page that the file system cannot give when it is used ends the process. */
static int take_room(struct recording_blocks *blocks, int fd)
{
	const off_t size = sizeof(struct recording_content);
	struct stat about;
	int error = check_file(fd, &about);

	if (!error && about.st_size != size) {
		blocks->odd = about.st_size != 0;
		error = ftruncate(fd, 0) < 0 ? -errno : 0;
	}
	return error ? error : -posix_fallocate(fd, 0, size);
}

static int map_file(struct recording_blocks *blocks, int fd)
{
	void *memory;
	int error = take_room(blocks, fd);

	if (error) {
		return error;
	}
	memory = mmap(NULL, sizeof(struct recording_content), PROT_READ | PROT_WRITE,
		MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		return -errno;
	}
	blocks->content = memory;
	blocks->fd = fd;
	return 0;
}

static int open_file(struct recording_blocks *blocks)
{
	int fd = open(blocks->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = map_file(blocks, fd);
	if (error) {
		close(fd);
	}
	return error;
}

static bool is_block(const struct recording_block *block)
{
	return block->length <= RECORDING_BLOCK_BYTES
	       && (block->begin == 0 || block->begin == GAP_BYTES)
	       && block->begin <= block->length
	       && (block->dropped == 0 || block->begin != 0)
	       && (!block->cuts
		       || (block->cut >= block->begin && block->cut <= block->length));
}

/* An empty block was being begun, perhaps: what else is in it counts for nothing. */
static bool is_content(
	const struct recording_content *content, const struct stat *folder)
{
	bool good = content->version == version && content->device == folder->st_dev
		    && content->inode == folder->st_ino && content->filling <= 1;

	for (unsigned i = 0; good && i < 2; i++) {
		good = content->list[i].length == 0 || is_block(&content->list[i]);
	}
	return good;
}

static bool is_zero(const struct recording_content *content)
{
	return content->version == 0 && content->list[0].length == 0
	       && content->list[1].length == 0;
}

static void begin_content(struct recording_content *content, const struct stat *folder)
{
	for (unsigned i = 0; i < 2; i++) {
		recording_block_clear(&content->list[i]);
	}
	content->filling = 0;
	content->device = folder->st_dev;
	content->inode = folder->st_ino;
	recording_blocks_order();
	content->version = version;
}

static void look_at_content(struct recording_blocks *blocks, const struct stat *folder)
{
	struct recording_content *content = blocks->content;

	if (!is_content(content, folder)) {
		blocks->odd = blocks->odd || !is_zero(content);
		begin_content(content, folder);
	}
	for (unsigned i = 0; i < 2; i++) {
		if (content->list[i].length == 0) {
			recording_block_clear(&content->list[i]);
		} else {
			blocks->left = true;
		}
	}
}

int recording_blocks_open(
	struct recording_blocks *blocks, const char *path, const char *folder)
{
	struct stat about = { 0 };

	*blocks = (struct recording_blocks){ .fd = -1 };
	if ((size_t)snprintf(blocks->path, sizeof(blocks->path), "%s", path)
		>= sizeof(blocks->path)) {
		blocks->error = -ENAMETOOLONG;
	} else if (stat(folder, &about) < 0) {
		blocks->error = -errno;
	} else {
		blocks->error = open_file(blocks);
	}
	if (blocks->error) {
		blocks->content = calloc(1, sizeof(*blocks->content));
	}
	if (blocks->content == NULL) {
		return -ENOMEM;
	}
	look_at_content(blocks, &about);
	return 0;
}

bool recording_blocks_are_kept(const struct recording_blocks *blocks)
{
	struct stat about;

	return blocks->fd >= 0 && fstat(blocks->fd, &about) == 0 && about.st_nlink > 0;
}

void recording_blocks_close(struct recording_blocks *blocks)
{
	struct recording_content *content = blocks->content;
	bool empty = content != NULL && content->list[0].length == 0
		     && content->list[1].length == 0;

	if (blocks->fd < 0) {
		free(content);
		return;
	}
	if (empty && recording_blocks_are_kept(blocks)) {
		unlink(blocks->path);
	}
	munmap(content, sizeof(*content));
	close(blocks->fd);
}
