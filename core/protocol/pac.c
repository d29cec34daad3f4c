#include "protocol/pac.h"

#include <string.h>

#include "protocol/fields.h"

#define ROW(key, type, member, words) FIELD_OF(pac, NULL, key, type, member, words)

/* clang-format off */
/* table */
static const struct field PAC_FIELDS[] = {
	ROW("enabled", FIELD_BOOLEAN, enabled, NULL),
	ROW("share", FIELD_BOOLEAN, share, NULL),
	ROW("first", FIELD_BOOLEAN, first, NULL),
	ROW("split", FIELD_WORD, split, &words_pac_split),
	ROW("port", FIELD_U32, port, NULL),
	ROW("proxy", FIELD_TEXT, own.host, NULL),
	ROW("proxy_port", FIELD_U32, own.port, NULL),
	ROW("proxy_weight", FIELD_U32, own.weight, NULL),
	ROW("peer_proxy", FIELD_TEXT, peer.host, NULL),
	ROW("peer_proxy_port", FIELD_U32, peer.port, NULL),
	ROW("peer_proxy_weight", FIELD_U32, peer.weight, NULL),
	ROW("requests", FIELD_U64, requests, NULL),
};
/* clang-format on */

static const struct fields FIELDS = {
	PAC_FIELDS,
	sizeof(PAC_FIELDS) / sizeof(PAC_FIELDS[0]),
};

static json_t *list_networks(const struct pac_networks *networks)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < networks->count && i < PAC_NETWORKS_MAX; i++) {
		const char *text = networks->list[i];
		size_t length = strnlen(text, PAC_NETWORK_MAX);

		if (json_array_append_new(list, json_stringn(text, length)) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *pac_to_json(const struct pac *pac)
{
	json_t *json = fields_to_json(&FIELDS, pac);
	json_t *direct = list_networks(&pac->direct);
	json_t *clients = list_networks(&pac->clients);
	/* The setters take the lists over even when they fail. */
	bool good = json_object_set_new(json, "direct_networks", direct) == 0;

	good = json_object_set_new(json, "client_networks", clients) == 0 && good;
	if (!good) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static bool take_networks(struct pac_networks *networks, const json_t *list)
{
	if (list == NULL) {
		return true;
	}
	if (!json_is_array(list) || json_array_size(list) > PAC_NETWORKS_MAX) {
		return false;
	}
	networks->count = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (text == NULL || strlen(text) > PAC_NETWORK_MAX) {
			return false;
		}
		strcpy(networks->list[networks->count++], text);
	}
	return true;
}

bool pac_from_json(struct pac *pac, const json_t *json)
{
	struct pac found = *pac;
	size_t taken;

	if (json == NULL) {
		return true;
	}
	if (!fields_from_json(&FIELDS, &found, json, &taken)
		|| !take_networks(
			&found.direct, json_object_get(json, "direct_networks"))
		|| !take_networks(
			&found.clients, json_object_get(json, "client_networks"))) {
		return false;
	}
	*pac = found;
	return true;
}
