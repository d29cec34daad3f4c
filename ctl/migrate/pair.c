#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "migrate/draft.h"
#include "schema/schema.h"

enum {
	ROUTER_ID_MAX = 255,
	ADVERT_MAX_S = 255,
	DELAY_MAX_S = 1000,
	ADVERTS_MAX = 100,
};

/* Read seconds with parts of one. */
static bool read_seconds(const struct statement *one, double least, double most)
{
	double seconds;
	char *end;

	if (!draft_has_value(one)) {
		return false;
	}
	seconds = strtod(one->words[1], &end);
	return (end != one->words[1] && *end == '\0' && seconds >= least
		       && seconds <= most)
	       || draft_complain(one, "%g to %g seconds are possible", least, most);
}

static bool take_interface(struct draft *draft, const struct statement *one)
{
	if (!draft_has_value(one)) {
		return false;
	}
	draft_set(draft, one, "interface", one->words[1]);
	return true;
}

static bool take_address(struct draft *draft, const struct statement *one)
{
	if (!draft_has_value(one)) {
		return false;
	}
	draft_set(draft, one, "address", one->words[1]);
	return true;
}

/* Of several the last one counts, as with keepalived. */
static void keep(const struct draft *draft, const struct statement **kept,
	const struct statement *one)
{
	if (*kept != NULL) {
		migration_note(draft->migration,
			draft_note(draft, *kept, NOTE_NEEDLESS, NULL),
			"line %zu undoes it", one->line);
	}
	*kept = one;
}

static bool take_state(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->state, one);
	return draft_has_value(one)
	       && (strcmp(one->words[1], "MASTER") == 0
		       || strcmp(one->words[1], "BACKUP") == 0
		       || draft_complain(one, "MASTER or BACKUP is possible"));
}

static bool take_priority(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->rank, one);
	return draft_read_number(one, 1, DRAFT_PRIORITY_MAX, &draft->priority);
}

static bool take_advert(struct draft *draft, const struct statement *one)
{
	char text[64];

	if (!read_seconds(one, 0.01, ADVERT_MAX_S)) {
		return false;
	}
	snprintf(text, sizeof(text), "%s s", one->words[1]);
	draft_set(draft, one, "interval", text);
	return true;
}

static bool take_adverts(struct draft *draft, const struct statement *one)
{
	uint64_t number;

	if (!draft_read_number(one, 1, ADVERTS_MAX, &number)) {
		return false;
	}
	draft_set(draft, one, "count", one->words[1]);
	return true;
}

static bool take_nopreempt(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->nopreempt, one);
	return true;
}

static bool take_preempt(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->nopreempt, one);
	draft->nopreempt = NULL;
	migration_note(draft->migration,
		draft_note(draft, one, NOTE_DONE, "failback_delay"), "%s",
		one->words[0]);
	return true;
}

static bool take_preempt_delay(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->preempt_delay, one);
	return read_seconds(one, 0, DELAY_MAX_S);
}

static bool take_router_id(struct draft *draft, const struct statement *one)
{
	uint64_t number;

	migration_note(draft->migration, draft_note(draft, one, NOTE_NEEDLESS, "pair"),
		"pairs are told apart by their real IPs, key and port, and by this "
		"name for people");
	return draft_read_number(one, 1, ROUTER_ID_MAX, &number);
}

static bool take_authentication(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, block, &place)) != NULL) {
		migration_judge(draft->migration,
			draft_note(draft, one, NOTE_OPEN, "key_file"),
			"authentication");
	}
	return true;
}

static bool take_peers(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, block, &place)) != NULL) {
		if (draft_is_conditional(draft, one)) {
			continue;
		}
		if (draft_has(draft, "peer")) {
			migration_note(draft->migration,
				draft_note(draft, one, NOTE_OPEN, "peer"),
				"is one node too many: a pair has two; for more, keep "
				"keepalived or use Pacemaker");
		} else {
			draft_set(draft, one, "peer", one->words[0]);
		}
	}
	return true;
}

static bool take_tracked(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, block, &place)) != NULL) {
		bool own = strcmp(one->words[0], draft->config->interface) == 0;

		if (draft_is_conditional(draft, one)) {
			continue;
		}
		migration_note(draft->migration,
			draft_note(draft, one, own ? NOTE_NEEDLESS : NOTE_LOST,
				"interface"),
			own ? "track_interface: fipd watches the interface of the F-IPs"
			    : "track_interface: fipd gives the F-IPs up for their own "
			      "interface only; references: [gateway] in fipd.yaml sees "
			      "whether the network answers");
	}
	return true;
}

