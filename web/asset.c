#include "web/asset.h"

#include <string.h>

const struct asset *asset_find(const struct asset_set *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++) {
		if (strcmp(set->list[i].name, name) == 0) {
			return &set->list[i];
		}
	}
	return NULL;
}
