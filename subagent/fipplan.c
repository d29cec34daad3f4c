#include "subagent/fipplan.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	INDEX_HEAD = 2, /* kind and length */
	KIND_IPV4 = 1,
	KIND_IPV6 = 2,
	ENTRY_BYTES = ROWS_NAME_MAX + 8,
};

bool fipplan_read_index(const struct oid *index, char address[ROWS_NAME_MAX + 1])
{
	uint8_t bytes[sizeof(struct in6_addr)];
	bool v4 = index->length == INDEX_HEAD + sizeof(struct in_addr)
		  && index->arcs[0] == KIND_IPV4;
	bool v6 = index->length == INDEX_HEAD + sizeof(struct in6_addr)
		  && index->arcs[0] == KIND_IPV6;
	if ((!v4 && !v6) || index->arcs[1] != index->length - INDEX_HEAD) {
		return false;
	}
	for (size_t i = INDEX_HEAD; i < index->length; i++) {
		if (index->arcs[i] > UINT8_MAX) {
			return false;
		}
		bytes[i - INDEX_HEAD] = (uint8_t)index->arcs[i];
	}
	return inet_ntop(v4 ? AF_INET : AF_INET6, bytes, address, ROWS_NAME_MAX + 1)
	       != NULL;
}

void fipplan_begin(struct fipplan *plan, const struct view *view)
{
	plan->changes = false;
	plan->drafts = view->agent->drafts;
	plan->rows = view->agent->addresses;
}

static struct address_row *find(struct fipplan *plan, const char *address)
{
	for (size_t i = 0; i < plan->rows.count; i++) {
		if (strcmp(plan->rows.list[i].fip.address, address) == 0) {
			return &plan->rows.list[i];
		}
	}
	return NULL;
}

static bool refuse(struct refusal *refusal, const struct wish *wish, const char *why)
{
	return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, wish->varbind,
		"fipdAddressStatus: %s %s", wish->address, why);
}

/* Whether a row may become what is wished; the prefix length is in it already. */
static bool check(
	const struct address_row *row, const struct wish *wish, struct refusal *refusal)
{
	bool creates = wish->status == ROW_CREATE_AND_GO
		       || wish->status == ROW_CREATE_AND_WAIT;
	bool ready = (row != NULL && row->fip.prefix_length > 0)
		     || (wish->prefixed && wish->prefix_length > 0);
	if (creates && row != NULL) {
		return refuse(refusal, wish, "is a row already");
	}
	if (!creates && row == NULL) {
		refuse(refusal, wish,
			"is no row; createAndGo or createAndWait makes one");
		if (wish->status == 0) {
			refusal->code = REFUSAL_INCONSISTENT_NAME;
		}
		return false;
	}
	if (!ready && wish->status != ROW_CREATE_AND_WAIT) {
		return refuse(refusal, wish,
			"has no prefix length yet: set fipdAddressPrefixLength too");
	}
	return true;
}

static struct address_row *add_row(
	struct fipplan *plan, const struct wish *wish, struct refusal *refusal)
{
	if (plan->rows.count == ADDRESSES_MAX) {
		refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE, wish->varbind,
			"%s is one row too many; %d F-IPs are allowed", wish->address,
			STATUS_FIPS_MAX);
		return NULL;
	}
	struct address_row *row = &plan->rows.list[plan->rows.count++];
	memset(row, 0, sizeof(*row));
	memcpy(row->fip.address, wish->address, sizeof(row->fip.address));
	return row;
}

static void drop_row(struct fipplan *plan, struct address_row *row)
{
	*row = plan->rows.list[--plan->rows.count];
}

/* The status that a row has after a wish that was checked. */
static uint32_t status_after(const struct address_row *row, const struct wish *wish)
{
	switch (wish->status) {
	case ROW_ACTIVE:
	case ROW_CREATE_AND_GO:
		return ROW_ACTIVE;
	case 0:
		if (row->status == ROW_ACTIVE) {
			return ROW_ACTIVE;
		}
		break;
	default:
		break;
	}
	return row->fip.prefix_length > 0 ? ROW_NOT_IN_SERVICE : ROW_NOT_READY;
}

static bool list_drafts(
	struct fipplan *plan, const struct wish *wish, struct refusal *refusal)
{
	struct drafts *drafts = &plan->drafts;
	drafts->count = 0;
	for (size_t i = 0; i < plan->rows.count; i++) {
		const struct address_row *row = &plan->rows.list[i];
		if (row->status == ROW_ACTIVE) {
			continue;
		}
		if (drafts->count == ADDRESSES_DRAFTS_MAX) {
			return refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE,
				wish->varbind,
				"more than %d rows would not be in force",
				ADDRESSES_DRAFTS_MAX);
		}
		struct draft *draft = &drafts->list[drafts->count++];
		memcpy(draft->address, row->fip.address, sizeof(draft->address));
		draft->prefix_length = row->fip.prefix_length;
	}
	return true;
}

static bool apply(struct fipplan *plan, const struct wish *wish,
	struct address_row *row, struct refusal *refusal)
{
	bool was_active = row != NULL && row->status == ROW_ACTIVE;
	uint32_t old_prefix = row == NULL ? 0 : row->fip.prefix_length;
	if (row == NULL) {
		row = add_row(plan, wish, refusal);
	}
	if (row == NULL) {
		return false;
	}
	if (wish->prefixed) {
		row->fip.prefix_length = wish->prefix_length;
	}
	row->status = status_after(row, wish);
	bool is_active = row->status == ROW_ACTIVE;
	plan->changes = plan->changes || was_active != is_active
			|| (is_active && old_prefix != row->fip.prefix_length);
	return true;
}

bool fipplan_grant(
	struct fipplan *plan, const struct wish *wish, struct refusal *refusal)
{
	struct address_row *row = find(plan, wish->address);
	if (wish->status == ROW_DESTROY) {
		if (row != NULL) {
			plan->changes = plan->changes || row->status == ROW_ACTIVE;
			drop_row(plan, row);
		}
		return list_drafts(plan, wish, refusal);
	}
	return check(row, wish, refusal) && apply(plan, wish, row, refusal)
	       && list_drafts(plan, wish, refusal);
}

bool fipplan_is_empty(const struct fipplan *plan)
{
	for (size_t i = 0; i < plan->rows.count; i++) {
		if (plan->rows.list[i].status == ROW_ACTIVE) {
			return false;
		}
	}
	return true;
}

json_t *fipplan_setting(const struct fipplan *plan)
{
	size_t size = plan->rows.count * ENTRY_BYTES + 1;
	char *text = calloc(1, size);
	size_t used = 0;
	for (size_t i = 0; text != NULL && i < plan->rows.count; i++) {
		const struct address_row *row = &plan->rows.list[i];
		if (row->status == ROW_ACTIVE) {
			used += (size_t)snprintf(text + used, size - used,
				"%s%s/%" PRIu32, used == 0 ? "" : ", ",
				row->fip.address, row->fip.prefix_length);
		}
	}
	json_t *setting =
		text == NULL ? NULL
			     : json_pack("{s:s, s:s}", "name", "fips", "value", text);
	free(text);
	return setting;
}
