#include "set/row_status.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	INDEX_HEAD = 2, /* kind and length */
	KIND_IPV4 = 1,
	KIND_IPV6 = 2,
	ENTRY_BYTES = STATUS_NAME_MAX + 8,
};

/* The words for a table, for the operator and for fipd. */
static const struct {
	const char *status; /* its column of RowStatus */
	const char *setting;
	uint32_t most;
} about[ADDRESSES_TABLES] = {
	[ADDRESSES_FIPS] = { "fipdAddressStatus", "fips", STATUS_FIPS_MAX },
	[ADDRESSES_DIRECT] = { "fipdPacDirectStatus", "direct_networks",
		CONFIG_NETWORKS_MAX },
	[ADDRESSES_CLIENTS] = { "fipdPacClientStatus", "client_networks",
		CONFIG_NETWORKS_MAX },
};

/* The bytes of an address: from index INDEX_HEAD on, as many as its length says. */
static bool read_address(const struct oid *index, char address[STATUS_NAME_MAX + 1])
{
	uint8_t bytes[sizeof(struct in6_addr)];
	bool v4 =
		index->arcs[0] == KIND_IPV4 && index->arcs[1] == sizeof(struct in_addr);
	bool v6 = index->arcs[0] == KIND_IPV6
		  && index->arcs[1] == sizeof(struct in6_addr);

	if ((!v4 && !v6) || index->length < INDEX_HEAD + index->arcs[1]) {
		return false;
	}
	for (size_t i = 0; i < index->arcs[1]; i++) {
		if (index->arcs[INDEX_HEAD + i] > UINT8_MAX) {
			return false;
		}
		bytes[i] = (uint8_t)index->arcs[INDEX_HEAD + i];
	}
	return inet_ntop(v4 ? AF_INET : AF_INET6, bytes, address, STATUS_NAME_MAX + 1)
	       != NULL;
}

bool row_status_read_index(const struct oid *index, struct row_key *key)
{
	size_t end;

	if (index->length <= INDEX_HEAD || !read_address(index, key->address)) {
		return false;
	}
	end = INDEX_HEAD + index->arcs[1];
	if (key->table == ADDRESSES_FIPS) {
		return index->length == end;
	}
	if (index->length != end + 1 || index->arcs[end] == 0
		|| index->arcs[end] > index->arcs[1] * 8) {
		return false;
	}
	key->prefix_length = index->arcs[end];
	return true;
}

/* "192.168.0.101/24": the text of an IMPLIED index. */
static bool read_letters(const struct oid *index, char text[ADDRESSES_TEXT_BYTES])
{
	if (index->length == 0 || index->length >= ADDRESSES_TEXT_BYTES) {
		return false;
	}
	for (size_t i = 0; i < index->length; i++) {
		if (index->arcs[i] <= ' ' || index->arcs[i] >= 0x7f) {
			return false;
		}
		text[i] = (char)index->arcs[i];
	}
	text[index->length] = '\0';
	return true;
}

/* Read "24"; 0 if it is no prefix length of such an address. */
static uint32_t read_prefix(const char *text, int family)
{
	unsigned long most = family == AF_INET ? 32 : 128;
	size_t digits = strspn(text, "0123456789");
	unsigned long prefix = digits <= 3 ? strtoul(text, NULL, 10) : 0;

	return digits > 0 && text[digits] == '\0' && prefix <= most ? (uint32_t)prefix
								    : 0;
}

bool row_status_read_name(
	const struct oid *index, struct row_key *key, uint32_t *prefix_length)
{
	char text[ADDRESSES_TEXT_BYTES];
	uint8_t bytes[sizeof(struct in6_addr)];
	char *slash;
	int family;

	if (!read_letters(index, text)) {
		return false;
	}
	slash = strchr(text, '/');
	if (slash != NULL) {
		*slash = '\0';
	}
	family = strchr(text, ':') == NULL ? AF_INET : AF_INET6;
	*prefix_length = slash == NULL ? 0 : read_prefix(slash + 1, family);
	if (inet_pton(family, text, bytes) != 1
		|| (*prefix_length == 0
			&& (slash != NULL || key->table != ADDRESSES_FIPS))) {
		return false;
	}
	if (key->table != ADDRESSES_FIPS) {
		key->prefix_length = *prefix_length;
	}
	return inet_ntop(family, bytes, key->address, sizeof(key->address)) != NULL;
}

bool row_status_is_same(const struct row_key *a, const struct row_key *b)
{
	return a->table == b->table && a->prefix_length == b->prefix_length
	       && strcmp(a->address, b->address) == 0;
}

bool row_status_is_told(const struct row_key *key, const char *text)
{
	static const char of_addresses[] = "0123456789abcdef.:";
	size_t length = strlen(key->address);
	const char *found = length == 0 ? NULL : strstr(text, key->address);

	for (; found != NULL; found = strstr(found + 1, key->address)) {
		bool begins = found == text || strchr(of_addresses, found[-1]) == NULL;
		char next = found[length];

		/* A full stop or a colon may end the address and not go on with it. */
		if (begins && (next == '\0' || !isxdigit((unsigned char)next))) {
			return true;
		}
	}
	return false;
}

static void begin(
	struct rowplan *plan, const struct view *view, enum address_table table)
{
	plan->table = table;
	plan->begun = true;
	plan->changes = false;
	plan->drafts = view->agent->drafts[table];
	plan->rows = view->agent->addresses[table];
}

static struct address_row *find(struct rowplan *plan, const struct row_key *key)
{
	for (size_t i = 0; i < plan->rows.count; i++) {
		struct address_row *row = &plan->rows.list[i];

		if (strcmp(row->fip.address, key->address) == 0
			&& (plan->table == ADDRESSES_FIPS
				|| row->fip.prefix_length == key->prefix_length)) {
			return row;
		}
	}
	return NULL;
}

