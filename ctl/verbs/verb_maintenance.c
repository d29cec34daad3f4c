#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static json_t *build_request(const struct options *options, bool on)
{
	json_t *request = json_pack("{s:s,s:[{s:s,s:s}]}", "op", "prepare", "set",
		"name", "maintenance", "value", on ? "yes" : "no");

	if ((options->given & OPTION_FORCE) != 0) {
		json_object_set_new(request, "action", json_string("forceMaintenance"));
	}
	return request;
}

static bool is_off_this_node(const struct status *status)
{
	return status->role != ROLE_ACTIVE && status->role != ROLE_RELEASING;
}

static int await_move(
	struct client *client, const struct options *options, struct status *status)
{
	int wait_ms = contact_wait_ms(options);
	int end = contact_await(client, options, is_off_this_node, status);

	if (end != CONTACT_NOT_YET) {
		return end;
	}
	fprintf(stderr,
		"fipctl: maintenance is on, but this node is %s after "
		"%d.%d s; it tries again\n",
		narrate_role((enum role)status->role), wait_ms / 1000,
		wait_ms % 1000 / 100);
	return EXIT_LATE;
}

static int change(struct client *client, const struct options *options, bool on)
{
	struct status status;
	int culprit;
	int end = contact_change(client, options, build_request(options, on), &culprit);

	if (end != EXIT_DONE || (options->given & OPTION_NO_WAIT) != 0) {
		return end;
	}
	end = on ? await_move(client, options, &status)
		 : contact_status(client, options, &status, NULL);
	if (end == EXIT_DONE) {
		printf("maintenance is %s; %s is %s, its peer %s is %s\n",
			on ? "on" : "off", status.config.node,
			narrate_role((enum role)status.role), status.peer_address,
			narrate_role((enum role)status.peer_role));
	}
	return end;
}

static int run_maintenance(const struct options *options)
{
	const char *word = options->words[1];
	bool on = strcmp(word, "on") == 0;
	struct client *client;
	int end;

	if (!on && strcmp(word, "off") != 0) {
		fprintf(stderr, "fipctl: maintenance %s: on or off is expected\n",
			word);
		return EXIT_USAGE;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = change(client, options, on);
	client_close(client);
	return end;
}

const struct verb verb_maintenance = {
	.name = "maintenance",
	.arguments = "on|off [--force] [--no-wait]",
	.options = OPTION_FORCE | OPTION_NO_WAIT,
	.least = 1,
	.most = 1,
	.help = "keep the F-IPs off this node, also after a restart",
	.run = run_maintenance,
};
