#include <stdio.h>
#include <string.h>

#include <inttypes.h>
#include <time.h>

#include "contact/contact.h"
#include "output/duration.h"
#include "values/span.h"
#include "verbs/verb.h"
#include "words/narrate.h"

enum {
	SPAN_MAX_DAYS = 30,
};

static const uint64_t SPAN_MAX_MS = SPAN_MAX_DAYS * UINT64_C(24 * 60 * 60 * 1000);

/* Read --for as a time of at least a second; false, and a line, if it is none. */
static bool read_span(const struct options *options, bool on, uint64_t *span_ms)
{
	*span_ms = 0;
	if ((options->given & OPTION_FOR) == 0) {
		return true;
	}
	if (!on) {
		fprintf(stderr, "fipctl: --for: only maintenance that is switched on "
				"ends by itself\n");
		return false;
	}
	if (!span_read(options->span, span_ms) || *span_ms < 1000
		|| *span_ms > SPAN_MAX_MS) {
		fprintf(stderr,
			"fipctl: --for %s: a time of 1 s to %d days is expected, as in "
			"90 s, 30 min or 2h\n",
			options->span, SPAN_MAX_DAYS);
		return false;
	}
	return true;
}

/* By the clock that fipd goes by: they are on the same host. */
static void add_end(json_t *request, uint64_t span_ms)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64,
		(uint64_t)time(NULL) + (span_ms + 999) / 1000);
	json_array_append_new(json_object_get(request, "set"),
		json_pack("{s:s,s:s}", "name", "maintenance_until", "value", text));
}

static json_t *build_request(const struct options *options, bool on, uint64_t span_ms)
{
	json_t *request = json_pack("{s:s,s:[{s:s,s:s}]}", "op", "prepare", "set",
		"name", "maintenance", "value", on ? "yes" : "no");

	if (span_ms > 0) {
		add_end(request, span_ms);
	}
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

static void print_end(const struct status *status)
{
	char span[DURATION_TEXT_BYTES];

	if (status->outlook.maintenance_ms > 0) {
		printf("it ends by itself in %s\n",
			duration_text(span, status->outlook.maintenance_ms));
	}
}

static int change(
	struct client *client, const struct options *options, bool on, uint64_t span_ms)
{
	struct status status;
	int culprit;
	int end = contact_change(
		client, options, build_request(options, on, span_ms), &culprit);

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
		print_end(&status);
	}
	return end;
}

static int run_maintenance(const struct options *options)
{
	const char *word = options->words[1];
	bool on = strcmp(word, "on") == 0;
	struct client *client;
	uint64_t span_ms;
	int end;

	if (!on && strcmp(word, "off") != 0) {
		fprintf(stderr, "fipctl: maintenance %s: on or off is expected\n",
			word);
		return EXIT_USAGE;
	}
	if (!read_span(options, on, &span_ms)) {
		return EXIT_USAGE;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = change(client, options, on, span_ms);
	client_close(client);
	return end;
}

const struct verb verb_maintenance = {
	.name = "maintenance",
	.arguments = "on|off [--for SPAN] [--force] [--no-wait]",
	.options = OPTION_FOR | OPTION_FORCE | OPTION_NO_WAIT,
	.least = 1,
	.most = 1,
	.help = "keep the F-IPs off this node, also after a restart",
	.run = run_maintenance,
};
