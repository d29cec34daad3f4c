#include "segment/claims.h"

#include <string.h>

void claims_init(struct claims *claims, const struct claims_listener *listener,
	struct ip peer, const struct config_fip *list, size_t count)
{
	memset(claims, 0, sizeof(*claims));
	claims->listener = *listener;
	claims->peer = peer;
	fiplist_init(&claims->list, list, count, 0);
}

static bool may_be_peer(const struct claims *claims, const uint8_t mac[6])
{
	return !claims->peer_known || memcmp(mac, claims->peer_mac, MAC_BYTES) == 0;
}

static void hear_probe(struct claims *claims, const struct frame_heard *heard)
{
	size_t place;

	if (fiplist_find(&claims->list, heard->asked, &place)
		&& may_be_peer(claims, heard->mac)) {
		claims->listener.on_rival(claims->listener.context);
	}
}

static void hear_claim(struct claims *claims, const struct frame_heard *heard)
{
	bool by_peer;
	size_t place;

	if (ip_equal(heard->claimed, claims->peer)) {
		memcpy(claims->peer_mac, heard->mac, MAC_BYTES);
		claims->peer_known = true;
	}
	if (!fiplist_find(&claims->list, heard->claimed, &place)) {
		return;
	}
	by_peer = may_be_peer(claims, heard->mac);
	if (!by_peer) {
		claims->conflicts[place].count++;
		memcpy(claims->conflicts[place].mac, heard->mac, MAC_BYTES);
	}
	claims->listener.on_answered(
		heard->claimed, heard->mac, by_peer, claims->listener.context);
}

/* An answer to this node, not what the reference says to others or to all. */
static void hear_reference(struct claims *claims, const struct frame_heard *heard,
	const uint8_t own_mac[6])
{
	if (ip_is_set(heard->asked)
		|| memcmp(heard->destination, own_mac, MAC_BYTES) != 0) {
		return;
	}
	for (size_t i = 0; i < claims->reference_count; i++) {
		if (ip_equal(claims->references[i], heard->claimed)) {
			claims->listener.on_reference(claims->listener.context);
			return;
		}
	}
}

void claims_take(struct claims *claims, const struct frame_heard *heard,
	const uint8_t own_mac[6])
{
	if (memcmp(heard->source, own_mac, MAC_BYTES) == 0
		|| memcmp(heard->mac, own_mac, MAC_BYTES) == 0) {
		return;
	}
	if (ip_is_set(heard->claimed)) {
		hear_claim(claims, heard);
		hear_reference(claims, heard, own_mac);
	} else {
		hear_probe(claims, heard);
	}
}

void claims_tell(const struct claims *claims, struct status *status)
{
	for (size_t i = 0; i < claims->list.count; i++) {
		const struct claims_conflicts *conflicts = &claims->conflicts[i];

		status->fips[i].conflicts = conflicts->count;
		status->fips[i].conflict_mac[0] = '\0';
		if (conflicts->count > 0) {
			mac_to_text(status->fips[i].conflict_mac, conflicts->mac);
		}
	}
}
