#include "journal/recorder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk/disk_file.h"
#include "loop/clock.h"
#include "wire/input_members.h"

enum {
	DRIFT_MS = 500, /* so far the wall clock may move before a new header */
	BLOCK_BYTES = 256 * 1024,
};

/* One step may add a header, a gap, an image, and the step itself. */
_Static_assert(sizeof(struct engine) + 2 * sizeof(struct recording_header)
			       + INPUT_MEMBERS_BYTES_MAX + DECISION_BYTES_MAX + 256
		       <= (size_t)RECORDING_BYTES_MAX,
	"a step with all that may come with it needs more room");

/*
 * The files recording-NNNNNN in the state folder, the oldest of which goes when a new
 * one comes.  The newest is appended to, also by the next life of fipd.  They wait for
 * the disk, so once they are open only the disk's thread touches them.
 */
struct files {
	int fd;            /* of the newest, -1: there is none that can be opened */
	uint64_t number;   /* of the newest, 0: there is none */
	bool measured;     /* its torn end, if it has one, was looked for */
	size_t good_bytes; /* of it, once that was done */
	char folder[DISK_FILE_PATH_MAX - 32];
};

/* The bytes up to cut belong to the file before, if the block has a cut. */
struct block {
	size_t length;
	size_t cut;
	size_t written;
	bool cuts;
	bool precious; /* sync it */
	uint8_t bytes[BLOCK_BYTES];
};

/*
 * One block is filled in the loop while the other is written.  When the disk fails, its
 * block is written again later, and when both are full there is no room: the recorder
 * never waits and never allocates.  The block that is not filled and the files are the
 * disk's while it is writing.
 */
struct recorder {
	struct recording_header header;
	uint64_t missing; /* steps that found no room */
	int64_t start_ms; /* Unix time at the instant 0, as the last header told it */
	enum role role;   /* after the last step */
	bool named;       /* the last header holds */
	struct disk *disk;
	void (*on_trouble)(int error, void *context);
	void *context;
	struct files files;
	size_t file_bytes; /* of the newest file, with what is still in memory */
	int result;        /* of the last write */
	bool writing;
	bool finishing;
	unsigned filling; /* which of the blocks is being filled */
	struct block blocks[2];
};

static void write_path(
	char path[DISK_FILE_PATH_MAX], const struct files *files, uint64_t number)
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

static int find_newest(struct files *files)
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

/*
 * Look which files are in the folder and open the newest; set length_bytes to its
 * length, or, if nothing can be appended to it, to RECORDER_FILE_BYTES: begin the next.
 * 0 or -errno.
 */
static int open_files(struct files *files, const char *folder, size_t *length_bytes)
{
	char path[DISK_FILE_PATH_MAX];
	struct stat about;
	int error;

	*files = (struct files){ .fd = -1 };
	*length_bytes = RECORDER_FILE_BYTES;
	snprintf(files->folder, sizeof(files->folder), "%s", folder);
	error = find_newest(files);
	if (error || files->number == 0) {
		return error;
	}
	write_path(path, files, files->number);
	files->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (files->fd >= 0 && fstat(files->fd, &about) == 0) {
		*length_bytes = (size_t)about.st_size;
	}
	return 0;
}

static void close_files(struct files *files)
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
static int look_through(struct files *files)
{
	char path[DISK_FILE_PATH_MAX];
	size_t length;
	char *bytes;
	int error;

	write_path(path, files, files->number);
	error = disk_file_read(path, 2 * RECORDER_FILE_BYTES, &bytes, &length);
	if (!error) {
		files->good_bytes = measure_good((const uint8_t *)bytes, length);
		files->measured = true;
		free(bytes);
	}
	return error;
}

/* Append to the newest file; 0, or -errno: then nothing of it stays in the file. */
static int append_to_file(
	struct files *files, const uint8_t *bytes, size_t length_bytes)
{
	int error = files->measured ? 0 : look_through(files);

	if (error) {
		return error;
	}
	/* Away with what a crash or a failed write has left behind the good part. */
	if (ftruncate(files->fd, (off_t)files->good_bytes) != 0) {
		return -errno;
	}
	error = disk_file_write_all(files->fd, (const char *)bytes, length_bytes);
	if (!error) {
		files->good_bytes += length_bytes;
	}
	return error;
}

