#include "incident/side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "incident/export.h"
#include "values/plain.h"

enum {
	BEAT_MEMBERS = 10,
	INSTANT_MAX_DAYS = 36500,
};

static const int64_t INSTANT_MAX_US =
	(int64_t)INSTANT_MAX_DAYS * 24 * 3600 * 1000 * 1000;

/* It is printed on terminals and in pages; NULL: it is no text. */
static const char *make_plain(json_t *value)
{
	char *text;

	if (!json_is_string(value)) {
		return NULL;
	}
	text = strdup(json_string_value(value));
	if (text != NULL) {
		plain_make(text, strlen(text), ' ');
		json_string_set(value, text);
	}
	free(text);
	return json_string_value(value);
}

static const char *take_text(const json_t *object, const char *name)
{
	return make_plain(json_object_get(object, name));
}

/* Fill in a number of microseconds that sums cannot overflow. */
static bool take_span(const json_t *value, int64_t *span)
{
	*span = json_integer_value(value);
	return json_is_integer(value) && *span >= -INSTANT_MAX_US
	       && *span <= INSTANT_MAX_US;
}

static bool read_beat(struct side_beat *beat, const json_t *row)
{
	int64_t *const numbers[] = { &beat->at_us, &beat->lay_us, &beat->link,
		&beat->sequence, &beat->life, &beat->acknowledged, &beat->age_us,
		&beat->echo };

	if (json_array_size(row) != BEAT_MEMBERS) {
		return false;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const json_t *value = json_array_get(row, i);

		if (!json_is_integer(value)) {
			return false;
		}
		*numbers[i] = json_integer_value(value);
	}
	beat->holds = json_is_true(json_array_get(row, BEAT_MEMBERS - 1));
	return llabs(beat->at_us) <= INSTANT_MAX_US && beat->age_us >= 0
	       && beat->age_us <= UINT32_MAX && beat->lay_us >= 0
	       && beat->lay_us <= UINT32_MAX && beat->link >= 1
	       && beat->link <= SIDE_LINKS_MAX;
}

static bool read_beats(struct side *side)
{
	const json_t *beats = json_object_get(side->document, "beats");
	size_t index;
	json_t *row;

	if (!json_is_array(beats)) {
		return false;
	}
	side->beats = calloc(json_array_size(beats) + 1, sizeof(side->beats[0]));
	json_array_foreach(beats, index, row)
	{
		if (side->beats == NULL
			|| !read_beat(&side->beats[side->beat_count++], row)) {
			return false;
		}
	}
	return true;
}

static bool read_hold(struct side_hold *hold, const json_t *json)
{
	hold->end = take_text(json, "end");
	return take_span(json_object_get(json, "from_us"), &hold->from_us)
	       && take_span(json_object_get(json, "proven_us"), &hold->proven_us)
	       && take_span(json_object_get(json, "until_us"), &hold->until_us)
	       && hold->end != NULL;
}

static bool read_holds(struct side *side)
{
	const json_t *holds = json_object_get(side->document, "holds");
	size_t index;
	json_t *json;

	if (!json_is_array(holds)) {
		return false;
	}
	side->holds = calloc(json_array_size(holds) + 1, sizeof(side->holds[0]));
	json_array_foreach(holds, index, json)
	{
		if (side->holds == NULL
			|| !read_hold(&side->holds[side->hold_count++], json)) {
			return false;
		}
	}
	return true;
}

static bool read_items(struct side *side)
{
	size_t index;
	json_t *item;

	side->items = json_object_get(side->document, "items");
	json_array_foreach(side->items, index, item)
	{
		int64_t at_us;

		if (!take_span(json_object_get(item, "at_us"), &at_us)
			|| take_text(item, "kind") == NULL
			|| take_text(item, "text") == NULL) {
			return false;
		}
		take_text(item, "reason");
		take_text(item, "date");
		take_text(item, "event");
		take_text(item, "to");
		take_text(item, "from");
	}
	return json_is_array(side->items);
}

static bool read_links(struct side *side)
{
	const json_t *links = json_object_get(side->document, "links");
	size_t index;
	json_t *link;

	json_array_foreach(links, index, link)
	{
		const char *text = make_plain(link);

		if (text == NULL || index >= SIDE_LINKS_MAX) {
			return false;
		}
		side->links[side->link_count++] = text;
	}
	return json_is_array(links);
}

static bool read_names(struct side *side, char fault[SIDE_FAULT_BYTES])
{
	struct {
		const char *name;
		const char **text;
	} const names[] = { { "node", &side->node }, { "own", &side->own },
		{ "peer", &side->peer }, { "pair", &side->pair },
		{ "fipd", &side->fipd }, { "date", &side->date } };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*names[i].text = take_text(side->document, names[i].name);
		if (*names[i].text == NULL) {
			snprintf(fault, SIDE_FAULT_BYTES,
				"its member %s is missing or no text", names[i].name);
			return false;
		}
	}
	return true;
}

static bool read_spans(struct side *side, char fault[SIDE_FAULT_BYTES])
{
	struct {
		const char *name;
		int64_t *span;
	} const spans[] = { { "about_us", &side->about_us },
		{ "end_us", &side->end_us }, { "interval_us", &side->interval_us },
		{ "detection_us", &side->detection_us } };

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		if (!take_span(json_object_get(side->document, spans[i].name),
			    spans[i].span)) {
			snprintf(fault, SIDE_FAULT_BYTES,
				"its member %s is missing or no number of "
				"microseconds",
				spans[i].name);
			return false;
		}
	}
	return true;
}

static bool read_lists(struct side *side, char fault[SIDE_FAULT_BYTES])
{
	struct {
		const char *name;
		bool (*read)(struct side *side);
	} const lists[] = { { "links", read_links }, { "items", read_items },
		{ "beats", read_beats }, { "holds", read_holds } };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!lists[i].read(side)) {
			snprintf(fault, SIDE_FAULT_BYTES,
				"its list %s is missing or has a row that cannot be",
				lists[i].name);
			return false;
		}
	}
	return true;
}

bool side_read(struct side *side, json_t *document, char fault[SIDE_FAULT_BYTES])
{
	const char *format = json_string_value(json_object_get(document, "format"));
	const json_t *version = json_object_get(document, "version");

	*side = (struct side){ .document = document };
	if (format == NULL || strcmp(format, "fipd-incident") != 0) {
		snprintf(fault, SIDE_FAULT_BYTES,
			"it is no export; `fipctl incident --export` makes one");
		return false;
	}
	if (json_integer_value(version) != EXPORT_VERSION) {
		snprintf(fault, SIDE_FAULT_BYTES,
			"it is an export of version %" JSON_INTEGER_FORMAT
			", and this fipctl reads %d",
			json_integer_value(version), EXPORT_VERSION);
		return false;
	}
	return read_names(side, fault) && read_spans(side, fault)
	       && read_lists(side, fault);
}

void side_free(struct side *side)
{
	free(side->beats);
	free(side->holds);
	json_decref(side->document);
	*side = (struct side){ 0 };
}