/* All F-IPs of a pair are on one interface, here that of the first one. */
static bool fits_interface(
	const struct draft *draft, const struct statement *one, const char *device)
{
	struct config *config = draft->config;
	bool named = draft_has(draft, "interface");

	if (device == NULL || strcmp(device, config->interface) == 0) {
		return true;
	}
	if (config->fip_count > 0) {
		migration_note(draft->migration,
			draft_note(draft, one, NOTE_OPEN, "fips"),
			"is on %s, and the F-IPs of a pair are on one interface, here "
			"%s; make a pair of its own for it",
			device, config->interface);
		return false;
	}
	if (named) {
		migration_note(draft->migration,
			draft_note(draft, one,
				draft_has(draft, "address") ? NOTE_DONE : NOTE_OPEN,
				"address"),
			"is on %s, and the heartbeat on %s; address is this node's "
			"real "
			"IP there",
			device, config->interface);
	}
	return draft_set(draft, one, "interface", device);
}

static const char *take_words(const struct draft *draft, const struct statement *one)
{
	return migration_judge_words(
		draft->migration, draft_note(draft, one, NOTE_OPEN, "fips"));
}

static bool take_fips(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, block, &place)) != NULL) {
		const char *written = one->words[0];
		char text[128];

		if (draft_is_conditional(draft, one)
			|| !fits_interface(draft, one, take_words(draft, one))) {
			continue;
		}
		snprintf(text, sizeof(text), "%s%s", written,
			strchr(written, '/') != NULL   ? ""
			: strchr(written, ':') != NULL ? "/128"
						       : "/32");
		draft_set(draft, one, "fips", text);
	}
	return true;
}

struct taking {
	const char *name;
	bool is_late; /* it needs what the others say */
	bool (*take)(struct draft *draft, const struct statement *one);
};

/* clang-format off */
/* table */
static const struct taking TAKINGS[] = {
	{ "interface", false, take_interface },
	{ "unicast_src_ip", false, take_address },
	{ "mcast_src_ip", false, take_address },
	{ "unicast_peer", false, take_peers },
	{ "state", false, take_state },
	{ "priority", false, take_priority },
	{ "advert_int", false, take_advert },
	{ "down_timer_adverts", false, take_adverts },
	{ "nopreempt", false, take_nopreempt },
	{ "preempt", false, take_preempt },
	{ "preempt_delay", false, take_preempt_delay },
	{ "virtual_router_id", false, take_router_id },
	{ "authentication", false, take_authentication },
	{ "virtual_ipaddress", true, take_fips },
	{ "virtual_ipaddress_excluded", true, take_fips },
	{ "track_interface", true, take_tracked },
	{ "track_script", true, draft_take_checks },
	{ "notify_master", false, draft_take_hook },
	{ "notify_backup", false, draft_take_hook },
	{ "notify_fault", false, draft_take_hook },
	{ "notify", true, draft_take_hook },
};
/* clang-format on */

static const struct taking *find_taking(const char *name)
{
	for (size_t i = 0; i < sizeof(TAKINGS) / sizeof(TAKINGS[0]); i++) {
		if (strcmp(TAKINGS[i].name, name) == 0) {
			return &TAKINGS[i];
		}
	}
	return NULL;
}

static bool take_all(struct draft *draft, bool late)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = draft_next(draft, draft->block, &place)) != NULL) {
		const struct taking *row = find_taking(one->words[0]);
		bool judged = row != NULL && one->condition == NULL ? false : true;

		if (judged && !late) {
			migration_judge(draft->migration,
				draft_note(draft, one, NOTE_OPEN, NULL),
				"vrrp_instance");
		}
		if (!judged && row->is_late == late && !row->take(draft, one)) {
			return false;
		}
	}
	return true;
}

/* The name of a pair has fewer characters than that of an instance. */
static void choose_name(const struct draft *draft)
{
	draft_make_name(draft->config->pair, sizeof(draft->config->pair),
		draft->block->words[1]);
	draft->config->origin[schema_index(schema_find("pair"))] = CONFIG_ORIGIN_FILE;
}

bool migration_make_pair(struct migration *migration, size_t place)
{
	struct pair *pair = &migration->pairs[migration->pair_count];
	struct draft draft = {
		.migration = migration,
		.pair = (int)migration->pair_count,
		.config = &pair->config,
		.block = &migration->statements.list[place],
		.priority = DRAFT_PRIORITY_USUAL,
	};

	migration->pair_count++;
	pair->place = place;
	config_defaults(draft.config);
	draft.config->redundancy = true;
	draft.config->origin[schema_index(schema_find("redundancy"))] =
		CONFIG_ORIGIN_FILE;
	draft.config->origin[schema_index(schema_find("interface"))] =
		CONFIG_ORIGIN_DEFAULT;
	if (draft.block->word_count < 2) {
		return draft_complain(
			draft.block, "its name is missing, as in vrrp_instance VI_1 {");
	}
	if (!draft.block->has_block) {
		return draft_complain(draft.block, "its block is missing: { ... }");
	}
	choose_name(&draft);
	if (!take_all(&draft, false) || !take_all(&draft, true)) {
		return false;
	}
	draft_choose(&draft);
	return true;
}
