#include "support/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	RUN_LIMIT_MS = 30000,
	CHUNK_BYTES = 65536,
	BLOCK_BYTES = 512, /* of a tar */
};

/* The header of a file in a tar, as POSIX.1-1988 has it (ustar). */
struct header {
	char name[100];
	char mode[8];
	char owner[8];
	char group[8];
	char size[12];
	char date[12];
	char checksum[8];
	char kind;
	char link[100];
	char magic[6];
	char version[2];
	char rest[247];
};

_Static_assert(sizeof(struct header) == BLOCK_BYTES, "a header is one block");

void bundle_note(struct bundle *bundle, const char *format, ...)
{
	size_t room = BUNDLE_NOTES_BYTES - bundle->notes_length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(
		bundle->notes + bundle->notes_length, room, format, arguments);
	va_end(arguments);
	if (length >= 0 && (size_t)length + 1 < room) {
		bundle->notes_length += (size_t)length;
		bundle->notes[bundle->notes_length++] = '\n';
	}
	bundle->notes[bundle->notes_length] = '\0';
}

void bundle_add(struct bundle *bundle, const char *name, const char *source,
	char *bytes, size_t length)
{
	struct bundle_item *item = &bundle->items[bundle->count];

	if (bytes == NULL || bundle->count == BUNDLE_ITEMS_MAX
		|| length > BUNDLE_BYTES_MAX - bundle->bytes) {
		bundle_note(bundle, "%s: there is no room for it", source);
		free(bytes);
		return;
	}
	snprintf(item->name, sizeof(item->name), "%s", name);
	snprintf(item->source, sizeof(item->source), "%s", source);
	item->bytes = bytes;
	item->length = length;
	bundle->bytes += length;
	bundle->count++;
}

void bundle_free(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++) {
		free(bundle->items[i].bytes);
	}
	secrets_free(&bundle->secrets);
}

static void write_checksum(struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned sum = 0;

	memset(header->checksum, ' ', sizeof(header->checksum));
	for (size_t i = 0; i < sizeof(*header); i++) {
		sum += bytes[i];
	}
	snprintf(header->checksum, sizeof(header->checksum), "%06o", sum);
}

static void put_item(FILE *tar, const char *folder, const struct bundle_item *item)
{
	static const char zeros[BLOCK_BYTES];
	struct header header = { .mode = "0000600",
		.owner = "0000000",
		.group = "0000000",
		.kind = '0',
		.magic = "ustar",
		.version = { '0', '0' } };

	snprintf(header.name, sizeof(header.name), "%.*s/%s",
		(int)(sizeof(header.name) - BUNDLE_NAME_BYTES - 1), folder, item->name);
	snprintf(header.size, sizeof(header.size), "%011zo", item->length);
	snprintf(header.date, sizeof(header.date), "%011llo",
		(unsigned long long)time(NULL) & 077777777777);
	write_checksum(&header);
	fwrite(&header, sizeof(header), 1, tar);
	fwrite(item->bytes, 1, item->length, tar);
	fwrite(zeros, 1, -item->length % BLOCK_BYTES, tar);
}

/* Write the tar into a file in memory, and leave its descriptor at the beginning. */
static int make_tar(const struct bundle *bundle, const char *folder)
{
	static const char end[2 * BLOCK_BYTES];
	int fd = memfd_create("bundle", MFD_CLOEXEC);
	FILE *tar = fd < 0 ? NULL : fdopen(dup(fd), "w");
	bool failed;

	if (tar == NULL) {
		return fd < 0 ? -errno : (close(fd), -ENOMEM);
	}
	for (size_t i = 0; i < bundle->count; i++) {
		put_item(tar, folder, &bundle->items[i]);
	}
	fwrite(end, sizeof(end), 1, tar);
	failed = ferror(tar) != 0;
	failed |= fclose(tar) != 0;
	if (failed || lseek(fd, 0, SEEK_SET) != 0) {
		close(fd);
		return -ENOMEM;
	}
	return fd;
}

const char *bundle_write(const struct bundle *bundle, const char *folder, int fd)
{
	static const char *const words[] = { "gzip", "-c", NULL };
	posix_spawn_file_actions_t actions;
	int tar = make_tar(bundle, folder);
	int status = 0;
	pid_t pid;
	int error;

	if (tar < 0) {
		return strerror(-tar);
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, tar, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	error = posix_spawnp(
		&pid, words[0], &actions, NULL, (char **)(uintptr_t)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(tar);
	if (error != 0) {
		return "gzip could not be started";
	}
	if (waitpid(pid, &status, 0) != pid || status != 0) {
		return "gzip could not write it all";
	}
	return NULL;
}

static int64_t read_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Start a program in a group of its own, so that it can be ended with what it started.
 */
static int start(const char *const words[], int output, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	error = posix_spawnp(pid, words[0], &actions, &attributes,
		(char **)(uintptr_t)words, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return error;
}

/* Read up to the end, the limit or the deadline; return whether it was the end. */
static bool drain(int fd, FILE *text)
{
	int64_t deadline_ms = read_ms() + RUN_LIMIT_MS;
	size_t room = BUNDLE_ITEM_BYTES_MAX;
	char chunk[CHUNK_BYTES];

	while (room > 0) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		int64_t left_ms = deadline_ms - read_ms();
		ssize_t got;

		if (left_ms <= 0
			|| (poll(&ready, 1, (int)left_ms) < 0 && errno != EINTR)) {
			return false;
		}
		if (ready.revents == 0) {
			continue;
		}
		got = read(fd, chunk, room < sizeof(chunk) ? room : sizeof(chunk));
		if (got <= 0) {
			return got == 0;
		}
		fwrite(chunk, 1, (size_t)got, text);
		room -= (size_t)got;
	}
	return false;
}

static int await(pid_t pid, bool ended)
{
	int status = 0;

	if (!ended) {
		kill(-pid, SIGKILL);
	}
	if (waitpid(pid, &status, 0) != pid) {
		return -errno;
	}
	if (!ended) {
		return -ETIME;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

char *bundle_run(const char *const words[], size_t *length, int *end)
{
	char *bytes = NULL;
	FILE *text = open_memstream(&bytes, length);
	int ends[2];
	pid_t pid;
	int error;

	if (text == NULL || pipe2(ends, O_CLOEXEC) != 0) {
		*end = -errno;
		if (text != NULL) {
			fclose(text);
		}
		free(bytes);
		return NULL;
	}
	error = start(words, ends[1], &pid);
	close(ends[1]);
	*end = error != 0 ? -error : await(pid, drain(ends[0], text));
	close(ends[0]);
	if (fclose(text) != 0) {
		free(bytes);
		return NULL;
	}
	return bytes;
}
