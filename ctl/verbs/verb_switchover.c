#include <stdio.h>

#include "contact/contact.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static int request_switchover(struct client *client, const struct options *options)
{
	bool forced = (options->given & OPTION_FORCE) != 0;
	bool vouched = (options->given & OPTION_PEER_IS_OFF) != 0;
	json_t *answer;
	int end = contact_ask(client, options,
		json_pack("{s:s,s:s}", "op", "action", "action",
			vouched  ? "peerIsOff"
			: forced ? "forceSwitchover"
				 : "switchover"),
		&answer);
	const char *text = json_string_value(json_object_get(answer, "text"));

	if (end == EXIT_DONE) {
		printf("%s\n", text == NULL ? "switchover begun" : text);
		fflush(stdout);
	}
	json_decref(answer);
	return end;
}

static bool has_outcome(const struct status *status)
{
	return status->outcome > OUTCOME_IN_PROGRESS;
}

static int await_outcome(
	struct client *client, const struct options *options, struct status *status)
{
	int wait_ms = contact_wait_ms(options);
	int end = contact_await(client, options, has_outcome, status);

	if (end != CONTACT_NOT_YET) {
		return end;
	}
	fprintf(stderr,
		"fipctl: the switchover is not over after %d.%d s; "
		"`fipctl status` tells how it goes on\n",
		wait_ms / 1000, wait_ms % 1000 / 100);
	return EXIT_LATE;
}

static int print_outcome(const struct status *status)
{
	bool good = status->outcome == OUTCOME_SUCCEEDED;

	fprintf(good ? stdout : stderr,
		"%sswitchover %s: %s; %s is %s, its peer %s is %s\n",
		good ? "" : "fipctl: ", words_text(&words_outcome, status->outcome),
		status->outcome_text, status->config.node,
		narrate_role((enum role)status->role), status->peer_address,
		narrate_role((enum role)status->peer_role));
	return good ? EXIT_DONE : EXIT_REFUSED;
}

static int run_switchover(const struct options *options)
{
	struct client *client;
	struct status status;
	int end;

	if (options->given & OPTION_PEER_IS_OFF && !(options->given & OPTION_FORCE)) {
		fprintf(stderr, "fipctl: --peer-is-off goes with --force\n");
		return EXIT_USAGE;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = request_switchover(client, options);
	if (end == EXIT_DONE && (options->given & OPTION_NO_WAIT) == 0) {
		end = await_outcome(client, options, &status);
		end = end == EXIT_DONE ? print_outcome(&status) : end;
	}
	client_close(client);
	return end;
}

const struct verb verb_switchover = {
	.name = "switchover",
	.arguments = "[--force [--peer-is-off]] [--no-wait]",
	.options = OPTION_FORCE | OPTION_PEER_IS_OFF | OPTION_NO_WAIT,
	.help = "move the F-IPs to the other node; forced: take them here",
	.run = run_switchover,
};
