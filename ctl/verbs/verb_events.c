#include "contact/contact.h"
#include "verbs/verb.h"

enum {
	EVENTS_DEFAULT = 20
};

static int run_events(const struct options *options)
{
	struct client *client;
	struct status status;
	uint64_t number = EVENTS_DEFAULT;
	int end;

	if ((options->given & OPTION_NUMBER) != 0) {
		number = options->number;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = contact_status(client, options, &status, NULL);
	if (end == EXIT_DONE) {
		end = contact_print_events(
			client, options, status.last_sequence, number);
	}
	client_close(client);
	return end;
}

const struct verb verb_events = {
	.name = "events",
	.arguments = "[-n N] [--json]",
	.options = OPTION_JSON | OPTION_NUMBER,
	.help = "the last N events (20)",
	.run = run_events,
};
