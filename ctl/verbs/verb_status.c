#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "contact/contact.h"
#include "output/duration.h"
#include "protocol/fields.h"
#include "protocol/presence.h"
#include "schema/schema.h"
#include "verbs/verb.h"
#include "words/narrate.h"

static void print_node(const struct status *status)
{
	char uptime[DURATION_TEXT_BYTES];

	printf("node     %s (%s) of pair %s; fipd %s up %s\n", status->config.node,
		status->own_address, status->config.pair, status->version,
		duration_text(uptime, status->started_age_ms));
}

static void print_role(const struct status *status)
{
	char age[DURATION_TEXT_BYTES];
	char date[DATE_TEXT_BYTES];

	date_to_text(date, status->role_date_ms);
	printf("role     %s for %s, since %s (before: %s)\n",
		narrate_role((enum role)status->role),
		duration_text(age, status->role_age_ms), date,
		narrate_role((enum role)status->previous_role));
	printf("reason   %s\n", status->reason_text);
}

static void print_peer(const struct status *status)
{
	char age[DURATION_TEXT_BYTES];
	char heard[DURATION_TEXT_BYTES];

	printf("peer     %s %s for %s, role %s; heard %s%s\n", status->peer_address,
		words_text(&words_peer_state, status->peer_state),
		duration_text(age, status->peer_state_age_ms),
		narrate_role((enum role)status->peer_role),
		duration_text(heard, status->peer_heard_age_ms),
		status->peer_heard_age_ms < 0 ? "" : " ago");
	if (status->peer_state == PEER_UP && !status->in_sync) {
		puts("         its list of F-IPs DIFFERS from this node's");
	}
}

static void print_settings(const struct status *status)
{
	char interval[DURATION_TEXT_BYTES];
	char detection[DURATION_TEXT_BYTES];
	char fence[DURATION_TEXT_BYTES];
	char delay[DURATION_TEXT_BYTES];

	printf("config   redundancy %s, configured %s, failback %s after %s\n",
		status->config.redundancy ? "on" : "off",
		words_choice(schema_find("role"), status->config.role),
		words_choice(schema_find("failback"), status->config.failback),
		duration_text(delay, status->config.failback_delay_ms));
	printf("timing   %s x %" PRIu32 ": detection %s, lease %" PRIu32 " s",
		duration_text(interval, status->config.interval_ms),
		status->config.count, duration_text(detection, status->detection_ms),
		status->lease_s);
	if (status->fence_ms > 0) {
		printf(", fence %s%s", duration_text(fence, status->fence_ms),
			status->fence_lost ? " (LOST)" : "");
	}
	putchar('\n');
}

static void print_last_action(const struct status *status)
{
	if (status->outcome > OUTCOME_IDLE) {
		printf("action   %s: %s\n", words_text(&words_outcome, status->outcome),
			status->outcome_text);
	}
	if (status->refusal_text[0] != '\0') {
		printf("refused  %s\n", status->refusal_text);
	}
}

static void print_trip(const struct link_status *link)
{
	if (link->round_trip_us > 0) {
		printf("         round trip %.3f ms, jitter %.3f ms\n",
			link->round_trip_us / 1e3, link->jitter_us / 1e3);
	}
	if (link->trouble > LINK_TROUBLE_NONE) {
		printf("         trouble: %s\n",
			words_text(&words_link_trouble, link->trouble));
	}
}

static void print_link(const struct link_status *link)
{
	char age[DURATION_TEXT_BYTES];
	char heard[DURATION_TEXT_BYTES];
	bool named = strcmp(link->name, link->interface) != 0;

	printf("\nlink %s: %s for %s, heard %s%s; UDP %s -> %s port %" PRIu32 "%s%s\n",
		link->name, words_text(&words_link_state, link->state),
		duration_text(age, link->state_age_ms),
		duration_text(heard, link->heard_age_ms),
		link->heard_age_ms < 0 ? "" : " ago", link->own_address,
		link->peer_address, link->port, named ? " over " : "",
		named ? link->interface : "");
	print_trip(link);
	printf("         sent %" PRIu64 ", received %" PRIu64 ", lost %" PRIu64
	       ", duplicates %" PRIu64 ", unauthenticated %" PRIu64 ",\n"
	       "         malformed %" PRIu64 ", send errors %" PRIu64 ", downs %" PRIu64
	       "\n",
		link->sent, link->received, link->lost, link->duplicates,
		link->unauthenticated, link->malformed, link->send_errors, link->downs);
}

