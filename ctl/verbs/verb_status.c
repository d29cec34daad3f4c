#include <stdio.h>

#include "contact/contact.h"
#include "contact/history.h"
#include "output/status_table.h"
#include "verbs/verb.h"

enum {
	EVENTS_SHOWN = 5
};

static int print_page(struct client *client, const struct options *options,
	const struct status *status)
{
	page_print(status);
	if (status->last_sequence == 0) {
		return EXIT_DONE;
	}
	puts("\nlast events");
	return history_print(client, options, status->last_sequence, EVENTS_SHOWN);
}

int verb_status(const struct options *options)
{
	struct client *client;
	struct status status;
	json_t *json = NULL;
	int end = contact_open(&client, options);

	if (end != EXIT_DONE) {
		return end;
	}
	end = contact_status(client, options, &status, &json);
	if (end == EXIT_DONE && (options->given & OPTION_JSON) != 0) {
		json_dumpf(json, stdout, JSON_INDENT(2));
		putchar('\n');
	} else if (end == EXIT_DONE) {
		end = print_page(client, options, &status);
	}
	json_decref(json);
	client_close(client);
	return end;
}
