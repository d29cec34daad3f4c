#include "set/set.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "mib/instance.h"

enum {
	VALUE_TEXT_MAX = 1024 /* the words of every kind of event fit */
};

/* The key is that of the row, if the object is a column. */
static bool check_name(const struct oid *name, size_t varbind, struct row_key *key,
	struct refusal *refusal)
{
	const struct mib_object *object = instance_object(name);
	struct oid index;

	if (object == NULL || object->setting == NULL) {
		return refusal_say(refusal, REFUSAL_NOT_WRITABLE, varbind,
			"%s is not writable",
			object == NULL ? "what is no object of FIPD-MIB"
				       : object->name);
	}
	index = oid_rest(name, mib_name(object).length);
	if (mib_is_table(object->source, &key->table)) {
		return row_status_read_index(&index, key)
		       || refusal_say(refusal, REFUSAL_NO_CREATION, varbind,
			       "%s: the index is no %s of IPv4 or IPv6", object->name,
			       key->table == ADDRESSES_FIPS ? "address" : "network");
	}
	if (index.length != 1 || index.arcs[0] != 0) {
		return refusal_say(refusal, REFUSAL_NO_CREATION, varbind,
			"%s has one instance only, %s.0", object->name, object->name);
	}
	return true;
}

static bool check_range(const struct change *change, struct refusal *refusal)
{
	const struct mib_object *object = change->object;
	bool octets = object->type == VALUE_OCTETS;
	uint64_t measure = octets ? change->value.length : change->value.number;

	if (measure >= object->minimum && measure <= object->maximum) {
		return true;
	}
	return refusal_say(refusal, octets ? REFUSAL_WRONG_LENGTH : REFUSAL_WRONG_VALUE,
		change->varbind, "%s: %s%" PRId64 " is not in %" PRIu32 "..%" PRIu32,
		object->name, octets ? "length " : "", (int64_t)measure,
		object->minimum, object->maximum);
}

static bool check_value(const struct change *change, struct refusal *refusal)
{
	char text[VALUE_TEXT_MAX];
	const struct mib_object *object = change->object;

	if (change->value.type != object->type) {
		return refusal_say(refusal, REFUSAL_WRONG_TYPE, change->varbind,
			"%s: type 0x%02x instead of 0x%02x", object->name,
			(unsigned)change->value.type, (unsigned)object->type);
	}
	if (!check_range(change, refusal)) {
		return false;
	}
	if (to_text(object->write, text, sizeof(text), &change->value)) {
		return true;
	}
	if (object->type == VALUE_OCTETS) {
		return refusal_say(refusal, REFUSAL_WRONG_VALUE, change->varbind,
			"%s: there are octets in it that cannot be set", object->name);
	}
	return refusal_say(refusal, REFUSAL_WRONG_VALUE, change->varbind,
		"%s: %" PRIu64 " cannot be set", object->name, change->value.number);
}

/* RFC 3416 leaves it open which of two values for one variable counts: neither does. */
static bool check_place(const struct changes *changes, const struct change *change,
	struct refusal *refusal)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (changes->list[i].object == change->object
			&& row_status_is_same(&changes->list[i].key, &change->key)) {
			return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE,
				change->varbind, "%s is named twice in one request",
				change->object->name);
		}
	}
	if (changes->count == CHANGES_MAX) {
		return refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE,
			change->varbind, "more than %d variables in one request",
			CHANGES_MAX);
	}
	return true;
}

static bool change_take(struct changes *changes, size_t varbind,
	const struct varbind *wanted, struct refusal *refusal)
{
	struct change change = { .varbind = varbind, .value = wanted->value };

	if (!check_name(&wanted->name, varbind, &change.key, refusal)) {
		return false;
	}
	change.object = instance_object(&wanted->name);
	if (!check_value(&change, refusal) || !check_place(changes, &change, refusal)) {
		return false;
	}
	changes->list[changes->count++] = change;
	return true;
}

static const struct change *find(const struct changes *changes, const char *name)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (strcmp(changes->list[i].object->name, name) == 0) {
			return &changes->list[i];
		}
	}
	return NULL;
}

/* A kind of address without the address is good only if it is the kind in force. */
static bool check_address_type(
	const struct changes *changes, const struct view *view, struct refusal *refusal)
{
	const struct change *type = find(changes, "fipdPeerAddressType");
	struct value in_force = { 0 };

	value_put_address_type(&in_force, view->mirror->status.peer_address);
	if (type == NULL || find(changes, "fipdPeerAddress") != NULL
		|| type->value.number == in_force.number) {
		return true;
	}
	return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, type->varbind,
		"%s is of another kind than the address in force: set fipdPeerAddress "
		"too",
		type->object->name);
}

