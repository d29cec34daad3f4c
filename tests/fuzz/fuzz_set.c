/*
 * A SET of any variables with any values, as snmpd hands them over, and any answers of
 * fipd: every phase ends, a refusal names a variable of the request, and what fipd is
 * asked is JSON that it can read.
 *
 * Each variable is six bytes (which object, its type, how long its value is, how many
 * arcs of an index and which) and then its value and index.  Phases follow as net-snmp
 * calls them.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mib/mib.h"
#include "set/set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *data;
	size_t left;
};

struct play {
	struct bytes bytes;
	struct mirror mirror;
	struct agent agent;
	struct view view;
	struct set set;
	size_t varbinds;
};

static uint8_t take(struct bytes *bytes)
{
	if (bytes->left == 0) {
		return 0;
	}
	bytes->left--;
	return *bytes->data++;
}

static uint32_t take_number(struct bytes *bytes)
{
	uint32_t number = take(bytes);

	/* Small numbers and the ends of the ranges are what there is to decide about.
	 */
	return number < 200 ? number : number << (number % 32) | take(bytes);
}

static enum value_type take_type(struct bytes *bytes, enum value_type own)
{
	static const enum value_type types[] = { VALUE_INTEGER, VALUE_OCTETS, VALUE_OID,
		VALUE_IP, VALUE_COUNTER, VALUE_UNSIGNED, VALUE_TICKS, VALUE_COUNTER64 };
	uint8_t choice = take(bytes);

	return choice < 200 ? own : types[choice % 8];
}

static void take_value(
	struct bytes *bytes, const struct mib_object *object, struct value *value)
{
	value->type = take_type(bytes, object->type);
	value->number = take_number(bytes);
	value->length = take(bytes) % (VALUE_OCTETS_MAX + 1);
	for (size_t i = 0; i < value->length; i++) {
		value->octets[i] = take(bytes);
	}
}

/* An index of a table of addresses is a type, a length and as many arcs. */
static void take_index(
	struct bytes *bytes, const struct mib_object *object, struct oid *name)
{
	uint8_t count = take(bytes);

	if (object->table == 0 && count < 200) {
		oid_add(name, 0);
		return;
	}
	for (size_t i = 0; i < count % 24u && name->length < OID_MAX; i++) {
		oid_add(name, take_number(bytes));
	}
}

static bool take_varbind(struct play *play, struct varbind *varbind)
{
	struct bytes *bytes = &play->bytes;
	size_t count;
	const struct mib_object *objects = mib_objects(&count);
	const struct mib_object *object = &objects[take(bytes) % count];

	if (bytes->left == 0) {
		return false;
	}
	memset(varbind, 0, sizeof(*varbind));
	varbind->name = mib_name(object);
	take_value(bytes, object, &varbind->value);
	take_index(bytes, object, &varbind->name);
	return true;
}

/* fipd answers as the next bytes say. */
static int ask(void *context, json_t *request, int timeout_ms, json_t **answer)
{
	static const char *const errors[] = { "wrongValue", "inconsistentValue",
		"refused", "resourceUnavailable", "commitFailed", "else" };
	struct play *play = context;
	uint8_t choice = take(&play->bytes);
	char *text = json_dumps(request, JSON_COMPACT);

	(void)timeout_ms;
	assert(text != NULL && json_is_string(json_object_get(request, "op")));
	free(text);
	json_decref(request);
	if (choice > 240) {
		return choice > 248 ? -ETIMEDOUT : -ENOENT;
	}
	*answer = choice < 160 ? json_pack("{s:b}", "ok", 1)
			       : json_pack("{s:b, s:s, s:i, s:s}", "ok", 0, "error",
				       errors[choice % 6], "index",
				       (int)take(&play->bytes) - 3, "text", "no");
	return 0;
}

static void check_refusal(const struct play *play, bool good)
{
	const struct refusal *refusal = &play->set.refusal;

	assert(good || refusal->code != REFUSAL_NONE);
	assert(memchr(refusal->text, '\0', sizeof(refusal->text)) != NULL);
	assert(good || play->varbinds == 0 || refusal->varbind < play->varbinds);
}

static void run(struct play *play)
{
	struct set *set = &play->set;
	struct varbind varbind;
	bool good = true;

	while (good && play->varbinds < CHANGES_MAX + 2u && take(&play->bytes) < 220
		&& take_varbind(play, &varbind)) {
		good = set_reserve(set, play->varbinds++, &varbind);
	}
	check_refusal(play, good);
	good = good && set_prepare(set);
	check_refusal(play, good);
	good = good && set_commit(set);
	check_refusal(play, good);
	if (!good || take(&play->bytes) > 200) {
		set_undo(set);
	}
}

/* The mirror is large and nothing here changes it; all else begins anew. */
static void begin(struct play *play, const uint8_t *data, size_t size)
{
	struct status *status = &play->mirror.status;

	play->bytes = (struct bytes){ data, size };
	memset(&play->agent, 0, sizeof(play->agent));
	status->fip_count = 2;
	strcpy(status->fips[0].address, "10.0.0.1");
	strcpy(status->fips[1].address, "2001:db8::1");
	strcpy(status->peer_address, "192.0.2.2");
	status->fips[0].prefix_length = 24;
	status->fips[1].prefix_length = 64;
	addresses_make(play->agent.addresses, status, play->agent.drafts);
	play->view = (struct view){ &play->mirror, &play->agent };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct play play;

	begin(&play, data, size);
	while (play.bytes.left > 0) {
		play.varbinds = 0;
		set_init(&play.set, &play.view,
			(struct set_core){ &play.agent, &play, ask });
		run(&play);
		addresses_make(
			play.agent.addresses, &play.mirror.status, play.agent.drafts);
	}
	return 0;
}
