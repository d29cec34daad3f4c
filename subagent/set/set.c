#include "set/set.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mib/instance.h"
#include "model/event.h"

enum {
	VALUE_TEXT_MAX = 2048, /* the words of every kind of event fit */
	REFUSAL_HINT_BYTES = 160,
	ACTOR_MAX = 24, /* as many octets as fipd takes */
};

/* Read which row of a table the rest of a name is; false with a refusal. */
static bool read_row(
	struct change *change, const struct oid *index, struct refusal *refusal)
{
	const struct mib_object *object = change->object;
	bool fips = change->key.table == ADDRESSES_FIPS;

	if (mib_is_by_name(object->source)) {
		return row_status_read_name(index, &change->key, &change->prefix_length)
		       || refusal_say(refusal, REFUSAL_NO_CREATION, change->varbind,
			       "%s: the index is no %s, such as \"%s\"", object->name,
			       fips ? "F-IP with its prefix length" : "network",
			       fips ? "192.168.0.101/24" : "10.0.0.0/8");
	}
	return row_status_read_index(index, &change->key)
	       || refusal_say(refusal, REFUSAL_NO_CREATION, change->varbind,
		       "%s: the index is no %s of IPv4 or IPv6; %s takes it as text",
		       object->name, fips ? "address" : "network",
		       fips ? "fipdFipStatus" : "the table of its ...NetStatus");
}

static bool read_kind(
	struct change *change, const struct oid *index, struct refusal *refusal)
{
	change->kind = index->length == 1 ? index->arcs[0] : 0;
	return (change->kind >= 1 && change->kind <= EVENT_LAST
		       && event_bit((enum event_kind)change->kind) != 0)
	       || refusal_say(refusal, REFUSAL_NO_CREATION, change->varbind,
		       "%s: the index is no kind of event", change->object->name);
}

/* Find the object that a name is of, and its row if it is a column. */
static bool read_name(
	struct change *change, const struct oid *name, struct refusal *refusal)
{
	const struct mib_object *object = instance_object(name);
	struct oid index;

	if (object == NULL || object->setting == NULL) {
		return refusal_say(refusal, REFUSAL_NOT_WRITABLE, change->varbind,
			"%s is not writable",
			object == NULL ? "what is no object of FIPD-MIB"
				       : object->name);
	}
	change->object = object;
	index = oid_rest(name, mib_name(object).length);
	if (mib_is_table(object->source, &change->key.table)) {
		return read_row(change, &index, refusal);
	}
	if (object->source == MIB_KIND) {
		return read_kind(change, &index, refusal);
	}
	if (index.length != 1 || index.arcs[0] != 0) {
		return refusal_say(refusal, REFUSAL_NO_CREATION, change->varbind,
			"%s has one instance only, %s.0", object->name, object->name);
	}
	return true;
}

/* An object's range, or that of the kind of address in its index. */
static uint32_t highest(const struct change *change)
{
	bool v4 = strchr(change->key.address, '.') != NULL;

	return v4 && change->object->write == TEXT_NUMBER ? 32
							  : change->object->maximum;
}

static bool check_range(const struct change *change, struct refusal *refusal)
{
	const struct mib_object *object = change->object;
	bool octets = object->type == VALUE_OCTETS;
	uint64_t measure = octets ? change->value.length : change->value.number;

	if (measure >= object->minimum && measure <= highest(change)) {
		return true;
	}
	return refusal_say(refusal, octets ? REFUSAL_WRONG_LENGTH : REFUSAL_WRONG_VALUE,
		change->varbind, "%s: %s%" PRId64 " is not in %" PRIu32 "..%" PRIu32,
		object->name, octets ? "length " : "", (int64_t)measure,
		object->minimum, highest(change));
}

static bool refuse_type(const struct change *change, struct refusal *refusal)
{
	const struct mib_object *object = change->object;
	char hint[REFUSAL_HINT_BYTES];

	if (change->value.type == VALUE_OCTETS && object->type == VALUE_INTEGER
		&& to_text_suggest(object->write, hint, sizeof(hint), &change->value)) {
		return refusal_say(refusal, REFUSAL_WRONG_TYPE, change->varbind,
			"%s takes a number and not a text: %s", object->name, hint);
	}
	return refusal_say(refusal, REFUSAL_WRONG_TYPE, change->varbind,
		"%s: type 0x%02x instead of 0x%02x", object->name,
		(unsigned)change->value.type, (unsigned)object->type);
}