static struct wish wish_of(const struct changes *changes, size_t first)
{
	const struct change *named = &changes->list[first];
	struct wish wish = { .varbind = named->varbind,
		.key = named->key,
		.prefixed = named->key.prefix_length > 0,
		.prefix_length = named->key.prefix_length };

	for (size_t i = first; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		if (!row_status_is_same(&change->key, &wish.key)) {
			continue;
		}
		if (change->object->write == TEXT_ROW_STATUS) {
			wish.status = (uint32_t)change->value.number;
			wish.varbind = change->varbind;
		} else {
			wish.prefixed = true;
			wish.prefix_length = (uint32_t)change->value.number;
		}
	}
	return wish;
}

/* Return whether a change is the first of those that name its row. */
static bool begins_row(const struct changes *changes, size_t number)
{
	for (size_t i = 0; i < number; i++) {
		if (row_status_is_same(
			    &changes->list[i].key, &changes->list[number].key)) {
			return false;
		}
	}
	return changes->list[number].key.address[0] != '\0';
}

/* Gather what all the rows of the request want together. */
static bool plan_rows(
	struct changes *changes, const struct view *view, struct refusal *refusal)
{
	size_t last[ADDRESSES_TABLES] = { 0 };

	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		changes->plans[table].begun = false;
	}
	for (size_t i = 0; i < changes->count; i++) {
		struct wish wish;
		struct rowplan *plan;

		if (!begins_row(changes, i)) {
			continue;
		}
		wish = wish_of(changes, i);
		plan = &changes->plans[wish.key.table];
		if (!plan->begun) {
			row_status_begin(plan, view, wish.key.table);
		}
		last[plan->table] = wish.varbind;
		if (!row_status_grant(plan, &wish, refusal)) {
			return false;
		}
	}
	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		struct rowplan *plan = &changes->plans[table];

		if (plan->begun && !row_status_finish(plan, last[table], refusal)) {
			return false;
		}
	}
	return true;
}

static void add_rows(
	struct changes *changes, const struct rowplan *plan, json_t *request)
{
	size_t first = 0;

	if (!plan->begun || !plan->changes) {
		return;
	}
	while (changes->list[first].key.address[0] == '\0'
		|| changes->list[first].key.table != plan->table) {
		first++;
	}
	json_array_append_new(
		json_object_get(request, "set"), row_status_setting(plan));
	changes->asked[changes->asked_count++] = first;
}

/* RFC 2579, TestAndIncr: who did not read the value in force comes too late. */
static bool check_lock(
	const struct changes *changes, const struct view *view, struct refusal *refusal)
{
	const struct change *lock = find(changes, "fipdSetLock");

	if (lock == NULL || lock->value.number == view->agent->set_lock) {
		return true;
	}
	return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, lock->varbind,
		"fipdSetLock is %" PRIu32 " by now: another manager was faster, read "
		"again what you want to change",
		view->agent->set_lock);
}

static void add_change(struct changes *changes, size_t number, json_t *request)
{
	const struct change *change = &changes->list[number];
	char text[VALUE_TEXT_MAX];

	if (change->key.address[0] != '\0') {
		return;
	}
	to_text(change->object->write, text, sizeof(text), &change->value);
	if (text[0] == '\0') {
		return;
	}
	if (strcmp(change->object->setting, MIB_ACTION) == 0) {
		json_object_set_new(request, "action", json_string(text));
		return;
	}
	json_array_append_new(json_object_get(request, "set"),
		json_pack(
			"{s:s, s:s}", "name", change->object->setting, "value", text));
	changes->asked[changes->asked_count++] = number;
}

static bool change_request(struct changes *changes, const struct view *view,
	json_t **request, struct refusal *refusal)
{
	json_t *asked;

	*request = NULL;
	if (!check_lock(changes, view, refusal)
		|| !check_address_type(changes, view, refusal)
		|| !plan_rows(changes, view, refusal)) {
		return false;
	}
	asked = json_pack("{s:s, s:[]}", "op", "prepare", "set");
	changes->asked_count = 0;
	for (size_t i = 0; i < changes->count; i++) {
		add_change(changes, i, asked);
	}
	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		add_rows(changes, &changes->plans[table], asked);
	}
	if (changes->asked_count == 0 && json_object_get(asked, "action") == NULL) {
		json_decref(asked);
		return true;
	}
	*request = asked;
	return true;
}

static size_t change_blamed(const struct changes *changes, const json_t *answer)
{
	json_int_t index = json_integer_value(json_object_get(answer, "index"));
	const char *member = json_string_value(json_object_get(answer, "member"));
	const struct change *action = find(changes, "fipdAction");

	if (member != NULL && strcmp(member, MIB_ACTION) == 0 && action != NULL) {
		return action->varbind;
	}
	if (index >= 0 && (size_t)index < changes->asked_count) {
		return changes->list[changes->asked[index]].varbind;
	}
	return changes->count == 0 ? 0 : changes->list[0].varbind;
}