/* Begin the next file, removing the oldest; 0 or -errno. */
static int begin_file(struct files *files)
{
	char path[DISK_FILE_PATH_MAX];
	uint64_t number = files->number + 1;
	int fd;

	/* The oldest goes first: on a full disk that makes the room. */
	if (number > RECORDER_FILES_KEPT) {
		write_path(path, files, number - RECORDER_FILES_KEPT);
		unlink(path);
	}
	write_path(path, files, number);
	fd = open(path,
		O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return -errno;
	}
	close_files(files);
	files->fd = fd;
	files->measured = true;
	files->number = number;
	files->good_bytes = 0;
	return 0;
}

static int sync_file(struct files *files)
{
	return files->fd < 0 || fdatasync(files->fd) == 0 ? 0 : -errno;
}

static struct block *filling_block(struct recorder *recorder)
{
	return &recorder->blocks[recorder->filling];
}

static struct block *written_block(struct recorder *recorder)
{
	return &recorder->blocks[1 - recorder->filling];
}

static int append_block(struct files *files, struct block *block, size_t end)
{
	int error = 0;

	if (block->written < end) {
		error = append_to_file(
			files, block->bytes + block->written, end - block->written);
	}
	if (!error) {
		block->written = end;
	}
	return error;
}

/* The bytes that a failed attempt has written already are not written again. */
static int write_block(void *context)
{
	struct recorder *recorder = context;
	struct block *block = written_block(recorder);
	int error = 0;

	if (block->cuts) {
		error = append_block(&recorder->files, block, block->cut);
		if (!error) {
			error = begin_file(&recorder->files);
		}
		block->cuts = error != 0;
	}
	if (!error) {
		error = append_block(&recorder->files, block, block->length);
	}
	if (!error && block->precious) {
		error = sync_file(&recorder->files);
	}
	return error;
}

static void clear_block(struct block *block)
{
	block->length = 0;
	block->cut = 0;
	block->written = 0;
	block->cuts = false;
	block->precious = false;
}

static void submit_block(struct recorder *recorder);

static void on_written(void *context, int result)
{
	struct recorder *recorder = context;
	bool news = (result != 0) != (recorder->result != 0);

	recorder->writing = false;
	recorder->result = result;
	if (result == 0) {
		clear_block(written_block(recorder));
	}
	if (news && recorder->on_trouble != NULL) {
		recorder->on_trouble(result, recorder->context);
	}
	if (recorder->finishing && result == 0) {
		submit_block(recorder);
	}
}

/* A block that could not be written is tried again before the next one. */
static void submit_block(struct recorder *recorder)
{
	struct disk_job job = {
		.work = write_block,
		.on_done = on_written,
		.context = recorder,
	};

	if (recorder->writing) {
		return;
	}
	if (written_block(recorder)->length == 0) {
		recorder->filling = 1 - recorder->filling;
	}
	if (written_block(recorder)->length > 0) {
		recorder->writing = disk_submit(recorder->disk, &job);
	}
}

static bool has_room(struct recorder *recorder, size_t length_bytes)
{
	return BLOCK_BYTES - filling_block(recorder)->length >= length_bytes;
}

/* Return where to put so many bytes, or NULL: there is no room now. */
static uint8_t *find_room(struct recorder *recorder, size_t length_bytes)
{
	if (!has_room(recorder, length_bytes)) {
		submit_block(recorder);
	}
	if (!has_room(recorder, length_bytes)) {
		return NULL;
	}
	return filling_block(recorder)->bytes + filling_block(recorder)->length;
}

/* Count bytes that were put there. */
static void add_bytes(struct recorder *recorder, size_t length_bytes)
{
	filling_block(recorder)->length += length_bytes;
	recorder->file_bytes += length_bytes;
}

static bool file_is_full(const struct recorder *recorder)
{
	return recorder->file_bytes >= RECORDER_FILE_BYTES;
}

/* Let what follows go to the next file. */
static void cut_block(struct recorder *recorder)
{
	struct block *block = filling_block(recorder);

	assert(!block->cuts);
	block->cut = block->length;
	block->cuts = true;
	recorder->file_bytes = 0;
}

