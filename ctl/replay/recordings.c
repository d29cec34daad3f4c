#include "replay/recordings.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "wire/recording.h"

enum {
	FILE_BYTES_MAX = 64 * 1024 * 1024
};

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "fipctl: %s: %s\n", path, what);
	return false;
}

/* A file that grows meanwhile is read as far as it was. */
static uint8_t *read_bytes(FILE *stream, size_t *length)
{
	struct stat about;
	uint8_t *bytes;

	if (fstat(fileno(stream), &about) != 0) {
		return NULL;
	}
	if (!S_ISREG(about.st_mode) || about.st_size > FILE_BYTES_MAX) {
		errno = about.st_size > FILE_BYTES_MAX ? EFBIG : EINVAL;
		return NULL;
	}
	bytes = malloc((size_t)about.st_size + 1);
	if (bytes != NULL) {
		*length = fread(bytes, 1, (size_t)about.st_size, stream);
	}
	return bytes;
}

static void find_reel(struct recordings_file *file)
{
	struct recording_entry entry;

	if (recording_take(file->bytes, file->length, &entry) == RECORDING_GOOD
		&& entry.kind == RECORDING_HEADER) {
		file->reel = entry.header.reel;
	}
}

static bool add_file(struct recordings *recordings, const char *path)
{
	struct recordings_file *file = &recordings->files[recordings->count];
	FILE *stream;

	if (recordings->count == RECORDINGS_MAX) {
		return complain(path, "too many files at once");
	}
	stream = fopen(path, "rb");
	if (stream == NULL) {
		return complain(path, strerror(errno));
	}
	file->bytes = read_bytes(stream, &file->length);
	fclose(stream);
	if (file->bytes == NULL) {
		return complain(path, strerror(errno));
	}
	file->path = strdup(path);
	file->live = false;
	recordings->count++;
	find_reel(file);
	return file->path != NULL;
}

/* The last of the names is that of the newest. */
static bool add_folder(struct recordings *recordings, const char *path)
{
	char pattern[4096];
	glob_t found;
	bool good = true;

	snprintf(pattern, sizeof(pattern), "%s/recording-*", path);
	if (glob(pattern, 0, NULL, &found) != 0) {
		return complain(path, "there is no recording in this folder, or this "
				      "user may not read it");
	}
	for (size_t i = 0; i < found.gl_pathc && good; i++) {
		good = add_file(recordings, found.gl_pathv[i]);
	}
	globfree(&found);
	if (good) {
		recordings->files[recordings->count - 1].live = true;
	}
	return good;
}

static int compare(const void *a, const void *b)
{
	const struct recordings_file *first = a;
	const struct recordings_file *second = b;

	return (first->reel > second->reel) - (first->reel < second->reel);
}

bool recordings_load(struct recordings *recordings, char **paths, int count)
{
	bool good = true;

	recordings->count = 0;
	for (int i = 0; i < count && good; i++) {
		struct stat about;

		if (stat(paths[i], &about) != 0) {
			return complain(paths[i], strerror(errno));
		}
		good = S_ISDIR(about.st_mode) ? add_folder(recordings, paths[i])
					      : add_file(recordings, paths[i]);
	}
	qsort(recordings->files, recordings->count, sizeof(recordings->files[0]),
		compare);
	return good;
}

void recordings_free(struct recordings *recordings)
{
	for (size_t i = 0; i < recordings->count; i++) {
		free(recordings->files[i].path);
		free(recordings->files[i].bytes);
	}
	recordings->count = 0;
}
