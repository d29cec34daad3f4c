/*
 * setting_fields - the settings as members of the status, from the rows of the schema.
 *
 * Every setting whose row says where the status tells it is there, as it is in force;
 * a new row needs nothing here.
 */
#ifndef FIPD_PROTOCOL_SETTING_FIELDS_H
#define FIPD_PROTOCOL_SETTING_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "schema/config_struct.h"

/* Add the settings to the JSON object of a status; false: no memory. */
bool setting_fields_to_json(const struct config *config, json_t *status);

/*
 * Fill in the settings; one that is missing, or has a word that is not known, keeps its
 * value.  False if one has the wrong type; config is then half filled in.
 */
bool setting_fields_from_json(struct config *config, const json_t *status);

#endif
