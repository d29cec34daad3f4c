#include "web/overview.h"

#include "protocol/verdict.h"

static json_t *describe_web(const struct snapshot *snapshot)
{
	return json_pack("{s:s, s:b, s:I}", "version", snapshot->version, "stale",
		!watcher_is_fresh(snapshot->watcher), "data_age_ms",
		(json_int_t)snapshot->age_ms);
}

static json_t *describe_verdict(const struct snapshot *snapshot)
{
	struct verdict verdict =
		verdict_judge(&snapshot->status, watcher_is_fresh(snapshot->watcher));

	return json_pack("{s:s, s:s, s:s, s:s}", "verdict", verdict_word(verdict.level),
		"because", verdict.because, "object", verdict.object, "text",
		verdict.text);
}

static json_t *list_events(const struct mirror *mirror)
{
	json_t *list = json_array();
	size_t first = mirror->event_count > OVERVIEW_EVENTS_MAX
			       ? mirror->event_count - OVERVIEW_EVENTS_MAX
			       : 0;

	for (size_t i = first; i < mirror->event_count; i++) {
		if (json_array_append_new(list, entry_to_json(&mirror->events[i]))
			!= 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *say_presence(enum presence presence)
{
	return presence == PRESENCE_UNKNOWN ? json_null()
					    : json_boolean(presence == PRESENCE_YES);
}

static bool add_presence(json_t *fips, const enum presence *presence)
{
	size_t i;
	json_t *fip;

	json_array_foreach(fips, i, fip)
	{
		if (json_object_set_new(fip, "present", say_presence(presence[i]))
			!= 0) {
			return false;
		}
	}
	return true;
}

json_t *overview_to_json(const struct snapshot *snapshot)
{
	json_t *json = status_to_json(&snapshot->status);
	json_t *history = list_events(&snapshot->watcher->mirror);
	/* The setters take over even when they fail. */
	bool good = json_object_set_new(json, "history", history) == 0;

	good = json_object_set_new(json, "web", describe_web(snapshot)) == 0 && good;
	good = json_object_set_new(json, "verdict", describe_verdict(snapshot)) == 0
	       && good;
	good = add_presence(json_object_get(json, "fips"), snapshot->presence) && good;
	if (!good) {
		json_decref(json);
		return NULL;
	}
	return json;
}
