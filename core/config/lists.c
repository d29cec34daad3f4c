#include "config/lists.h"

#include <stdio.h>
#include <string.h>

#include "config/address.h"
#include "config/schema_link.h"
#include "config/value.h"
#include "config/yaml_scalar.h"
#include "values/fault.h"
#include "words/narrate.h"

enum {
	SETTING_TEXT_SIZE = 32
};

static const struct config_networks *networks_of(
	const struct config *config, const struct schema_row *row)
{
	return (const void *)((const char *)config + row->offset);
}

bool lists_has(const struct schema_row *row)
{
	return row->type == SCHEMA_FIPS || row->type == SCHEMA_REFERENCES
	       || row->type == SCHEMA_KINDS || row->type == SCHEMA_NETWORKS
	       || row->type == SCHEMA_LINKS;
}

void lists_empty(struct config *config, const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		config->fip_count = 0;
	} else if (row->type == SCHEMA_REFERENCES) {
		config->reference_gateway = false;
		config->reference_count = 0;
	} else if (row->type == SCHEMA_KINDS) {
		config->muted = 0;
	} else if (row->type == SCHEMA_NETWORKS) {
		((struct config_networks *)(void *)((char *)config + row->offset))
			->count = 0;
	} else {
		config->link_count = 0;
	}
}

static const char *name_shape(const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		return "write [192.168.0.100/24], or one '- address/prefix' a line";
	}
	if (row->type == SCHEMA_REFERENCES) {
		return "write [gateway], or one '- address' a line";
	}
	if (row->type == SCHEMA_KINDS) {
		return "write [fipRestored], or one '- kind' a line";
	}
	if (row->type == SCHEMA_NETWORKS) {
		return "write [10.0.0.0/8], or one '- address/prefix' a line";
	}
	return "write one '- { interface: eth1, address: 10.0.0.1, peer: 10.0.0.2 }' a "
	       "line";
}

/* The row of the member whose name is at hand, or NULL: the fault was reported. */
static const struct schema_row *find_member(
	struct events *events, const bool seen[SCHEMA_LINK_ROWS])
{
	struct fault fault;
	struct quote quote;
	const char *name = scalar_text(events, &fault);
	const struct schema_row *row = name == NULL ? NULL : schema_link_find(name);

	if (name == NULL) {
		fault_say(&fault, "the name of a member is needed here");
	} else if (row == NULL) {
		fault_say(&fault,
			"%s: there is no such member; a link has name, "
			"interface, address and peer",
			fault_quote(&quote, name));
	} else if (seen[row - schema_link_rows()]) {
		fault_say(&fault, "%s: is set a second time", name);
		row = NULL;
	}
	if (row == NULL) {
		events_report(events, events_place(events), "links", fault.text);
	}
	return row;
}

/* A member that was given, but wrongly, is not missing as well. */
static void read_member(
	struct events *events, struct config_link *link, bool seen[SCHEMA_LINK_ROWS])
{
	const struct schema_row *row = find_member(events, seen);
	char setting[SETTING_TEXT_SIZE];

	if (!events_skip(events) || !events_next(events)) {
		return;
	}
	if (row == NULL) {
		events_skip(events);
		return;
	}
	seen[row - schema_link_rows()] = true;
	snprintf(setting, sizeof(setting), "links: %s", row->name);
	scalar_read(events, link, row, setting);
}

static void check_complete(
	struct events *events, struct position place, const bool seen[SCHEMA_LINK_ROWS])
{
	const struct schema_row *rows = schema_link_rows();
	struct fault fault;

	for (size_t i = 0; i < SCHEMA_LINK_ROWS; i++) {
		if (!seen[i] && strcmp(rows[i].name, "name") != 0) {
			fault_say(&fault, "%s is missing", rows[i].name);
			events_report(events, place, "links", fault.text);
		}
	}
}

/* Read one mapping; whether it is a link without a fault. */
static bool read_members(struct events *events, struct config_link *link)
{
	bool seen[SCHEMA_LINK_ROWS] = { false };
	size_t before = events->diagnostics->count;

	while (events_next(events) && events->event.type != YAML_MAPPING_END_EVENT) {
		read_member(events, link, seen);
	}
	if (!events->broken) {
		check_complete(events, link->place, seen);
	}
	if (link->name[0] == '\0') {
		snprintf(link->name, sizeof(link->name), "%s", link->interface);
	}
	return events->diagnostics->count == before;
}

