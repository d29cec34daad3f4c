#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/value.h"
#include "migrate/migration.h"
#include "schema/schema.h"
#include "values/plain.h"
#include "values/span.h"

enum {
	PRIORITY_MAX = 255,
	PRIORITY_USUAL = 100, /* keepalived's default */
	ROUTER_ID_MAX = 255,
	ADVERT_MAX_S = 255,
	DELAY_MAX_S = 1000,
	ADVERTS_MAX = 100,
};

/* A pair in the making; the statements are of its vrrp_instance, NULL: not there. */
struct draft {
	struct migration *migration;
	int pair;
	struct config *config;
	const struct statement *block;
	const struct statement *state;
	const struct statement *nopreempt;
	const struct statement *preempt_delay;
	const struct statement *rank; /* its priority */
	uint64_t priority;
};

__attribute__((format(printf, 2, 3))) static bool complain(
	const struct statement *one, const char *format, ...)
{
	char text[1024];
	int used = snprintf(text, sizeof(text), "%s:%zu: %s%s%s: ", one->file,
		one->line, one->words[0], one->word_count > 1 ? " " : "",
		one->word_count > 1 ? one->words[1] : "");
	va_list list;

	va_start(list, format);
	if (used < (int)sizeof(text)) {
		vsnprintf(text + used, sizeof(text) - (size_t)used, format, list);
	}
	va_end(list);
	plain_make(text, strlen(text), '?');
	fprintf(stderr, "fipctl: %s\n", text);
	return false;
}

static struct note make_note(const struct draft *draft, const struct statement *one,
	enum note_kind kind, const char *setting)
{
	return (struct note){
		.statement = one, .pair = draft->pair, .setting = setting, .kind = kind
	};
}

/* Write the words of a statement that holds no secret. */
static const char *join_words(const struct statement *one, char text[NOTE_TEXT_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < one->word_count && used < NOTE_TEXT_MAX; i++) {
		used += (size_t)snprintf(text + used, NOTE_TEXT_MAX - used, "%s%s",
			i == 0 ? "" : " ", one->words[i]);
	}
	return text;
}

/* Set a setting from a text, or note why fipd cannot take it. */
static bool set(const struct draft *draft, const struct statement *one,
	const char *setting, const char *text)
{
	const struct schema_row *row = schema_find(setting);
	char words[NOTE_TEXT_MAX];
	struct fault fault;

	if (!value_read(draft->config, row, text, &fault)) {
		migration_note(draft->migration,
			make_note(draft, one, NOTE_OPEN, setting), "%s: %s", setting,
			fault.text);
		return false;
	}
	draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
	migration_note(draft->migration, make_note(draft, one, NOTE_DONE, setting),
		"%s", join_words(one, words));
	return true;
}

static bool is_set(const struct config *config, const char *setting)
{
	return config->origin[schema_index(schema_find(setting))] == CONFIG_ORIGIN_FILE;
}

static bool has_value(const struct statement *one)
{
	return one->word_count > 1 || complain(one, "a value is missing behind it");
}

static bool read_number(
	const struct statement *one, uint64_t least, uint64_t most, uint64_t *number)
{
	size_t digits;

	if (!has_value(one)) {
		return false;
	}
	digits = span_digits(one->words[1], 19, number);
	return (digits > 0 && one->words[1][digits] == '\0' && *number >= least
		       && *number <= most)
	       || complain(one, "%d to %d are possible", (int)least, (int)most);
}

/* Read seconds with parts of one. */
static bool read_seconds(const struct statement *one, double least, double most)
{
	double seconds;
	char *end;

	if (!has_value(one)) {
		return false;
	}
	seconds = strtod(one->words[1], &end);
	return (end != one->words[1] && *end == '\0' && seconds >= least
		       && seconds <= most)
	       || complain(one, "%g to %g seconds are possible", least, most);
}

/* Return whether a line is for some nodes only, which is noted. */
static bool is_conditional(const struct draft *draft, const struct statement *one)
{
	return one->condition != NULL
	       && migration_judge(
		       draft->migration, make_note(draft, one, NOTE_OPEN, NULL), "");
}

static const struct statement *next_in(
	const struct draft *draft, const struct statement *block, size_t *place)
{
	const struct statement *list = draft->migration->statements.list;

	if (*place == 0) {
		*place = (size_t)(block - list) + 1;
	} else {
		*place = list[*place].end;
	}
	return *place < block->end ? &list[*place] : NULL;
}

static bool take_interface(struct draft *draft, const struct statement *one)
{
	if (!has_value(one)) {
		return false;
	}
	set(draft, one, "interface", one->words[1]);
	return true;
}

static bool take_address(struct draft *draft, const struct statement *one)
{
	if (!has_value(one)) {
		return false;
	}
	set(draft, one, "address", one->words[1]);
	return true;
}

