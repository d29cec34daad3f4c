/*
 * scripts CLIENTS FOLDER - which script each client gets, for test_script.py.
 *
 * CLIENTS holds an address in each line, the standard input a status as fipd tells it,
 * in JSON.  FOLDER/0.index has a byte for each client with the first status: the number
 * N of its script, which is in FOLDER/N.pac.  One script has one number over all.  On
 * the standard output come the entity tags, a line each.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/script.h"
#include "web/tag.h"

enum {
	SCRIPTS_MAX = 256,
	SPLITS_MAX = 2, /* of one status: each proxy may be the better one */
};

struct archive {
	const char *folder;
	size_t count;
	struct script *list[SCRIPTS_MAX];
};

static FILE *open_file(const char *folder, size_t number, const char *ending)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%zu.%s", folder, number, ending);
	file = fopen(path, "w");
	if (file == NULL) {
		err(1, "%s", path);
	}
	return file;
}

static void close_file(FILE *file)
{
	if (fclose(file) != 0) {
		err(1, "writing");
	}
}

static bool is_same(const struct script *a, const struct script *b)
{
	return a->length_bytes == b->length_bytes
	       && memcmp(a->text, b->text, a->length_bytes) == 0;
}

static void keep(struct archive *archive, const struct script *script, const char *tag)
{
	struct script *copy = malloc(sizeof(*copy));
	FILE *file;

	if (copy == NULL || archive->count == SCRIPTS_MAX) {
		errx(1, "too many scripts");
	}
	memcpy(copy, script, sizeof(*copy));
	file = open_file(archive->folder, archive->count, "pac");
	fwrite(script->text, 1, script->length_bytes, file);
	close_file(file);
	archive->list[archive->count++] = copy;
	puts(tag);
}

static size_t number_of(
	struct archive *archive, const struct script *script, const char *tag)
{
	for (size_t i = 0; i < archive->count; i++) {
		if (is_same(archive->list[i], script)) {
			return i;
		}
	}
	keep(archive, script, tag);
	return archive->count - 1;
}

/* The splits of one status and the numbers of their scripts, which depend on no more.
 */
struct memory {
	size_t count;
	struct split splits[SPLITS_MAX];
	size_t numbers[SPLITS_MAX];
};

static bool is_same_split(const struct split *a, const struct split *b)
{
	return a->count == b->count
	       && memcmp(a->list, b->list, a->count * sizeof(a->list[0])) == 0;
}

static size_t recall(struct archive *archive, struct memory *memory,
	const struct config_pac *pac, const struct split *split)
{
	struct script script = { 0 };
	char tag[TAG_SIZE];

	for (size_t i = 0; i < memory->count; i++) {
		if (is_same_split(&memory->splits[i], split)) {
			return memory->numbers[i];
		}
	}
	if (memory->count == SPLITS_MAX) {
		errx(1, "more orders than two proxies have");
	}
	script_write(&script, tag, pac, split);
	memory->splits[memory->count] = *split;
	memory->numbers[memory->count] = number_of(archive, &script, tag);
	return memory->numbers[memory->count++];
}

static void serve(struct archive *archive, const struct status *status, FILE *clients,
	FILE *index)
{
	char client[64];
	struct memory memory = { 0 };

	rewind(clients);
	while (fgets(client, sizeof(client), clients) != NULL) {
		struct split split;

		client[strcspn(client, "\n")] = '\0';
		split = split_decide(status, client);
		putc((int)recall(archive, &memory, &status->config.pac, &split), index);
	}
}

static struct status *read_status(FILE *file)
{
	json_t *json = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
	struct status *status;

	if (json == NULL) {
		return NULL;
	}
	status = calloc(1, sizeof(*status));
	if (status == NULL || !status_from_json(status, json)) {
		errx(1, "not a status");
	}
	json_decref(json);
	return status;
}

static void serve_all(struct archive *archive, FILE *clients)
{
	struct status *status;

	for (size_t i = 0; (status = read_status(stdin)) != NULL; i++) {
		FILE *index = open_file(archive->folder, i, "index");

		serve(archive, status, clients, index);
		close_file(index);
		free(status);
	}
}

int main(int argc, char **argv)
{
	FILE *clients;
	struct archive archive;

	if (argc != 3) {
		errx(2, "usage: scripts CLIENTS FOLDER");
	}
	clients = fopen(argv[1], "r");
	if (clients == NULL) {
		err(1, "%s", argv[1]);
	}
	archive = (struct archive){ .folder = argv[2] };
	serve_all(&archive, clients);
	for (size_t i = 0; i < archive.count; i++) {
		free(archive.list[i]);
	}
	fclose(clients);
	return 0;
}
