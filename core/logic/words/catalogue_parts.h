/*
 * catalogue_parts - the pages of the catalogue, for catalogue.c alone.
 *
 * One page for each hundred of ids, because a person adds to one of them at a time.
 * Within a page, and from page to page, ids ascend.
 */
#ifndef FIPD_WORDS_CATALOGUE_PARTS_H
#define FIPD_WORDS_CATALOGUE_PARTS_H

#include <stddef.h>

#include "words/catalogue.h"

struct catalogue_part {
	const struct message *list;
	size_t count;
};

extern const struct catalogue_part catalogue_events;
extern const struct catalogue_part catalogue_start;
extern const struct catalogue_part catalogue_running;

#endif