static bool refuse(struct refusal *refusal, const struct wish *wish, const char *why)
{
	const struct row_key *key = &wish->key;
	char prefix[16] = "";

	if (key->table != ADDRESSES_FIPS) {
		snprintf(prefix, sizeof(prefix), "/%" PRIu32, key->prefix_length);
	}
	return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, wish->varbind,
		"%s: %s%s %s", about[key->table].status, key->address, prefix, why);
}

/* Who names an F-IP with its prefix length means that one, unless he makes it. */
static bool check_name(
	const struct address_row *row, const struct wish *wish, struct refusal *refusal)
{
	if (row != NULL && wish->named_prefix != 0 && row->fip.prefix_length != 0
		&& wish->named_prefix != row->fip.prefix_length) {
		char why[64];

		snprintf(why, sizeof(why), "is there with the prefix length %" PRIu32,
			row->fip.prefix_length);
		return refuse(refusal, wish, why);
	}
	return true;
}

/* Return whether a row may become what is wished; the prefix length is in it already.
 */
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
			"has no prefix length yet: set fipdAddressPrefixLength too, or "
			"name it with it in fipdFipStatus");
	}
	return true;
}

static struct address_row *add_row(
	struct rowplan *plan, const struct wish *wish, struct refusal *refusal)
{
	struct address_row *row;

	if (plan->rows.count == ADDRESSES_MAX) {
		refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE, wish->varbind,
			"%s is one row too many; %" PRIu32 " are allowed in force",
			wish->key.address, about[plan->table].most);
		return NULL;
	}
	row = &plan->rows.list[plan->rows.count++];
	memset(row, 0, sizeof(*row));
	memcpy(row->fip.address, wish->key.address, sizeof(row->fip.address));
	return row;
}

static void drop_row(struct rowplan *plan, struct address_row *row)
{
	const struct address_row *end = plan->rows.list + plan->rows.count;

	memmove(row, row + 1, (size_t)(end - (row + 1)) * sizeof(*row));
	plan->rows.count--;
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

static bool apply(struct rowplan *plan, const struct wish *wish,
	struct address_row *row, struct refusal *refusal)
{
	bool was_active = row != NULL && row->status == ROW_ACTIVE;
	uint32_t old_prefix = row == NULL ? 0 : row->fip.prefix_length;
	bool is_active;

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
	is_active = row->status == ROW_ACTIVE;
	plan->changes = plan->changes || was_active != is_active
			|| (is_active && old_prefix != row->fip.prefix_length);
	return true;
}

/* Let a wish come true in the plan; false with a refusal. */
static bool grant(
	struct rowplan *plan, const struct wish *wish, struct refusal *refusal)
{
	struct address_row *row = find(plan, &wish->key);

	if (!check_name(row, wish, refusal)) {
		return false;
	}
	if (wish->status == ROW_DESTROY) {
		if (row != NULL) {
			plan->changes = plan->changes || row->status == ROW_ACTIVE;
			drop_row(plan, row);
		}
		return true;
	}
	return check(row, wish, refusal) && apply(plan, wish, row, refusal);
}

/* When every wish has been granted: list the drafts; false with a refusal that blames
 * varbind if they are too many. */
static bool finish(struct rowplan *plan, size_t varbind, struct refusal *refusal)
{
	struct drafts *drafts = &plan->drafts;

	drafts->count = 0;
	for (size_t i = 0; i < plan->rows.count; i++) {
		const struct address_row *row = &plan->rows.list[i];
		struct draft *draft;

		if (row->status == ROW_ACTIVE) {
			continue;
		}
		if (drafts->count == ADDRESSES_DRAFTS_MAX) {
			return refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE,
				varbind, "more than %d rows would not be in force",
				ADDRESSES_DRAFTS_MAX);
		}
		draft = &drafts->list[drafts->count++];
		memcpy(draft->address, row->fip.address, sizeof(draft->address));
		draft->prefix_length = row->fip.prefix_length;
	}
	return true;
}

bool row_status_plan(struct rowplan plans[ADDRESSES_TABLES], const struct view *view,
	const struct wish *wishes, size_t count, struct refusal *refusal)
{
	size_t last[ADDRESSES_TABLES] = { 0 };

	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		plans[table].begun = false;
	}
	for (size_t i = 0; i < count; i++) {
		struct rowplan *plan = &plans[wishes[i].key.table];

		if (!plan->begun) {
			begin(plan, view, wishes[i].key.table);
		}
		last[plan->table] = wishes[i].varbind;
		if (!grant(plan, &wishes[i], refusal)) {
			return false;
		}
	}
	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		struct rowplan *plan = &plans[table];

		if (plan->begun && !finish(plan, last[table], refusal)) {
			return false;
		}
	}
	return true;
}

json_t *row_status_setting(const struct rowplan *plan)
{
	size_t size = plan->rows.count * ENTRY_BYTES + 1;
	char *text = calloc(1, size);
	size_t used = 0;
	json_t *setting;

	for (size_t i = 0; text != NULL && i < plan->rows.count; i++) {
		const struct address_row *row = &plan->rows.list[i];

		if (row->status == ROW_ACTIVE) {
			used += (size_t)snprintf(text + used, size - used,
				"%s%s/%" PRIu32, used == 0 ? "" : ", ",
				row->fip.address, row->fip.prefix_length);
		}
	}
	setting = text == NULL ? NULL
			       : json_pack("{s:s, s:s}", "name",
				       about[plan->table].setting, "value", text);
	free(text);
	return setting;
}