/* Of several the last one counts, as with keepalived. */
static void keep(const struct draft *draft, const struct statement **kept,
	const struct statement *one)
{
	if (*kept != NULL) {
		migration_note(draft->migration,
			make_note(draft, *kept, NOTE_NEEDLESS, NULL),
			"line %zu undoes it", one->line);
	}
	*kept = one;
}

static bool take_state(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->state, one);
	return has_value(one)
	       && (strcmp(one->words[1], "MASTER") == 0
		       || strcmp(one->words[1], "BACKUP") == 0
		       || complain(one, "MASTER or BACKUP is possible"));
}

static bool take_priority(struct draft *draft, const struct statement *one)
{
	keep(draft, &draft->rank, one);
	return read_number(one, 1, PRIORITY_MAX, &draft->priority);
}

static bool take_advert(struct draft *draft, const struct statement *one)
{
	char text[64];

	if (!read_seconds(one, 0.01, ADVERT_MAX_S)) {
		return false;
	}
	snprintf(text, sizeof(text), "%s s", one->words[1]);
	set(draft, one, "interval", text);
	return true;
}

static bool take_adverts(struct draft *draft, const struct statement *one)
{
	uint64_t number;

	if (!read_number(one, 1, ADVERTS_MAX, &number)) {
		return false;
	}
	set(draft, one, "count", one->words[1]);
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
		make_note(draft, one, NOTE_DONE, "failback_delay"), "%s",
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

	migration_note(draft->migration, make_note(draft, one, NOTE_NEEDLESS, "pair"),
		"pairs are told apart by their real IPs, key and port, and by this "
		"name for people");
	return read_number(one, 1, ROUTER_ID_MAX, &number);
}

static bool take_authentication(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = next_in(draft, block, &place)) != NULL) {
		migration_judge(draft->migration,
			make_note(draft, one, NOTE_OPEN, "key_file"), "authentication");
	}
	return true;
}

static bool take_peers(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = next_in(draft, block, &place)) != NULL) {
		if (is_conditional(draft, one)) {
			continue;
		}
		if (is_set(draft->config, "peer")) {
			migration_note(draft->migration,
				make_note(draft, one, NOTE_OPEN, "peer"),
				"is one node too many: a pair has two; for more, keep "
				"keepalived or use Pacemaker");
		} else {
			set(draft, one, "peer", one->words[0]);
		}
	}
	return true;
}

