#include "words/catalogue.h"

#include <assert.h>

/* In ascending order of id. */
/* clang-format off */
/* table */
static const struct message messages[] = {
	/* The events of the journal. */
#define EVENT(name, number, word, label, severity, clears, level, sentence, subject, \
	title, meaning, remedy, ...) \
	{ CATALOGUE_EVENTS + (number), MESSAGE_##level, title, meaning, remedy },
#include "model/events.def"
#undef EVENT

#include "words/messages.def"
};
/* clang-format on */

enum {
	MESSAGES = sizeof(messages) / sizeof(messages[0])
};

const struct message *catalogue_at(size_t index)
{
	return index < MESSAGES ? &messages[index] : NULL;
}

const struct message *catalogue_find(int id)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		if (messages[i].id == id) {
			return &messages[i];
		}
	}
	return NULL;
}

enum message_level catalogue_level(enum event_kind kind)
{
	const struct message *message = catalogue_find(CATALOGUE_EVENTS + (int)kind);

	assert(message != NULL);
	return message->level;
}
