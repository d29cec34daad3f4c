#include "incident/export.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contact/contact.h"
#include "protocol/client.h"
#include "protocol/entry.h"

enum {
	PAGE_EVENTS = 100,
};

static const char STATE_FOLDER[] = "/var/lib/fipd";

/* Add a page to the journal; false if there was nothing on it. */
static bool take_page(json_t *journal, const json_t *events, uint64_t *after)
{
	uint64_t before = *after;
	size_t index;
	json_t *event;

	json_array_foreach(events, index, event)
	{
		json_int_t sequence =
			json_integer_value(json_object_get(event, "sequence"));

		if (sequence > (json_int_t)*after) {
			json_array_append(journal, event);
			*after = (uint64_t)sequence;
		}
	}
	return *after > before;
}

static int read_journal(
	const struct options *options, struct client *client, json_t *journal)
{
	struct status status;
	int end = contact_status(client, options, &status, NULL);
	uint64_t after = status.oldest_sequence > 0 ? status.oldest_sequence - 1 : 0;
	bool more = true;

	while (more && end == EXIT_DONE && after < status.last_sequence) {
		json_t *answer;

		end = contact_ask(client, options,
			json_pack("{s:s,s:I,s:i}", "op", "events", "after",
				(json_int_t)after, "max", PAGE_EVENTS),
			&answer);
		more = take_page(journal, json_object_get(answer, "events"), &after);
		json_decref(answer);
	}
	return end;
}

static int ask_fipd(const struct options *options, json_t *journal)
{
	struct client *client;
	int end = contact_open(&client, options);

	if (end == EXIT_DONE) {
		end = read_journal(options, client, journal);
		client_close(client);
	}
	return end;
}

/* A crash may have torn the last line. */
static void take_lines(FILE *stream, json_t *journal)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stream)) > 0) {
		json_t *json = json_loadb(line, (size_t)length, 0, NULL);
		struct entry entry;

		if (json != NULL && entry_from_json(&entry, json)) {
			json_array_append(journal, json);
		}
		json_decref(json);
	}
	free(line);
}

static int read_disk(const struct options *options, json_t *journal, int error)
{
	char path[PATH_MAX];
	FILE *stream;

	snprintf(path, sizeof(path), "%s/events.jsonl", export_folder(options));
	stream = fopen(path, "re");
	if (stream == NULL) {
		int end = contact_complain(options, error);

		fprintf(stderr,
			"fipctl: %s: %s; without fipd its journal is read from there "
			"(--state FOLDER)\n",
			path, strerror(errno));
		return end;
	}
	fprintf(stderr, "fipctl: fipd does not run here: this is what it left in %s\n",
		export_folder(options));
	take_lines(stream, journal);
	fclose(stream);
	return EXIT_DONE;
}

const char *export_folder(const struct options *options)
{
	return options->state != NULL ? options->state : STATE_FOLDER;
}

int export_read_journal(const struct options *options, json_t *journal)
{
	struct client *client;
	int error = client_open(&client, options->control);

	if (error == -ENOENT || error == -ECONNREFUSED) {
		return read_disk(options, journal, error);
	}
	if (error == 0) {
		client_close(client);
	}
	return ask_fipd(options, journal);
}
