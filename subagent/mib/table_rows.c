#include "mib/table_rows.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mib/snmp_value.h"

enum {
	STORAGE_VOLATILE = 2,
	STORAGE_NON_VOLATILE = 3,
};

/* The parts of a table. */
struct sources {
	enum address_table table;
	const struct status *status;
	const struct drafts *drafts;
};

/* The index of a row as bytes, and which row is to come there. */
struct place {
	uint8_t key[ADDRESSES_KEY_BYTES];
	uint8_t address_bytes;
	uint32_t from; /* those in force first, then drafts */
};

static const struct config_networks *networks_of(const struct sources *sources)
{
	return sources->table == ADDRESSES_DIRECT
		       ? &sources->status->config.pac.direct
		       : &sources->status->config.pac.clients;
}

static uint32_t count_in_force(const struct sources *sources)
{
	return sources->table == ADDRESSES_FIPS ? sources->status->fip_count
						: (uint32_t)networks_of(sources)->count;
}

static void fill_network(struct fip_status *row, const struct config_fip *network)
{
	ip_write(network->address, row->address);
	row->prefix_length = network->prefix_length;
}

static struct address_row make_row(const struct sources *sources, uint32_t from)
{
	struct address_row row = { .status = ROW_ACTIVE,
		.storage = STORAGE_NON_VOLATILE };
	uint32_t in_force = count_in_force(sources);
	const struct draft *draft;

	if (from < in_force && sources->table == ADDRESSES_FIPS) {
		row.fip = sources->status->fips[from];
		return row;
	}
	if (from < in_force) {
		fill_network(&row.fip, &networks_of(sources)->list[from]);
		return row;
	}
	draft = &sources->drafts->list[from - in_force];
	memcpy(row.fip.address, draft->address, sizeof(row.fip.address));
	row.fip.prefix_length = draft->prefix_length;
	row.fip.state = FIP_ABSENT;
	row.fip.state_age_ms = -1;
	row.status = draft->prefix_length > 0 ? ROW_NOT_IN_SERVICE : ROW_NOT_READY;
	row.storage = STORAGE_VOLATILE;
	return row;
}

static struct place find_place(const struct sources *sources, uint32_t from)
{
	struct place place = { .from = from };
	struct address_row row = make_row(sources, from);
	struct value value = { 0 };

	value_put_address_type(&value, row.fip.address);
	value_put_address(&value, row.fip.address);
	place.key[0] = (uint8_t)value.number;
	memcpy(place.key + 1, value.octets, value.length);
	place.address_bytes = (uint8_t)value.length;
	if (sources->table != ADDRESSES_FIPS) {
		place.key[sizeof(place.key) - 1] = (uint8_t)row.fip.prefix_length;
	}
	return place;
}

static int compare_keys(const struct place *a, const struct place *b)
{
	return memcmp(a->key, b->key, sizeof(a->key));
}

static int compare(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;
	int order = compare_keys(left, right);

	return order != 0 ? order : (int)left->from - (int)right->from;
}

static struct address_row place_row(
	const struct sources *sources, const struct place *place)
{
	struct address_row row = make_row(sources, place->from);

	memcpy(row.key, place->key, sizeof(row.key));
	row.address_bytes = place->address_bytes;
	return row;
}

void addresses_write(const struct fip_status *fip, char text[ADDRESSES_TEXT_BYTES])
{
	char prefix[8] = "";

	if (fip->prefix_length > 0) {
		snprintf(prefix, sizeof(prefix), "/%u",
			(unsigned)(uint8_t)fip->prefix_length);
	}
	snprintf(text, ADDRESSES_TEXT_BYTES, "%s%s", fip->address, prefix);
}

/* The text of a row, and where the row is. */
struct label {
	char text[ADDRESSES_TEXT_BYTES];
	uint16_t row;
};

static int compare_labels(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->text, ((const struct label *)b)->text);
}

static void sort_by_text(struct addresses *addresses)
{
	struct label labels[ADDRESSES_MAX];

	for (size_t i = 0; i < addresses->count; i++) {
		addresses_write(&addresses->list[i].fip, labels[i].text);
		labels[i].row = (uint16_t)i;
	}
	qsort(labels, addresses->count, sizeof(labels[0]), compare_labels);
	for (size_t i = 0; i < addresses->count; i++) {
		addresses->by_text[i] = labels[i].row;
	}
}

static bool has_same_name(const struct address_row *a, const struct address_row *b)
{
	return memcmp(a->key, b->key, sizeof(a->key)) == 0
	       && a->fip.prefix_length == b->fip.prefix_length;
}

/* Put a row at the end; false if another one was there before. */
static bool put_row(struct addresses *addresses, const struct address_row *row)
{
	struct address_row *place = &addresses->list[addresses->count++];
	bool same = has_same_name(place, row);

	*place = *row;
	return same;
}

/* A thousand texts are sorted only when the rows are others. */
static void make_table(struct addresses *addresses, const struct sources *sources)
{
	struct place places[ADDRESSES_MAX];
	size_t count = count_in_force(sources) + sources->drafts->count;
	size_t before = addresses->count;
	bool same = true;

	for (uint32_t i = 0; i < count; i++) {
		places[i] = find_place(sources, i);
	}
	qsort(places, count, sizeof(places[0]), compare);
	addresses->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || compare_keys(&places[i - 1], &places[i]) != 0) {
			struct address_row row = place_row(sources, &places[i]);

			same = put_row(addresses, &row) && same;
		}
	}
	if (!same || addresses->count != before) {
		sort_by_text(addresses);
	}
}

void addresses_make(struct addresses tables[ADDRESSES_TABLES],
	const struct status *status, const struct drafts drafts[ADDRESSES_TABLES])
{
	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		struct sources sources = {
			.table = (enum address_table)table,
			.status = status,
			.drafts = &drafts[table],
		};

		make_table(&tables[table], &sources);
	}
}

void addresses_grow(struct addresses tables[ADDRESSES_TABLES], int64_t elapsed_ms)
{
	struct addresses *fips = &tables[ADDRESSES_FIPS];

	for (size_t i = 0; i < fips->count; i++) {
		if (fips->list[i].fip.state_age_ms >= 0) {
			fips->list[i].fip.state_age_ms += elapsed_ms;
		}
	}
}