static void print_fip(
	const struct fip_status *fip, const char *interface, enum presence presence)
{
	static const char *const HERE[] = { "not checked", "yes", "no" };
	char address[STATUS_NAME_MAX + 8];
	char age[DURATION_TEXT_BYTES];

	snprintf(address, sizeof(address), "%s/%" PRIu32, fip->address,
		fip->prefix_length);
	printf("%-20s %-10s %-9s %-12s %-11s %" PRIu64, address, interface,
		words_text(&words_fip_state, fip->state),
		duration_text(age, fip->state_age_ms), HERE[presence],
		fip->announcements);
	if (fip->conflicts > 0) {
		printf(" (conflicts %" PRIu64 ", last with %s)", fip->conflicts,
			fip->conflict_mac);
	}
	if (fip->outsider[0] != '\0') {
		printf(" (set by somebody else: %s)", fip->outsider);
	}
	putchar('\n');
}

static void print_fips(const struct status *status)
{
	enum presence presence[STATUS_FIPS_MAX];

	presence_read(presence, status);
	printf("\n%-20s %-10s %-9s %-12s %-11s %s\n", "F-IP", "interface", "state",
		"for", "in kernel", "announced");
	for (uint32_t i = 0; i < status->fip_count; i++) {
		print_fip(&status->fips[i], status->config.interface, presence[i]);
	}
	if (status->fip_count == 0) {
		puts("(none is configured)");
	}
}

static void print_check(const struct check_status *check)
{
	char age[DURATION_TEXT_BYTES];

	printf("%-20s %-7s %-8s %-12s %s%s%s\n", check->name,
		words_text(&words_check_effect, check->effect),
		words_text(&words_check_state, check->state),
		duration_text(age, check->state_age_ms), check->target,
		check->text[0] == '\0' ? "" : ": ", check->text);
}

static void print_hook(const struct hook_status *hook)
{
	char age[DURATION_TEXT_BYTES];

	printf("%-20s %-7s %-8s %-12s runs %" PRIu64 ", failed %" PRIu64 "%s%s\n",
		hook->name, "hook", words_text(&words_hook_state, hook->state),
		duration_text(age, hook->ended_age_ms), hook->runs, hook->failures,
		hook->text[0] == '\0' ? "" : ": ", hook->text);
}

static void print_tasks(const struct status *status)
{
	if (status->check_count + status->hook_count == 0) {
		return;
	}
	printf("\n%-20s %-7s %-8s %-12s %s\n", "check or hook", "effect", "state",
		"for", "what it asks, and found");
	for (uint32_t i = 0; i < status->check_count; i++) {
		print_check(&status->checks[i]);
	}
	for (uint32_t i = 0; i < status->hook_count; i++) {
		print_hook(&status->hooks[i]);
	}
	if (status->tasks_text[0] != '\0') {
		printf("(not known now: %s)\n", status->tasks_text);
	}
}

static void print_counters(const struct status *status)
{
	char active[DURATION_TEXT_BYTES];
	char dual[DURATION_TEXT_BYTES];
	char longest[DURATION_TEXT_BYTES];

	printf("\ncounters failovers %" PRIu64 ", failbacks %" PRIu64
	       ", switchovers %" PRIu64 ", activations %" PRIu64
	       ", deactivations %" PRIu64 ",\n"
	       "         split brains %" PRIu64 ", late wake-ups %" PRIu64
	       ", peer restarts %" PRIu64 ",\n",
		status->failovers, status->failbacks, status->switchovers,
		status->activations, status->deactivations, status->split_brains,
		status->late_wakeups, status->peer_restarts);
	printf("         active %s, both active %s, longest takeover %s\n",
		duration_text(active, (int64_t)status->active_ms),
		duration_text(dual, (int64_t)status->dual_active_ms),
		duration_text(longest, (int64_t)status->longest_takeover_ms));
}

static void print_status(const struct status *status)
{
	print_node(status);
	print_role(status);
	print_peer(status);
	print_settings(status);
	print_last_action(status);
	for (uint32_t i = 0; i < status->link_count; i++) {
		print_link(&status->links[i]);
	}
	print_fips(status);
	print_tasks(status);
	print_counters(status);
}

enum {
	EVENTS_SHOWN = 5
};

static int print_page(struct client *client, const struct options *options,
	const struct status *status)
{
	print_status(status);
	if (status->last_sequence == 0) {
		return EXIT_DONE;
	}
	puts("\nlast events");
	return contact_print_events(
		client, options, status->last_sequence, EVENTS_SHOWN);
}

static int run_status(const struct options *options)
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

const struct verb verb_status = {
	.name = "status",
	.arguments = "[--json]",
	.options = OPTION_JSON,
	.help = "how the pair is (also without a verb)",
	.run = run_status,
};
