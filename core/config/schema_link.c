#include "config/schema_link.h"

#include <string.h>

#include "config/config.h"

/* clang-format off */
/* table */
static const struct schema_row rows[SCHEMA_LINK_ROWS] = {
	{
		.name = "name",
		.type = SCHEMA_NAME,
		.offset = offsetof(struct config_link, name),
		.minimum = 1, .maximum = CONFIG_NAME_MAX,
		.absent = "default: the interface",
		.description = "Name of the path in logs, traps and status.",
	},
	{
		.name = "interface",
		.type = SCHEMA_INTERFACE,
		.offset = offsetof(struct config_link, interface),
		.minimum = 1, .maximum = CONFIG_INTERFACE_MAX,
		.absent = "must be given",
		.description = "Interface of this node on the path.",
	},
	{
		.name = "address",
		.type = SCHEMA_ADDRESS,
		.offset = offsetof(struct config_link, address),
		.absent = "must be given",
		.description = "Address of this node on the path.",
	},
	{
		.name = "peer",
		.type = SCHEMA_ADDRESS,
		.offset = offsetof(struct config_link, peer),
		.absent = "must be given",
		.description = "Address of the other node on the path.",
	},
};
/* clang-format on */

const struct schema_row *schema_link_rows(void)
{
	return rows;
}

const struct schema_row *schema_link_find(const char *name)
{
	for (size_t i = 0; i < SCHEMA_LINK_ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			return &rows[i];
		}
	}
	return NULL;
}
