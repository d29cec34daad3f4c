#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "output/duration.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static void print_muted(uint32_t muted)
{
	const char *before = "mute: [";

	for (unsigned kind = 1; kind <= EVENT_LAST; kind++) {
		if ((muted & event_bit((enum event_kind)kind)) != 0) {
			printf("%s%s", before, narrate_kind((enum event_kind)kind));
			before = ", ";
		}
	}
	if (muted != 0) {
		puts("]");
	}
}

static void print_proxy(const char *prefix, const struct pac_proxy *proxy)
{
	printf("%sproxy: %s\n", prefix, proxy->host);
	printf("%sproxy_port: %" PRIu32 "\n", prefix, proxy->port);
	printf("%sproxy_weight: %" PRIu32 "\n", prefix, proxy->weight);
}

static void print_networks(const char *name, const struct pac_networks *networks)
{
	printf("%s: [", name);
	for (uint32_t i = 0; i < networks->count; i++) {
		printf("%s\"%s\"", i == 0 ? "" : ", ", networks->list[i]);
	}
	puts("]");
}

static void print_web(const struct status *status)
{
	const struct pac *pac = &status->pac;

	printf("pac: %s\n", pac->enabled ? "on" : "off");
	printf("pac_port: %" PRIu32 "\n", pac->port);
	print_proxy("", &pac->own);
	print_proxy("peer_", &pac->peer);
	printf("share_load: %s\n", pac->share ? "on" : "off");
	printf("split: %s\n", words_text(&words_pac_split, pac->split));
	print_networks("direct_networks", &pac->direct);
	print_networks("client_networks", &pac->clients);
	printf("status_page: %s\n", words_text(&words_page_scope, status->page_scope));
	printf("status_port: %" PRIu32 "\n", status->page_port);
	printf("status_refresh: %" PRIu32 " ms\n", status->page_refresh_ms);
}

/* In the form of fipd.yaml, so that it can be copied there. */
static void print_settings(const struct status *status)
{
	printf("node: %s\n", status->node);
	printf("pair: %s\n", status->pair);
	printf("redundancy: %s\n", status->redundancy ? "on" : "off");
	printf("role: %s\n",
		words_text(&words_configured_role, status->configured_role));
	printf("peer: %s\n", status->peer_address);
	printf("address: %s\n", status->own_address);
	printf("interface: %s\n", status->interface);
	puts("fips:");
	for (uint32_t i = 0; i < status->fip_count; i++) {
		printf("  - %s/%" PRIu32 "\n", status->fips[i].address,
			status->fips[i].prefix_length);
	}
	printf("port: %" PRIu32 "\n", status->port);
	printf("interval: %" PRIu32 " ms\n", status->interval_ms);
	printf("count: %" PRIu32 "\n", status->count);
	printf("failback: %s\n", words_text(&words_failback, status->failback));
	printf("failback_delay: %" PRIu32 " ms\n", status->failback_delay_ms);
	printf("maintenance: %s\n", status->outlook.maintenance ? "yes" : "no");
	print_muted(status->muted);
	print_web(status);
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

/* The settings, and inside them those of fipd-web. */
static void print_json(const json_t *status)
{
	json_t *settings = json_copy(json_object_get(status, "settings"));

	json_object_set(settings, "pac", json_object_get(status, "pac"));
	json_object_set(settings, "page", json_object_get(status, "page"));
	json_dumpf(settings, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(settings);
}

int verb_show(const struct options *options)
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
