#include "segment/classifier.h"

#include <string.h>

void classifier_init(struct classifier *classifier,
	const struct classifier_listener *listener, struct ip peer,
	const struct config_fip *list, size_t count)
{
	memset(classifier, 0, sizeof(*classifier));
	classifier->listener = *listener;
	classifier->peer = peer;
	fip_list_init(&classifier->list, list, count, 0);
}

static bool may_be_peer(const struct classifier *classifier, const uint8_t mac[6])
{
	return !classifier->peer_known
	       || memcmp(mac, classifier->peer_mac, MAC_BYTES) == 0;
}

static void hear_probe(struct classifier *classifier, const struct frame_heard *heard)
{
	size_t place;

	if (fip_list_find(&classifier->list, heard->asked, &place)
		&& may_be_peer(classifier, heard->mac)) {
		classifier->listener.on_rival(classifier->listener.context);
	}
}

static void hear_claim(struct classifier *classifier, const struct frame_heard *heard)
{
	bool by_peer;
	size_t place;

	if (ip_equal(heard->claimed, classifier->peer)) {
		memcpy(classifier->peer_mac, heard->mac, MAC_BYTES);
		classifier->peer_known = true;
	}
	if (!fip_list_find(&classifier->list, heard->claimed, &place)) {
		return;
	}
	by_peer = may_be_peer(classifier, heard->mac);
	if (!by_peer) {
		classifier->conflicts[place].count++;
		memcpy(classifier->conflicts[place].mac, heard->mac, MAC_BYTES);
	}
	classifier->listener.on_answered(
		heard->claimed, heard->mac, by_peer, classifier->listener.context);
}

/* An answer to this node, not what the reference says to others or to all. */
static void hear_reference(struct classifier *classifier,
	const struct frame_heard *heard, const uint8_t own_mac[6])
{
	if (ip_is_set(heard->asked)
		|| memcmp(heard->destination, own_mac, MAC_BYTES) != 0) {
		return;
	}
	for (size_t i = 0; i < classifier->reference_count; i++) {
		if (ip_equal(classifier->references[i], heard->claimed)) {
			classifier->listener.on_reference(classifier->listener.context);
			return;
		}
	}
}

void classifier_take(struct classifier *classifier, const struct frame_heard *heard,
	const uint8_t own_mac[6])
{
	if (memcmp(heard->source, own_mac, MAC_BYTES) == 0
		|| memcmp(heard->mac, own_mac, MAC_BYTES) == 0) {
		return;
	}
	if (ip_is_set(heard->claimed)) {
		hear_claim(classifier, heard);
		hear_reference(classifier, heard, own_mac);
	} else {
		hear_probe(classifier, heard);
	}
}

void classifier_tell(const struct classifier *classifier, struct status *status)
{
	for (size_t i = 0; i < classifier->list.count; i++) {
		const struct classifier_conflicts *conflicts =
			&classifier->conflicts[i];

		status->fips[i].conflicts = conflicts->count;
		status->fips[i].conflict_mac[0] = '\0';
		if (conflicts->count > 0) {
			mac_to_text(status->fips[i].conflict_mac, conflicts->mac);
		}
	}
}
