#include "server/news.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void drop_line(struct news_line *line)
{
	free(line->text);
	*line = (struct news_line){ 0 };
}

/* Takes over the reference. */
static void write_line(struct news_line *line, const char *key, json_t *object)
{
	json_t *message = object != NULL ? json_pack("{s:o}", key, object) : NULL;
	char *text = message != NULL ? json_dumps(message, JSON_COMPACT) : NULL;

	json_decref(message);
	if (text != NULL) {
		line->text = text;
		line->length = strlen(text) + 1;
		text[line->length - 1] = '\n'; /* in the place of the terminator */
	}
}

static void forget_told(struct news *news)
{
	free(news->told);
	news->told = NULL;
}

static void keep_told(struct news *news, const struct status *status, int64_t now_ms)
{
	size_t size = status_bytes(status);
	struct status *told = realloc(news->told, size);

	if (told == NULL) {
		forget_told(news);
		return;
	}
	memcpy(told, status, size);
	news->told = told;
	news->told_ms = now_ms;
}

/*
 * What was told grows with the time, as the clients let it; what is said anew takes its
 * place.  An age that is not said stays as it was told, so that what rounding makes of
 * it does not add up.
 */
static void write_change(struct news *news, const struct status *status, int64_t now_ms)
{
	json_t *change;

	if (news->told == NULL) {
		return;
	}
	status_grow(news->told, now_ms - news->told_ms);
	news->told_ms = now_ms;
	change = status_change_to_json(news->told, status);
	if (change == NULL || !status_take_change(news->told, change)) {
		json_decref(change);
		return;
	}
	write_line(&news->change, "change", change);
}

void news_make(struct news *news, const struct status *status, int64_t now_ms,
	struct news_wanted wanted)
{
	drop_line(&news->whole);
	drop_line(&news->change);
	if (wanted.change) {
		write_change(news, status, now_ms);
	}
	if (!wanted.change) {
		forget_told(news);
	} else if (news->change.text == NULL) {
		keep_told(news, status, now_ms);
	}
	if (wanted.whole || news->change.text == NULL) {
		write_line(&news->whole, "status", status_to_json(status));
	}
}

void news_clear(struct news *news)
{
	drop_line(&news->whole);
	drop_line(&news->change);
	forget_told(news);
}