static bool check_value(const struct change *change, struct refusal *refusal)
{
	char text[VALUE_TEXT_MAX];
	const struct mib_object *object = change->object;

	if (change->value.type != object->type) {
		return refuse_type(change, refusal);
	}
	if (!check_range(change, refusal)) {
		return false;
	}
	if (to_text(object->write, text, sizeof(text), &change->value)) {
		return true;
	}
	if (object->write == TEXT_ADDRESS) {
		return refusal_say(refusal, REFUSAL_WRONG_LENGTH, change->varbind,
			"%s: an address has 4 octets or 16", object->name);
	}
	if (object->type == VALUE_OCTETS) {
		return refusal_say(refusal, REFUSAL_WRONG_VALUE, change->varbind,
			"%s: there are octets in it that cannot be set", object->name);
	}
	return refusal_say(refusal, REFUSAL_WRONG_VALUE, change->varbind,
		"%s: %" PRIu64 " cannot be set", object->name, change->value.number);
}

/* Return whether two changes would set one and the same thing, by whichever name. */
static bool collide(const struct change *a, const struct change *b)
{
	if (a->object == b->object) {
		return a->kind == b->kind && row_status_is_same(&a->key, &b->key);
	}
	if (strcmp(a->object->setting, b->object->setting) != 0
		|| a->object->write == TEXT_NOTHING
		|| b->object->write == TEXT_NOTHING) {
		return false;
	}
	return a->key.address[0] == '\0'
	       || (a->object->write == b->object->write
		       && row_status_is_same(&a->key, &b->key));
}

/* RFC 3416 leaves it open which of two values for one variable counts: neither does. */
static bool check_place(const struct changes *changes, const struct change *change,
	struct refusal *refusal)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (collide(&changes->list[i], change)) {
			return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE,
				change->varbind,
				"%s: what it sets is named twice in one request",
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

static const struct change *find(const struct changes *changes, const char *name)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (strcmp(changes->list[i].object->name, name) == 0) {
			return &changes->list[i];
		}
	}
	return NULL;
}

/* A kind of address is to be that of the address beside it, or of that in force. */
static bool check_address_type(
	const struct changes *changes, const struct view *view, struct refusal *refusal)
{
	const struct change *type = find(changes, "fipdPeerAddressType");
	const struct change *address = find(changes, "fipdPeerAddress");
	char text[VALUE_TEXT_MAX];
	struct value kind = { 0 };

	if (address == NULL) {
		address = find(changes, "fipdPeerAddressText");
	}
	snprintf(text, sizeof(text), "%s", view->mirror->status.peer_address);
	if (address != NULL) {
		to_text(address->object->write, text, sizeof(text), &address->value);
	}
	value_put_address_type(&kind, text);
	if (type == NULL || type->value.number == kind.number) {
		return true;
	}
	return refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, type->varbind,
		"%s is of another kind than the address that is %s", type->object->name,
		address != NULL ? "set with it" : "in force");
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
			wish.named_prefix = change->prefix_length;
		} else {
			wish.prefixed = true;
			wish.prefix_length = (uint32_t)change->value.number;
		}
	}
	if (wish.named_prefix > 0 && !wish.prefixed) {
		wish.prefixed = true;
		wish.prefix_length = wish.named_prefix;
	}
	return wish;
}

/* Return whether a change is the first of those that name its row. */
static bool begins_row(const struct changes *changes, size_t number)
{
	const struct row_key *key = &changes->list[number].key;

	for (size_t i = 0; i < number; i++) {
		if (row_status_is_same(&changes->list[i].key, key)) {
			return false;
		}
	}
	return key->address[0] != '\0';
}

/* Gather what all the rows of the request want together. */
static bool plan_rows(
	struct changes *changes, const struct view *view, struct refusal *refusal)
{
	struct wish wishes[CHANGES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < changes->count; i++) {
		if (begins_row(changes, i)) {
			wishes[count++] = wish_of(changes, i);
		}
	}
	return row_status_plan(changes->plans, view, wishes, count, refusal);
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

/* What comes again must be there, and fipd must be there to tell it. */
static bool check_resend(
	const struct changes *changes, const struct view *view, struct refusal *refusal)
{
	const struct change *resend = find(changes, "fipdNotificationResendFrom");
	uint64_t newest = view->mirror->status.last_sequence;

	if (resend == NULL || resend->value.number == 0) {
		return true;
	}
	if (view->mirror->state != MIRROR_CONNECTED) {
		return refusal_say(refusal, REFUSAL_RESOURCE_UNAVAILABLE,
			resend->varbind,
			"fipd is not there: nothing can be sent again");
	}
	return resend->value.number <= newest
	       || refusal_say(refusal, REFUSAL_INCONSISTENT_VALUE, resend->varbind,
		       "the newest event is number %" PRIu64, newest);
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

/* One kind is muted or not: fipd's setting is the list of all that are muted. */
static void add_kinds(struct changes *changes, const struct view *view, json_t *request)
{
	uint64_t muted = view->mirror->status.config.muted;
	size_t last = changes->count;
	struct value enabled = { .type = VALUE_OCTETS };
	char text[VALUE_TEXT_MAX];

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];
		uint64_t bit = event_bit((enum event_kind)change->kind);

		if (change->kind != 0) {
			muted = change->value.number == 1 ? muted | bit : muted & ~bit;
			last = i;
		}
	}
	if (last == changes->count) {
		return;
	}
	getter_read(GET_ENABLED, &enabled, &muted, view);
	to_text(TEXT_MUTED, text, sizeof(text), &enabled);
	json_array_append_new(json_object_get(request, "set"),
		json_pack("{s:s, s:s}", "name", "mute", "value", text));
	changes->asked[changes->asked_count++] = last;
}