static void read_link(struct events *events, struct config *config)
{
	struct config_link link = { .place = events_place(events) };
	struct fault fault;

	if (events->event.type != YAML_MAPPING_START_EVENT) {
		events_report(events, link.place, "links",
			"an entry is { interface: eth1, address: 10.0.0.1, "
			"peer: 10.0.0.2 }");
		events_skip(events);
	} else if (config->link_count == CONFIG_LINKS_MAX) {
		fault_say(&fault, "is one too many; %d are allowed", CONFIG_LINKS_MAX);
		events_report(events, link.place, "links", fault.text);
		events_skip(events);
	} else if (read_members(events, &link)) {
		config->links[config->link_count++] = link;
	}
}

void lists_read(
	struct events *events, struct config *config, const struct schema_row *row)
{
	struct position place = events_place(events);
	struct fault fault;
	size_t items = 0;

	lists_empty(config, row);
	if (events->event.type != YAML_SEQUENCE_START_EVENT) {
		fault_say(&fault, "is not a list; %s", name_shape(row));
		events_report(events, place, row->name, fault.text);
		events_skip(events);
		return;
	}
	for (; events_next(events) && events->event.type != YAML_SEQUENCE_END_EVENT;
		items++) {
		if (row->type == SCHEMA_LINKS) {
			read_link(events, config);
		} else {
			scalar_read(events, config, row, row->name);
		}
	}
	if (items == 0 && row->type == SCHEMA_FIPS && !events->broken) {
		events_report(events, place, row->name,
			"is an empty list; at least one F-IP is needed");
	}
}

/* The gateway, if it is one of the references, comes first. */
size_t lists_count(const struct config *config, const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		return config->fip_count;
	}
	if (row->type == SCHEMA_KINDS) {
		return (size_t)__builtin_popcount(config->muted);
	}
	if (row->type == SCHEMA_NETWORKS) {
		return networks_of(config, row)->count;
	}
	return row->type == SCHEMA_LINKS
		       ? config->link_count
		       : config->reference_count + (config->reference_gateway ? 1 : 0);
}

static void write_link(const struct config_link *link, char text[LISTS_ENTRY_SIZE])
{
	char own[IP_TEXT_SIZE], peer[IP_TEXT_SIZE];
	bool named = strcmp(link->name, link->interface) != 0;

	snprintf(text, LISTS_ENTRY_SIZE, "%s%s%s%s(%s>%s)", link->name,
		named ? "[" : "", named ? link->interface : "", named ? "]" : "",
		ip_write(link->address, own), ip_write(link->peer, peer));
}

static const char *kind_at(uint32_t kinds, size_t index)
{
	unsigned kind = 1;

	for (; kind < EVENT_LAST; kind++) {
		if ((kinds & event_bit((enum event_kind)kind)) != 0 && index-- == 0) {
			break;
		}
	}
	return narrate_kind((enum event_kind)kind);
}

void lists_write_entry(const struct config *config, const struct schema_row *row,
	size_t index, char text[LISTS_ENTRY_SIZE])
{
	if (row->type == SCHEMA_FIPS) {
		address_write_fip(&config->fips[index], text);
	} else if (row->type == SCHEMA_NETWORKS) {
		address_write_fip(&networks_of(config, row)->list[index], text);
	} else if (row->type == SCHEMA_LINKS) {
		write_link(&config->links[index], text);
	} else if (row->type == SCHEMA_KINDS) {
		snprintf(text, LISTS_ENTRY_SIZE, "%s", kind_at(config->muted, index));
	} else if (config->reference_gateway && index == 0) {
		snprintf(text, LISTS_ENTRY_SIZE, "gateway");
	} else {
		index -= config->reference_gateway ? 1 : 0;
		ip_write(config->references[index], text);
	}
}

const char *lists_write(const struct config *config, const struct schema_row *row,
	char *text, size_t size)
{
	static const char etc[] = "+...";
	size_t count = lists_count(config, row);
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char entry[LISTS_ENTRY_SIZE];

		lists_write_entry(config, row, i, entry);
		if (used + strlen(entry) + 1 + sizeof(etc) > size) {
			snprintf(text + used, size - used, "%s", etc);
			break;
		}
		used += (size_t)snprintf(
			text + used, size - used, "%s%s", i == 0 ? "" : "+", entry);
	}
	return text;
}

bool lists_equal(
	const struct config *a, const struct config *b, const struct schema_row *row)
{
	size_t count = lists_count(a, row);
	bool equal = count == lists_count(b, row);

	for (size_t i = 0; equal && i < count; i++) {
		char left[LISTS_ENTRY_SIZE], right[LISTS_ENTRY_SIZE];

		lists_write_entry(a, row, i, left);
		lists_write_entry(b, row, i, right);
		equal = strcmp(left, right) == 0;
	}
	return equal;
}
