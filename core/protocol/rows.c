#include "protocol/rows.h"

#include "protocol/fields.h"

#define FIP(key, type, member, words)                                                  \
	FIELD_OF(fip_status, NULL, key, type, member, words)
#define LINK(key, type, member, words)                                                 \
	FIELD_OF(link_status, NULL, key, type, member, words)

/* clang-format off */
/* table */
static const struct field FIP_FIELDS[] = {
	FIP("address", FIELD_TEXT, address, NULL),
	FIP("prefix_length", FIELD_U32, prefix_length, NULL),
	FIP("interface_index", FIELD_U32, interface_index, NULL),
	FIP("state", FIELD_WORD, state, &words_fip_state),
	FIP("state_age_ms", FIELD_AGE, state_age_ms, NULL),
	FIP("announcements", FIELD_U64, announcements, NULL),
	FIP("conflicts", FIELD_U64, conflicts, NULL),
	FIP("conflict_mac", FIELD_TEXT, conflict_mac, NULL),
};

/* table */
static const struct field LINK_FIELDS[] = {
	LINK("name", FIELD_TEXT, name, NULL),
	LINK("interface", FIELD_TEXT, interface, NULL),
	LINK("interface_index", FIELD_U32, interface_index, NULL),
	LINK("own_address", FIELD_TEXT, own_address, NULL),
	LINK("peer_address", FIELD_TEXT, peer_address, NULL),
	LINK("port", FIELD_U32, port, NULL),
	LINK("state", FIELD_WORD, state, &words_link_state),
	LINK("trouble", FIELD_WORD, trouble, &words_link_trouble),
	LINK("round_trip_us", FIELD_U32, round_trip_us, NULL),
	LINK("jitter_us", FIELD_U32, jitter_us, NULL),
	LINK("state_age_ms", FIELD_AGE, state_age_ms, NULL),
	LINK("heard_age_ms", FIELD_AGE, heard_age_ms, NULL),
	LINK("sent", FIELD_U64, sent, NULL),
	LINK("received", FIELD_U64, received, NULL),
	LINK("lost", FIELD_U64, lost, NULL),
	LINK("duplicates", FIELD_U64, duplicates, NULL),
	LINK("unauthenticated", FIELD_U64, unauthenticated, NULL),
	LINK("malformed", FIELD_U64, malformed, NULL),
	LINK("send_errors", FIELD_U64, send_errors, NULL),
	LINK("downs", FIELD_U64, downs, NULL),
};
/* clang-format on */

static const struct fields FIPS = {
	FIP_FIELDS,
	sizeof(FIP_FIELDS) / sizeof(FIP_FIELDS[0]),
};
static const struct fields LINKS = {
	LINK_FIELDS,
	sizeof(LINK_FIELDS) / sizeof(LINK_FIELDS[0]),
};

json_t *rows_fip_to_json(const struct fip_status *fip)
{
	return fields_to_json(&FIPS, fip);
}

json_t *rows_link_to_json(const struct link_status *link)
{
	return fields_to_json(&LINKS, link);
}

bool rows_fip_from_json(struct fip_status *fip, const json_t *json)
{
	size_t taken;

	return fields_from_json(&FIPS, fip, json, &taken);
}

bool rows_link_from_json(struct link_status *link, const json_t *json)
{
	size_t taken;

	return fields_from_json(&LINKS, link, json, &taken);
}

void rows_fip_grow(struct fip_status *fip, int64_t elapsed_ms)
{
	fields_grow(&FIPS, fip, elapsed_ms);
}

void rows_link_grow(struct link_status *link, int64_t elapsed_ms)
{
	fields_grow(&LINKS, link, elapsed_ms);
}
