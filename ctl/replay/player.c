#include "replay/player.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "values/plain.h"
#include "values/text_file.h"
#include "wire/engine_members.h"

enum {
	FILE_BYTES_MAX = 64 * 1024 * 1024
};

static bool refuse_path(const char *path, const char *what)
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
	if (about.st_size > FILE_BYTES_MAX) {
		errno = EFBIG;
		return NULL;
	}
	bytes = malloc((size_t)about.st_size + 1);
	if (bytes != NULL) {
		*length = fread(bytes, 1, (size_t)about.st_size, stream);
	}
	return bytes;
}

static void read_file_number(struct recordings_file *file)
{
	struct recording_entry entry;

	if (recording_take(file->bytes, file->length, &entry) == RECORDING_GOOD
		&& entry.kind == RECORDING_HEADER) {
		file->file_number = entry.header.file_number;
	}
}

static bool add_file(struct recordings *recordings, const char *path)
{
	struct recordings_file *file = &recordings->files[recordings->count];
	FILE *stream;
	int fd;

	if (recordings->count == RECORDINGS_MAX) {
		return refuse_path(path, "too many files at once");
	}
	fd = file_open(path, true);
	if (fd < 0) {
		return refuse_path(path, file_explain(fd));
	}
	stream = fdopen(fd, "rb");
	if (stream == NULL) {
		close(fd);
		return refuse_path(path, strerror(errno));
	}
	file->bytes = read_bytes(stream, &file->length);
	fclose(stream);
	if (file->bytes == NULL) {
		return refuse_path(path, strerror(errno));
	}
	file->path = strdup(path);
	file->live = false;
	recordings->count++;
	read_file_number(file);
	return file->path != NULL;
}