/* Who has sent it is not known here: snmpd does not pass that on. */
static json_t *begin_request(const struct agent *agent)
{
	json_t *by = json_sprintf("snmp%s%.*s", agent->context[0] != '\0' ? " " : "",
		ACTOR_MAX - 5, agent->context);

	return json_pack("{s:s, s:o, s:[]}", "op", "prepare", "by", by, "set");
}

static bool change_request(struct changes *changes, const struct view *view,
	json_t **request, struct refusal *refusal)
{
	json_t *asked;

	if (!check_lock(changes, view, refusal)
		|| !check_address_type(changes, view, refusal)
		|| !check_resend(changes, view, refusal)
		|| !plan_rows(changes, view, refusal)) {
		return false;
	}
	asked = begin_request(view->agent);
	changes->asked_count = 0;
	for (size_t i = 0; i < changes->count; i++) {
		add_change(changes, i, asked);
	}
	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		add_rows(changes, &changes->plans[table], asked);
	}
	add_kinds(changes, view, asked);
	if (changes->asked_count == 0 && json_object_get(asked, "action") == NULL) {
		json_decref(asked);
		return true;
	}
	*request = asked;
	return true;
}

/* fipd names the address at fault: its row's change, or else the first of its table. */
static const struct change *find_row(
	const struct changes *changes, const struct change *first, const char *text)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		if (change->key.table == first->key.table && text != NULL
			&& row_status_is_told(&change->key, text)) {
			return change;
		}
	}
	return first;
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
		const struct change *asked = &changes->list[changes->asked[index]];
		const char *text = json_string_value(json_object_get(answer, "text"));

		return asked->key.address[0] == '\0'
			       ? asked->varbind
			       : find_row(changes, asked, text)->varbind;
	}
	return changes->count == 0 ? 0 : changes->list[0].varbind;
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
	struct changes *changes = &set->changes;
	struct change change = { .varbind = varbind, .value = wanted->value };

	if (!read_name(&change, &wanted->name, &set->refusal)
		|| !check_value(&change, &set->refusal)
		|| !check_place(changes, &change, &set->refusal)) {
		return false;
	}
	changes->list[changes->count++] = change;
	return true;
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
	json_t *request = NULL;

	if (set->stage >= SET_PREPARED) {
		return set->good;
	}
	set->stage = SET_PREPARED;
	set->good = change_request(&set->changes, set->view, &request, &set->refusal);
	set->asks = request != NULL;
	if (set->asks) {
		set->good =
			ask(set, request, SET_PREPARE_MS, REFUSAL_RESOURCE_UNAVAILABLE);
	}
	return set->good;
}

/* The answer is to say what has come of it: an older fipd does not. */
static json_t *make(const char *op)
{
	return json_pack("{s:s, s:b}", "op", op, "status", 1);
}

/* Put in force what the subagent alone has. */
static void change_agent(struct set *set)
{
	struct agent *agent = set->core.agent;
	const struct change *resend = find(&set->changes, "fipdNotificationResendFrom");

	for (unsigned table = 0; table < ADDRESSES_TABLES; table++) {
		if (set->changes.plans[table].begun) {
			agent->drafts[table] = set->changes.plans[table].drafts;
		}
	}
	if (resend != NULL) {
		agent->resend_from = (uint32_t)resend->value.number;
	}
	if (find(&set->changes, "fipdSetLock") != NULL) {
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
	/* A commit that got no answer may have been done: ask also then. */
	bool committed = set->stage == SET_COMMITTED && set->asks;

	if (set->stage == SET_UNDONE) {
		return set->good;
	}
	if (set->stage == SET_COMMITTED) {
		memcpy(set->core.agent->drafts, set->drafts_before,
			sizeof(set->drafts_before));
		set->core.agent->set_lock = set->lock_before;
		set->core.agent->resend_from = 0;
	}
	set->stage = SET_UNDONE;
	set->good = !committed
		    || ask(set, make("undo"), SET_COMMIT_MS, REFUSAL_UNDO_FAILED);
	return set->good;
}