static bool change_locks(const struct changes *changes)
{
	return find(changes, "fipdSetLock") != NULL;
}

void set_init(struct set *set, const struct view *view, struct set_core core)
{
	memset(set, 0, sizeof(*set));
	set->view = view;
	set->core = core;
	set->good = true;
}

bool set_reserve(struct set *set, size_t varbind, const struct varbind *wanted)
{
	return change_take(&set->changes, varbind, wanted, &set->refusal);
}

/* The code for an error word of the control protocol; an unknown one is general. */
static enum refusal_code find_code(const char *word)
{
	static const struct {
		const char *word;
		enum refusal_code code;
	} words[] = {
		{ "wrongValue", REFUSAL_WRONG_VALUE },
		{ "inconsistentValue", REFUSAL_INCONSISTENT_VALUE },
		{ "refused", REFUSAL_INCONSISTENT_VALUE },
		{ "resourceUnavailable", REFUSAL_RESOURCE_UNAVAILABLE },
		{ "commitFailed", REFUSAL_COMMIT_FAILED },
	};

	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0) {
			return words[i].code;
		}
	}
	return REFUSAL_GENERAL;
}

/* Say why fipd did not do it; code is what stands for no answer at all. */
static bool refuse(
	struct set *set, int error, const json_t *answer, enum refusal_code code)
{
	const char *text = json_string_value(json_object_get(answer, "text"));
	const char *word = json_string_value(json_object_get(answer, "error"));

	if (error == 0) {
		return refusal_say(&set->refusal,
			code == REFUSAL_RESOURCE_UNAVAILABLE ? find_code(word) : code,
			change_blamed(&set->changes, answer), "%s",
			text == NULL ? "fipd gave no reason" : text);
	}
	return refusal_say(&set->refusal, code, change_blamed(&set->changes, NULL),
		"%s: %s",
		error == -ETIMEDOUT ? "fipd does not answer in time"
				    : "fipd is not there",
		strerror(-error));
}

static bool ask(
	struct set *set, json_t *request, int timeout_ms, enum refusal_code code)
{
	json_t *answer = NULL;
	int error = set->core.ask(set->core.context, request, timeout_ms, &answer);
	bool good = error == 0 && json_is_true(json_object_get(answer, "ok"));

	if (!good) {
		refuse(set, error, answer, code);
	}
	json_decref(answer);
	return good;
}

bool set_prepare(struct set *set)
{
	json_t *request;

	if (set->stage >= SET_PREPARED) {
		return set->good;
	}
	request = NULL;
	set->stage = SET_PREPARED;
	set->good = change_request(&set->changes, set->view, &request, &set->refusal);
	set->asks = request != NULL;
	if (set->asks) {
		set->good =
			ask(set, request, SET_PREPARE_MS, REFUSAL_RESOURCE_UNAVAILABLE);
	}
	return set->good;
}

static json_t *make(const char *op)
{
	return json_pack("{s:s}", "op", op);
}

/* Put in force what the subagent alone has. */
static void change_agent(struct set *set)
{
	struct agent *agent = set->core.agent;

	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		if (set->changes.plans[table].begun) {
			agent->drafts[table] = set->changes.plans[table].drafts;
		}
	}
	if (change_locks(&set->changes)) {
		agent->set_lock =
			agent->set_lock == INT32_MAX ? 0 : agent->set_lock + 1;
	}
}

bool set_commit(struct set *set)
{
	if (set->stage >= SET_COMMITTED) {
		return set->good;
	}
	set->stage = SET_COMMITTED;
	memcpy(set->drafts_before, set->core.agent->drafts, sizeof(set->drafts_before));
	set->lock_before = set->core.agent->set_lock;
	if (set->good && set->asks) {
		set->good =
			ask(set, make("commit"), SET_COMMIT_MS, REFUSAL_COMMIT_FAILED);
	}
	if (set->good) {
		change_agent(set);
	}
	return set->good;
}

bool set_undo(struct set *set)
{
	bool committed;

	if (set->stage == SET_UNDONE) {
		return set->good;
	}
	/* A commit that got no answer may have been done: ask also then. */
	committed = set->stage == SET_COMMITTED && set->asks;
	if (set->stage == SET_COMMITTED) {
		memcpy(set->core.agent->drafts, set->drafts_before,
			sizeof(set->drafts_before));
		set->core.agent->set_lock = set->lock_before;
	}
	set->stage = SET_UNDONE;
	set->good = !committed
		    || ask(set, make("undo"), SET_COMMIT_MS, REFUSAL_UNDO_FAILED);
	return set->good;
}