/* The last of the names is that of the newest file. */
static bool add_folder(struct recordings *recordings, const char *path)
{
	char pattern[4096];
	glob_t found;
	bool good = true;

	snprintf(pattern, sizeof(pattern), "%s/recording-*", path);
	if (glob(pattern, 0, NULL, &found) != 0) {
		return refuse_path(path,
			"there is no recording in this folder, or this "
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

	return (first->file_number > second->file_number)
	       - (first->file_number < second->file_number);
}

bool recordings_load(struct recordings *recordings, char **paths, int count)
{
	bool good = true;

	recordings->count = 0;
	for (int i = 0; i < count && good; i++) {
		struct stat about;

		if (stat(paths[i], &about) != 0) {
			return refuse_path(paths[i], strerror(errno));
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

static void report_news(struct player *player, enum player_news news)
{
	if (player->on_news != NULL) {
		player->on_news(player, news);
	}
}

/* The rows of another rule table have other numbers. */
static bool same_rules(const struct player *player)
{
	const struct decision *a = &player->decision;
	const struct decision *b = &player->entry.decision;

	return player->header.rules != recording_rules()
	       || (a->rule_count == b->rule_count
		       && memcmp(a->rules, b->rules, a->rule_count) == 0);
}

/* Return whether the step was decided as the recording says. */
static bool agrees(const struct player *player)
{
	const struct decision *a = &player->decision;
	const struct decision *b = &player->entry.decision;

	return a->role == b->role && a->action_count == b->action_count
	       && memcmp(a->actions, b->actions, a->action_count) == 0
	       && a->digest == b->digest && a->wake_us == b->wake_us
	       && same_rules(player);
}

int64_t player_date_ms(const struct player *player, int64_t at_us)
{
	return player->header.date_ms + (at_us - player->header.now_us) / MS_US;
}

/* They are printed, and a file from elsewhere may have anything in them. */
static void make_plain(char *name)
{
	plain_make(name, strlen(name), ' ');
}

static void blank_names(struct recording_header *header)
{
	make_plain(header->version);
	make_plain(header->pair);
	make_plain(header->node);
	make_plain(header->own);
	make_plain(header->peer);
	for (size_t i = 0; i < LINKS_MAX; i++) {
		make_plain(header->links[i]);
	}
}

static void take_header(struct player *player)
{
	const struct recording_header *header = &player->entry.header;
	uint64_t before = player->header.file_number;
	bool follows =
		header->file_number == before || header->file_number == before + 1;

	if (player->headed && !follows) {
		player->playing = false;
		player->entry.missing = 0;
		report_news(player, PLAYER_GAP);
	}
	player->header = *header;
	blank_names(&player->header);
	player->headed = true;
}

static void take_start(struct player *player)
{
	const struct recording_start *start = &player->entry.start;

	engine_start(&player->engine, &start->settings, start->incarnation,
		start->epoch, start->now_us);
	player->now_us = start->now_us;
	player->playing = true;
	player->lives++;
	report_news(player, PLAYER_LIFE);
}

static void report_fault(struct player *player, const char *what)
{
	player->playing = false;
	player->faults++;
	if (!player->quiet) {
		fprintf(stderr, "fipctl: %s: byte %zu: %s%s\n", player->file->path,
			player->offset, what,
			player->offset == 0 ? "; is this a recording of fipd?"
					    : "; nothing behind that is played");
	}
}

static bool read_image(struct player *player)
{
	const struct recording_entry *entry = &player->entry;
	char fault[ENGINE_MEMBERS_FAULT_BYTES];
	char what[ENGINE_MEMBERS_FAULT_BYTES + 64];

	if (engine_members_decode(
		    &player->engine, entry->image, entry->image_bytes, fault)) {
		player->now_us = player->header.now_us;
		player->playing = true;
		return true;
	}
	snprintf(
		what, sizeof(what), "an image of the engine that cannot be: %s", fault);
	report_fault(player, what);
	return false;
}

/* An engine that has been followed up to here does not need another build's image. */
static bool take_image(struct player *player)
{
	bool before = player->playing;

	if (player->entry.image != NULL && !read_image(player)) {
		return false;
	}
	if (!before) {
		report_news(player, player->playing ? PLAYER_RESUMED : PLAYER_FOREIGN);
	}
	return true;
}

/* The engine's clock never goes back; in a forged file it may. */
static bool goes_on(struct player *player, int64_t now_us)
{
	bool forward = now_us >= player->now_us;

	player->now_us = now_us;
	return forward;
}

static void take_step(struct player *player)
{
	if (!goes_on(player, player->entry.input.now_us)) {
		player->playing = false;
	}
	if (!player->playing) {
		player->skipped++;
		report_news(player, PLAYER_SKIPPED);
		return;
	}
	engine_step(&player->engine, &player->entry.input, &player->actions);
	decision_take(
		&player->decision, &player->actions, player->engine.standing.role);
	player->steps++;
	player->agreed = agrees(player);
	player->differences += !player->agreed;
	report_news(player, PLAYER_STEP);
}

/* Return whether what follows can be taken, too. */
/* flat switch */
static bool take_entry(struct player *player)
{
	switch (player->entry.kind) {
	case RECORDING_HEADER:
		take_header(player);
		break;
	case RECORDING_START:
		take_start(player);
		break;
	case RECORDING_IMAGE:
		return take_image(player);
	case RECORDING_STEP:
		take_step(player);
		break;
	case RECORDING_GAP:
		player->playing = false;
		player->missing += player->entry.missing;
		report_news(player, PLAYER_GAP);
		break;
	}
	return true;
}

static void report_damage(struct player *player, enum recording_fault fault)
{
	/* table */
	static const char *const WORDS[] = {
		[RECORDING_CUT] = "the file ends within a record",
		[RECORDING_DAMAGED] = "a record is damaged: its checksum is wrong",
		[RECORDING_UNKNOWN] = "a record of a newer fipd that this fipctl "
				      "does not know",
		[RECORDING_WRONG] = "a record has a value that cannot be",
	};

	report_fault(player, WORDS[fault]);
}

static void play_file(struct player *player)
{
	const struct recordings_file *file = player->file;

	player->offset = 0;
	while (player->offset < file->length) {
		enum recording_fault fault =
			recording_take(file->bytes + player->offset,
				file->length - player->offset, &player->entry);

		if (fault == RECORDING_CUT && file->live) {
			return;
		}
		if (fault != RECORDING_GOOD) {
			report_damage(player, fault);
			return;
		}
		if (!take_entry(player)) {
			return;
		}
		player->offset += player->entry.length_bytes;
	}
}

void player_play(struct player *player, const struct recordings *recordings)
{
	for (size_t i = 0; i < recordings->count; i++) {
		player->file = &recordings->files[i];
		play_file(player);
	}
}
