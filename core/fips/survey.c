#include "fips/survey.h"

#include <string.h>

static bool is_sound(const struct netlink_address *address)
{
	return address->prefix_length == 8 * ip_length_bytes(address->address.family)
	       && address->protocol == NLMESSAGE_FIP_PROTOCOL && !address->tentative;
}

static void on_found(const struct netlink_address *address, void *context)
{
	struct survey *survey = context;
	struct netlink_address *found = &survey->found[survey->count];
	size_t place;

	if (!fiplist_find(survey->list, address->address, &place)
		|| survey->count == SURVEY_MAX) {
		return;
	}
	*found = *address;
	survey->count++;
	if (is_sound(found)) {
		survey->sound[place] = found;
	} else {
		survey->copies[survey->copy_count++] = *found;
	}
}

int survey_look(struct survey *survey, struct netlink *netlink, uint32_t index)
{
	survey->count = 0;
	survey->copy_count = 0;
	memset(survey->sound, 0, sizeof(survey->sound));
	return netlink_list_addresses(netlink, index, on_found, survey);
}

size_t survey_count_sound(const struct survey *survey)
{
	size_t count = 0;

	for (size_t i = 0; i < survey->list->count; i++) {
		count += survey->sound[i] != NULL;
	}
	return count;
}