int recorder_new(struct recorder **result, struct disk *disk, const char *folder,
	const char *version)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));
	int error;

	if (recorder == NULL) {
		return -ENOMEM;
	}
	recorder->disk = disk;
	snprintf(recorder->header.version, sizeof(recorder->header.version), "%s",
		version);
	error = open_files(&recorder->files, folder, &recorder->file_bytes);
	if (error) {
		free(recorder);
		return error;
	}
	recorder->header.file_number = recorder->files.number;
	*result = recorder;
	return 0;
}

void recorder_free(struct recorder *recorder)
{
	if (recorder != NULL) {
		assert(!recorder->writing);
		close_files(&recorder->files);
		free(recorder);
	}
}

void recorder_watch(struct recorder *recorder,
	void (*on_trouble)(int error, void *context), void *context)
{
	recorder->on_trouble = on_trouble;
	recorder->context = context;
}

static void copy_name(char to[RECORDING_NAME_MAX + 1], const char *name)
{
	memset(to, 0, RECORDING_NAME_MAX + 1);
	snprintf(to, RECORDING_NAME_MAX + 1, "%s", name);
}

void recorder_name(struct recorder *recorder, const struct narrate_names *names)
{
	struct recording_header *header = &recorder->header;

	copy_name(header->pair, names->pair);
	copy_name(header->node, names->node);
	copy_name(header->own, names->own);
	copy_name(header->peer, names->peer);
	header->link_count = (uint8_t)names->link_count;
	for (unsigned i = 0; i < names->link_count; i++) {
		copy_name(header->links[i], names->links[i]);
	}
	recorder->named = false;
}

/* Return where the next record goes; for the whole of a step there is room. */
static uint8_t *place(struct recorder *recorder)
{
	return find_room(recorder, 0);
}

static void put_header(struct recorder *recorder, int64_t now_us)
{
	struct recording_header *header = &recorder->header;

	header->now_us = now_us;
	header->date_ms = clock_wall_ms();
	recorder->start_ms = header->date_ms - now_us / MS_US;
	recorder->named = true;
	add_bytes(recorder, recording_put_header(place(recorder), header));
}

static void put_image(struct recorder *recorder, const struct engine *engine)
{
	add_bytes(recorder,
		recording_put_image(place(recorder), engine, sizeof(*engine)));
}

static void begin_next_file(struct recorder *recorder, int64_t now_us)
{
	cut_block(recorder);
	recorder->header.file_number++;
	put_header(recorder, now_us);
}

void recorder_start(struct recorder *recorder, const struct recording_start *start)
{
	if (file_is_full(recorder)) {
		begin_next_file(recorder, start->now_us);
	} else {
		put_header(recorder, start->now_us);
	}
	add_bytes(recorder, recording_put_start(place(recorder), start));
}

static void put_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	struct decision decision;

	decision_take(&decision, actions, engine->standing.role);
	add_bytes(recorder, recording_put_step(place(recorder), input, &decision));
}

/* Steps were left out, this one with them: what follows begins from the engine now. */
static void put_gap(struct recorder *recorder, const struct engine *engine)
{
	add_bytes(recorder, recording_put_gap(place(recorder), recorder->missing + 1));
	put_image(recorder, engine);
	recorder->missing = 0;
}

void recorder_step(struct recorder *recorder, const struct engine *engine,
	const struct input *input, const struct actions *actions)
{
	if (find_room(recorder, RECORDING_BYTES_MAX) == NULL) {
		recorder->missing++;
		return;
	}
	if (!recorder->named) {
		put_header(recorder, input->now_us);
	}
	if (recorder->missing > 0) {
		put_gap(recorder, engine);
	} else {
		put_step(recorder, engine, input, actions);
	}
	if (file_is_full(recorder)) {
		begin_next_file(recorder, input->now_us);
		put_image(recorder, engine);
	}
	if (engine->standing.role != recorder->role) {
		recorder->role = engine->standing.role;
		filling_block(recorder)->precious = true;
		submit_block(recorder);
	}
}

void recorder_tick(struct recorder *recorder, int64_t now_us)
{
	int64_t drift_ms = (clock_wall_us() - now_us) / MS_US - recorder->start_ms;

	if (drift_ms > DRIFT_MS || drift_ms < -DRIFT_MS) {
		recorder->named = false;
	}
	submit_block(recorder);
}

void recorder_finish(struct recorder *recorder)
{
	recorder->finishing = true;
	submit_block(recorder);
}
