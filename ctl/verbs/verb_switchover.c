#include <poll.h>
#include <stdio.h>

#include "contact/contact.h"
#include "protocol/stream.h"
#include "verbs/verb.h"
#include "words/narrate.h"

enum {
	OUTCOME_WAIT_MS = 10000,
	LOOK_EVERY_MS = 100,
};

static int begin(struct client *client, const struct options *options)
{
	bool forced = (options->given & OPTION_FORCE) != 0;
	json_t *answer;
	int end = contact_ask(client, options,
		json_pack("{s:s,s:s}", "op", "action", "action",
			forced ? "forceSwitchover" : "switchover"),
		&answer);
	const char *text = json_string_value(json_object_get(answer, "text"));

	if (end == EXIT_DONE) {
		printf("%s\n", text == NULL ? "switchover begun" : text);
		fflush(stdout);
	}
	json_decref(answer);
	return end;
}

/* Look until the outcome is there or the deadline has passed. */
static int await_outcome(
	struct client *client, const struct options *options, struct status *status)
{
	int wait_ms = options->timeout_ms > 0 ? options->timeout_ms : OUTCOME_WAIT_MS;
	int64_t deadline_ms = stream_now_ms() + wait_ms;

	for (;;) {
		int end = contact_status(client, options, status, NULL);

		if (end != EXIT_DONE || status->outcome > OUTCOME_IN_PROGRESS) {
			return end;
		}
		if (stream_now_ms() >= deadline_ms) {
			fprintf(stderr,
				"fipctl: the switchover is not over after %d.%d s; "
				"`fipctl status` tells how it goes on\n",
				wait_ms / 1000, wait_ms % 1000 / 100);
			return EXIT_LATE;
		}
		poll(NULL, 0, LOOK_EVERY_MS);
	}
}

static int tell(const struct status *status)
{
	bool good = status->outcome == OUTCOME_SUCCEEDED;

	fprintf(good ? stdout : stderr,
		"%sswitchover %s: %s; %s is %s, its peer %s is %s\n",
		good ? "" : "fipctl: ", words_text(&words_outcome, status->outcome),
		status->outcome_text, status->node,
		narrate_role((enum role)status->role), status->peer_address,
		narrate_role((enum role)status->peer_role));
	return good ? EXIT_DONE : EXIT_REFUSED;
}

int verb_switchover(const struct options *options)
{
	struct client *client;
	struct status status;
	int end = contact_open(&client, options);

	if (end != EXIT_DONE) {
		return end;
	}
	end = begin(client, options);
	if (end == EXIT_DONE && (options->given & OPTION_NO_WAIT) == 0) {
		end = await_outcome(client, options, &status);
		end = end == EXIT_DONE ? tell(&status) : end;
	}
	client_close(client);
	return end;
}