static bool take_tracked(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = next_in(draft, block, &place)) != NULL) {
		bool own = strcmp(one->words[0], draft->config->interface) == 0;

		if (is_conditional(draft, one)) {
			continue;
		}
		migration_note(draft->migration,
			make_note(draft, one, own ? NOTE_NEEDLESS : NOTE_LOST,
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
	bool named = is_set(config, "interface");

	if (device == NULL || strcmp(device, config->interface) == 0) {
		return true;
	}
	if (config->fip_count > 0) {
		migration_note(draft->migration,
			make_note(draft, one, NOTE_OPEN, "fips"),
			"is on %s, and the F-IPs of a pair are on one interface, here "
			"%s; make a pair of its own for it",
			device, config->interface);
		return false;
	}
	if (named) {
		migration_note(draft->migration,
			make_note(draft, one,
				is_set(config, "address") ? NOTE_DONE : NOTE_OPEN,
				"address"),
			"is on %s, and the heartbeat on %s; address is this node's "
			"real "
			"IP there",
			device, config->interface);
	}
	return set(draft, one, "interface", device);
}

static const char *take_words(const struct draft *draft, const struct statement *one)
{
	return migration_judge_words(
		draft->migration, make_note(draft, one, NOTE_OPEN, "fips"));
}

static bool take_fips(struct draft *draft, const struct statement *block)
{
	const struct statement *one;
	size_t place = 0;

	while ((one = next_in(draft, block, &place)) != NULL) {
		const char *written = one->words[0];
		char text[128];

		if (is_conditional(draft, one)
			|| !fits_interface(draft, one, take_words(draft, one))) {
			continue;
		}
		snprintf(text, sizeof(text), "%s%s", written,
			strchr(written, '/') != NULL   ? ""
			: strchr(written, ':') != NULL ? "/128"
						       : "/32");
		set(draft, one, "fips", text);
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

	while ((one = next_in(draft, draft->block, &place)) != NULL) {
		const struct taking *row = find_taking(one->words[0]);
		bool judged = row != NULL && one->condition == NULL ? false : true;

		if (judged && !late) {
			migration_judge(draft->migration,
				make_note(draft, one, NOTE_OPEN, NULL),
				"vrrp_instance");
		}
		if (!judged && row->is_late == late && !row->take(draft, one)) {
			return false;
		}
	}
	return true;
}

/*
 * keepalived elects by the priorities of both nodes, of which this file has one.
 */
static const char *find_role(const struct draft *draft)
{
	bool master =
		draft->state != NULL && strcmp(draft->state->words[1], "MASTER") == 0;

	if (master || draft->priority == PRIORITY_MAX) {
		return "active";
	}
	if (draft->nopreempt == NULL && (draft->state != NULL || draft->rank != NULL)
		&& draft->priority <= PRIORITY_USUAL) {
		return "standby";
	}
	return draft->migration->wish.role;
}

static void note_words(
	const struct draft *draft, const struct statement *one, const char *setting)
{
	char words[NOTE_TEXT_MAX];

	if (one != NULL) {
		migration_note(draft->migration,
			make_note(draft, one, NOTE_DONE, setting), "%s",
			join_words(one, words));
	}
}

static void choose_role(const struct draft *draft)
{
	const struct schema_row *row = schema_find("role");
	const char *role = find_role(draft);
	struct fault fault;

	note_words(draft, draft->state, "role");
	note_words(draft, draft->rank, "role");
	if (role != NULL && value_read(draft->config, row, role, &fault)) {
		draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		return;
	}
	migration_note(draft->migration,
		make_note(draft, draft->block, NOTE_OPEN, "role"),
		"%s; write active for the node with the higher priority and standby "
		"for "
		"the other, or give --role",
		draft->nopreempt != NULL
			? "nopreempt stands where state is BACKUP on both nodes"
			: "state and priority leave open which node is preferred");
}

static void choose_failback(const struct draft *draft)
{
	bool master =
		draft->state != NULL && strcmp(draft->state->words[1], "MASTER") == 0;

	if (draft->nopreempt != NULL && master) {
		migration_note(draft->migration,
			make_note(draft, draft->nopreempt, NOTE_OPEN, "failback"),
			"keepalived ignores it beside state MASTER; write failback: "
			"manual if the F-IPs shall stay, else leave it out");
	} else if (draft->nopreempt != NULL) {
		set(draft, draft->nopreempt, "failback", "manual");
	}
	if (draft->preempt_delay != NULL) {
		char text[64];

		snprintf(text, sizeof(text), "%s s", draft->preempt_delay->words[1]);
		set(draft, draft->preempt_delay, "failback_delay", text);
	} else if (draft->nopreempt == NULL) {
		migration_note(draft->migration,
			make_note(draft, draft->block, NOTE_NEEDLESS, "failback_delay"),
			"keepalived takes back at once, and fipd after 20 s of health, "
			"without loss; write failback_delay: 0 s for the same");
	}
}

static void choose_peer(const struct draft *draft)
{
	struct config *config = draft->config;
	const struct schema_row *row = schema_find("peer");
	struct fault fault;

	if (is_set(config, "peer")) {
		return;
	}
	if (draft->migration->wish.peer != NULL
		&& value_read(config, row, draft->migration->wish.peer, &fault)) {
		config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		return;
	}
	migration_note(draft->migration,
		make_note(draft, draft->block, NOTE_OPEN, "peer"),
		"without unicast_peer it finds the other node by multicast; write the "
		"other node's real IP, or give --peer");
}

/* Where keepalived's default is not fipd's, keepalived's is written. */
static void keep_default(const struct draft *draft, const char *setting,
	const char *text, const char *why)
{
	const struct schema_row *row = schema_find(setting);
	struct fault fault;

	if (!is_set(draft->config, setting)
		&& value_read(draft->config, row, text, &fault)) {
		draft->config->origin[schema_index(row)] = CONFIG_ORIGIN_FILE;
		migration_note(draft->migration,
			make_note(draft, draft->block, NOTE_NEEDLESS, setting), "%s",
			why);
	}
}

/* The name of a pair has fewer characters than that of an instance. */
static void choose_name(const struct draft *draft)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	char *name = draft->config->pair;

	snprintf(name, sizeof(draft->config->pair), "%.*s", CONFIG_NAME_MAX,
		draft->block->words[1]);
	while (name[strspn(name, allowed)] != '\0') {
		name[strspn(name, allowed)] = '-';
	}
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
		.priority = PRIORITY_USUAL,
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
		return complain(
			draft.block, "its name is missing, as in vrrp_instance VI_1 {");
	}
	if (!draft.block->has_block) {
		return complain(draft.block, "its block is missing: { ... }");
	}
	choose_name(&draft);
	if (!take_all(&draft, false) || !take_all(&draft, true)) {
		return false;
	}
	choose_role(&draft);
	choose_failback(&draft);
	choose_peer(&draft);
	keep_default(&draft, "interval", "1 s",
		"keepalived's advert_int is 1 s where none is written; fipd's own "
		"default is 2 s");
	keep_default(&draft, "count", "3",
		"keepalived takes a node for dead after 3 intervals; fipd's own "
		"default "
		"is 5");
	return true;
}
