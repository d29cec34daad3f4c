#include "config/list.h"

#include <stdio.h>
#include <string.h>

#include "config/tasks.h"
#include "config/value.h"
#include "config/yaml_text.h"
#include "schema/entries.h"
#include "words/narrate.h"

static const struct config_networks *networks_of(
	const struct config *config, const struct schema_row *row)
{
	return (const void *)((const char *)config + row->offset);
}

bool list_has(const struct schema_row *row)
{
	return row->type == SCHEMA_FIPS || row->type == SCHEMA_REFERENCES
	       || row->type == SCHEMA_KINDS || row->type == SCHEMA_NETWORKS
	       || row->type == SCHEMA_OCCASIONS || row->type == SCHEMA_COMMAND
	       || entry_of(row->type) != NULL;
}

static void *member_of(void *record, const struct schema_row *row)
{
	return (char *)record + row->offset;
}

void list_empty(void *record, const struct schema_row *row)
{
	struct config *config = record;

	if (row->type == SCHEMA_FIPS) {
		config->fip_count = 0;
	} else if (row->type == SCHEMA_REFERENCES) {
		config->reference_gateway = false;
		config->reference_count = 0;
	} else if (row->type == SCHEMA_KINDS) {
		*(uint64_t *)member_of(record, row) = 0;
	} else if (row->type == SCHEMA_NETWORKS) {
		((struct config_networks *)member_of(record, row))->count = 0;
	} else if (row->type == SCHEMA_OCCASIONS) {
		memset(member_of(record, row), 0, sizeof(struct task_occasions));
	} else if (row->type == SCHEMA_COMMAND) {
		memset(member_of(record, row), 0, sizeof(struct task_command));
	} else if (row->type == SCHEMA_CHECKS) {
		config->tasks.check_count = 0;
	} else if (row->type == SCHEMA_HOOKS) {
		config->tasks.hook_count = 0;
	} else {
		config->link_count = 0;
	}
}

/* The gateway, if it is one of the references, comes first. */
size_t list_count(const struct config *config, const struct schema_row *row)
{
	if (row->type == SCHEMA_FIPS) {
		return config->fip_count;
	}
	if (row->type == SCHEMA_KINDS) {
		return (size_t)__builtin_popcountll(config->muted);
	}
	if (row->type == SCHEMA_NETWORKS) {
		return networks_of(config, row)->count;
	}
	if (row->type == SCHEMA_CHECKS || row->type == SCHEMA_HOOKS) {
		return row->type == SCHEMA_CHECKS ? config->tasks.check_count
						  : config->tasks.hook_count;
	}
	return row->type == SCHEMA_LINKS
		       ? config->link_count
		       : config->reference_count + (config->reference_gateway ? 1 : 0);
}

static void write_link(const struct config_link *link, char text[LIST_ENTRY_SIZE])
{
	char own[IP_TEXT_SIZE], peer[IP_TEXT_SIZE];
	bool named = strcmp(link->name, link->interface) != 0;

	snprintf(text, LIST_ENTRY_SIZE, "%s%s%s%s(%s to %s)", link->name,
		named ? "[" : "", named ? link->interface : "", named ? "]" : "",
		ip_write(link->address, own), ip_write(link->peer, peer));
}

static const char *kind_at(uint64_t kinds, size_t index)
{
	unsigned kind = 1;

	for (; kind < EVENT_LAST; kind++) {
		if ((kinds & event_bit((enum event_kind)kind)) != 0 && index-- == 0) {
			break;
		}
	}
	return narrate_kind((enum event_kind)kind);
}

static void write_prefix(const struct config_fip *fip, char text[LIST_ENTRY_SIZE])
{
	ip_write_prefix(fip->address, fip->prefix_length, text);
}

/* Write an entry of the list of a row. */
static void write_entry(const struct config *config, const struct schema_row *row,
	size_t index, char text[LIST_ENTRY_SIZE])
{
	if (row->type == SCHEMA_FIPS) {
		write_prefix(&config->fips[index], text);
	} else if (row->type == SCHEMA_NETWORKS) {
		write_prefix(&networks_of(config, row)->list[index], text);
	} else if (row->type == SCHEMA_LINKS) {
		write_link(&config->links[index], text);
	} else if (row->type == SCHEMA_KINDS) {
		snprintf(text, LIST_ENTRY_SIZE, "%s", kind_at(config->muted, index));
	} else if (row->type == SCHEMA_CHECKS) {
		snprintf(text, LIST_ENTRY_SIZE, "%s", config->tasks.checks[index].name);
	} else if (row->type == SCHEMA_HOOKS) {
		snprintf(text, LIST_ENTRY_SIZE, "%s", config->tasks.hooks[index].name);
	} else if (config->reference_gateway && index == 0) {
		snprintf(text, LIST_ENTRY_SIZE, "gateway");
	} else {
		index -= config->reference_gateway ? 1 : 0;
		ip_write(config->references[index], text);
	}
}

const char *list_write(const struct config *config, const struct schema_row *row,
	const char *between, char *text, size_t size)
{
	size_t between_bytes = strlen(between);
	size_t count = list_count(config, row);
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		char entry[LIST_ENTRY_SIZE];

		write_entry(config, row, i, entry);
		if (used + strlen(entry) + 2 * between_bytes + sizeof("...") > size) {
			snprintf(text + used, size - used, "%s...", between);
			break;
		}
		used += (size_t)snprintf(
			text + used, size - used, "%s%s", i == 0 ? "" : between, entry);
	}
	return text;
}

bool list_equal(
	const struct config *a, const struct config *b, const struct schema_row *row)
{
	size_t count = list_count(a, row);
	bool equal = count == list_count(b, row);

	if (row->type == SCHEMA_CHECKS || row->type == SCHEMA_HOOKS) {
		return tasks_equal(&a->tasks, &b->tasks, row->type);
	}
	for (size_t i = 0; equal && i < count; i++) {
		char left[LIST_ENTRY_SIZE], right[LIST_ENTRY_SIZE];

		write_entry(a, row, i, left);
		write_entry(b, row, i, right);
		equal = strcmp(left, right) == 0;
	}
	return equal;
}

static const char no_entry[] = " \t,[]\"";

bool list_is_inline(const struct schema_row *row)
{
	return list_has(row) && entry_of(row->type) == NULL;
}

static bool read_entry(struct config *config, const struct schema_row *row,
	const char *text, size_t length, struct fault *fault)
{
	char entry[IP_PREFIX_TEXT_SIZE];
	struct quote quote;

	if (length >= sizeof(entry)) {
		return fault_write(
			fault, "'%s' is too long", fault_quote(&quote, text));
	}
	memcpy(entry, text, length);
	entry[length] = '\0';
	return value_read(config, row, entry, fault);
}

bool list_read_inline(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault)
{
	struct config next = *config;

	list_empty(&next, row);
	for (text += strspn(text, no_entry); *text != '\0';
		text += strspn(text, no_entry)) {
		size_t length = strcspn(text, no_entry);

		if (!read_entry(&next, row, text, length, fault)) {
			return false;
		}
		text += length;
	}
	*config = next;
	return true;
}

size_t list_write_inline(const struct config *config, const struct schema_row *row,
	char *text, size_t size)
{
	size_t used = yaml_text_add(text, size, 0, "[");

	for (size_t i = 0; i < list_count(config, row); i++) {
		char entry[LIST_ENTRY_SIZE];

		write_entry(config, row, i, entry);
		used = yaml_text_add(text, size, used, i == 0 ? "" : ", ");
		used = yaml_text_add_value(text, size, used, entry);
	}
	return yaml_text_add(text, size, used, "]");
}
