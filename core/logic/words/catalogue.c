#include "words/catalogue.h"

#include <assert.h>

#include "words/catalogue_parts.h"

/* table */
static const struct catalogue_part *const parts[] = {
	&catalogue_events,
	&catalogue_start,
	&catalogue_running,
};

enum {
	PARTS = sizeof(parts) / sizeof(parts[0])
};

const struct message *catalogue_at(size_t index)
{
	for (size_t i = 0; i < PARTS; i++) {
		if (index < parts[i]->count) {
			return &parts[i]->list[index];
		}
		index -= parts[i]->count;
	}
	return NULL;
}

const struct message *catalogue_find(int id)
{
	const struct message *message = catalogue_at(0);

	for (size_t i = 1; message != NULL && message->id != id; i++) {
		message = catalogue_at(i);
	}
	return message;
}

enum message_level catalogue_level(enum event_kind kind)
{
	const struct message *message = catalogue_find(CATALOGUE_EVENTS + (int)kind);

	assert(message != NULL);
	return message->level;
}
