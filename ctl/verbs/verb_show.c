#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "output/duration.h"
#include "schema/schema.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static void print_kinds(const char *name, uint64_t kinds)
{
	const char *before = "[";

	if (kinds == 0) {
		return;
	}
	printf("%s: ", name);
	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		if ((kinds & event_bit((enum event_kind)kind)) != 0) {
			printf("%s%s", before, narrate_kind((enum event_kind)kind));
			before = ", ";
		}
	}
	puts("]");
}

static void print_networks(const char *name, const struct config_networks *networks)
{
	printf("%s: [", name);
	for (size_t i = 0; i < networks->count; i++) {
		const struct config_fip *network = &networks->list[i];
		char text[IP_PREFIX_TEXT_SIZE];

		ip_write_prefix(network->address, network->prefix_length, text);
		printf("%s\"%s\"", i == 0 ? "" : ", ", text);
	}
	puts("]");
}

static void print_fips(const char *name, const struct status *status)
{
	printf("%s:\n", name);
	for (uint32_t i = 0; i < status->fip_count; i++) {
		printf("  - %s/%" PRIu32 "\n", status->fips[i].address,
			status->fips[i].prefix_length);
	}
}

/* A setting that is not given has no line in fipd.yaml. */
static void print_text(const char *name, const char *text)
{
	if (text[0] != '\0') {
		printf("%s: %s\n", name, text);
	}
}

/* flat switch */
static void print_setting(const struct schema_row *row, const struct status *status)
{
	const void *member = (const char *)&status->config + row->offset;

	switch (row->type) {
	case SCHEMA_SWITCH:
		printf("%s: %s\n", row->name, words_choice(row, *(const bool *)member));
		break;
	case SCHEMA_WORD:
		printf("%s: %s\n", row->name,
			words_choice(row, *(const uint32_t *)member));
		break;
	case SCHEMA_NUMBER:
		printf("%s: %" PRIu32 "\n", row->name, *(const uint32_t *)member);
		break;
	case SCHEMA_SPAN:
		printf("%s: %" PRIu32 " ms\n", row->name, *(const uint32_t *)member);
		break;
	case SCHEMA_KINDS:
		print_kinds(row->name, *(const uint64_t *)member);
		break;
	case SCHEMA_NETWORKS:
		print_networks(row->name, member);
		break;
	case SCHEMA_NAME:
	case SCHEMA_INTERFACE:
	case SCHEMA_PATH:
	case SCHEMA_HOST:
		print_text(row->name, member);
		break;
	case SCHEMA_ADDRESS: /* the status has them as it found them */
		printf("%s: %s\n", row->name,
			row->offset == offsetof(struct config, peer)
				? status->peer_address
				: status->own_address);
		break;
	case SCHEMA_FIPS:
		print_fips(row->name, status);
		break;
	case SCHEMA_REFERENCES:
		printf("%s: [%s]\n", row->name, status->references);
		break;
	case SCHEMA_LINKS:
	case SCHEMA_CHECKS:
	case SCHEMA_HOOKS:
	case SCHEMA_OCCASIONS:
	case SCHEMA_COMMAND:
	case SCHEMA_ENDPOINT:
	case SCHEMA_URL:
	case SCHEMA_CODES:
		break;
	}
}

static bool is_shown(const struct schema_row *row)
{
	return row->key != NULL || row->type == SCHEMA_ADDRESS
	       || row->type == SCHEMA_FIPS || row->type == SCHEMA_REFERENCES;
}

/* What an operator switches most often stands behind what he sets once. */
static bool is_late(const struct schema_row *row)
{
	return row->offset == offsetof(struct config, maintenance)
	       || row->offset == offsetof(struct config, muted);
}

/* The settings have the form of fipd.yaml, so that they can be copied there. */
static void print_settings(const struct status *status)
{
	const struct schema_row *row;

	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (is_shown(row) && !is_late(row)) {
			print_setting(row, status);
		}
		if (row->offset == offsetof(struct config, failback_delay_ms)) {
			print_setting(schema_find("maintenance"), status);
			print_setting(schema_find("mute"), status);
		}
	}
}

static void print_consequences(const struct status *status)
{
	char detection[DURATION_TEXT_BYTES];
	char changed[DURATION_TEXT_BYTES];

	printf("# in force with the peer's timing: detection %s; lease %" PRIu32 " s\n",
		duration_text(detection, status->detection_ms), status->lease_s);
	if (status->changed_age_ms >= 0) {
		printf("# last change: %s ago\n",
			duration_text(changed, status->changed_age_ms));
	}
}

/* fipd-web's settings stand inside the others. */
static void print_json(const json_t *status)
{
	json_t *settings = json_copy(json_object_get(status, "settings"));

	json_object_set(settings, "pac", json_object_get(status, "pac"));
	json_object_set(settings, "page", json_object_get(status, "page"));
	json_dumpf(settings, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(settings);
}

static int run_show(const struct options *options)
{
	struct client *client;
	struct status status;
	json_t *json = NULL;
	int end;

	if (strcmp(options->words[1], "config") != 0) {
		fprintf(stderr, "fipctl: show %s: only config can be shown\n",
			options->words[1]);
		return EXIT_USAGE;
	}
	end = contact_open(&client, options);
	if (end != EXIT_DONE) {
		return end;
	}
	end = contact_status(client, options, &status, &json);
	if (end == EXIT_DONE && (options->given & OPTION_JSON) != 0) {
		print_json(json);
	} else if (end == EXIT_DONE) {
		print_settings(&status);
		print_consequences(&status);
	}
	json_decref(json);
	client_close(client);
	return end;
}

const struct verb verb_show = {
	.name = "show",
	.arguments = "config [--json]",
	.options = OPTION_JSON,
	.least = 1,
	.most = 1,
	.help = "the settings in force",
	.run = run_show,
};
