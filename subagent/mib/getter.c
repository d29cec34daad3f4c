#include "mib/getter.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/verdict.h"

void agent_refuse(struct agent *agent, const struct mirror *mirror, const char *text)
{
	snprintf(agent->refusal, sizeof(agent->refusal), "%s", text);
	memcpy(agent->core_refusal, mirror->status.refusal_text,
		sizeof(agent->core_refusal));
}

const char *agent_refusal(const struct view *view)
{
	const char *core = view->mirror->status.refusal_text;

	if (view->agent->refusal[0] != '\0'
		&& strcmp(core, view->agent->core_refusal) == 0) {
		return view->agent->refusal;
	}
	return core;
}

enum {
	TRUTH_TRUE = 1,
	TRUTH_FALSE = 2,
	ROLE_NOT_SET = 3,
	/* Each follows the last of its enumeration. */
	PEER_UNKNOWN = PEER_LEFT + 1,
	LINK_UNKNOWN = LINK_DOWN + 1,
	FIP_UNKNOWN = FIP_FAILED + 1,
	ACTION_NONE = 1,
	MAC_BYTES = 6,
	TICK_MS = 10,
};

static void get_truth(struct value *value, const void *member, const struct view *view)
{
	(void)view;
	value->number = *(const bool *)member ? TRUTH_TRUE : TRUTH_FALSE;
}

static void get_number(struct value *value, const void *member, const struct view *view)
{
	uint32_t number;

	(void)view;
	memcpy(&number, member, sizeof(number));
	value->number = number;
}

static void put_number(struct value *value, uint64_t number)
{
	if (value->type == VALUE_COUNTER || value->type == VALUE_TICKS) {
		number = (uint32_t)number;
	} else if (value->type != VALUE_COUNTER64 && number > UINT32_MAX) {
		number = UINT32_MAX;
	}
	value->number = number;
}

static void get_count(struct value *value, const void *member, const struct view *view)
{
	(void)view;
	put_number(value, *(const uint64_t *)member);
}

static void get_span(struct value *value, const void *member, const struct view *view)
{
	int64_t span_us;

	(void)view;
	span_us = *(const int64_t *)member;
	put_number(value, span_us < 0 ? 0 : (uint64_t)span_us / 1000);
}

static void put_instant(
	struct value *value, int64_t instant_ms, const struct view *view)
{
	int64_t ticks = (instant_ms - view->agent->uptime_zero_ms) / TICK_MS;

	put_number(value, ticks < 0 ? 0 : (uint64_t)ticks);
}

static void get_age(struct value *value, const void *member, const struct view *view)
{
	int64_t age_ms = *(const int64_t *)member;

	if (age_ms < 0) {
		value->number = 0;
	} else {
		put_instant(value, view->mirror->received_ms - age_ms, view);
	}
}

static void get_discontinuity(
	struct value *value, const void *member, const struct view *view)
{
	int64_t started_ms = view->mirror->received_ms - *(const int64_t *)member;
	int64_t reset_ms = view->agent->reset_ms;

	put_instant(value, reset_ms > started_ms ? reset_ms : started_ms, view);
}

static void get_instant(
	struct value *value, const void *member, const struct view *view)
{
	put_instant(value, *(const int64_t *)member, view);
}

/* Put a date as a DateAndTime of SNMPv2-TC, in UTC. */
static void put_date(struct value *value, const struct tm *date, unsigned tenths)
{
	const uint8_t octets[] = {
		(uint8_t)((date->tm_year + 1900) >> 8),
		(uint8_t)(date->tm_year + 1900),
		(uint8_t)(date->tm_mon + 1),
		(uint8_t)date->tm_mday,
		(uint8_t)date->tm_hour,
		(uint8_t)date->tm_min,
		(uint8_t)date->tm_sec,
		(uint8_t)tenths,
		'+',
		0,
		0,
	};

	value->length = sizeof(octets);
	memcpy(value->octets, octets, sizeof(octets));
}

static void get_date(struct value *value, const void *member, const struct view *view)
{
	int64_t date_ms = *(const int64_t *)member;
	time_t seconds = (time_t)(date_ms / 1000);
	struct tm date;

	(void)view;
	if (date_ms < 0 || gmtime_r(&seconds, &date) == NULL) {
		seconds = 0;
		gmtime_r(&seconds, &date);
	}
	put_date(value, &date, date_ms < 0 ? 0 : (unsigned)(date_ms % 1000 / 100));
}

static void put_text(struct value *value, const char *text)
{
	size_t length = strlen(text);

	value->length = length < VALUE_OCTETS_MAX ? length : VALUE_OCTETS_MAX;
	memcpy(value->octets, text, value->length);
}

static void get_age_date(
	struct value *value, const void *member, const struct view *view)
{
	int64_t age_ms = *(const int64_t *)member;
	int64_t date_ms =
		view->mirror->received_ms - age_ms + view->agent->date_zero_ms;

	if (age_ms < 0) {
		date_ms = 0;
	}
	get_date(value, &date_ms, view);
}

/* What was never heard has been silent as long as fipd could have heard it.  The age of
 * one that is heard is only as new as the last message of fipd. */
static void put_silence(
	struct value *value, bool heard, int64_t heard_age_ms, const struct view *view)
{
	const struct mirror *mirror = view->mirror;
	int64_t age_ms =
		heard_age_ms < 0 ? mirror->status.started_age_ms : heard_age_ms;
	int64_t silence_ms = age_ms + view->agent->now_ms - mirror->received_ms;

	heard = heard && mirror->state == MIRROR_CONNECTED;
	put_number(value, heard || silence_ms < 0 ? 0 : (uint64_t)silence_ms);
}

static void get_peer_silence(
	struct value *value, const void *member, const struct view *view)
{
	uint32_t state = view->mirror->status.peer_state;

	put_silence(value, state == PEER_UP || state == PEER_DEGRADED,
		*(const int64_t *)member, view);
}

static void get_link_silence(
	struct value *value, const void *member, const struct view *view)
{
	const struct link_status *link =
		(const void *)((const char *)member
			       - offsetof(struct link_status, heard_age_ms));

	put_silence(value, link->state != LINK_DOWN, link->heard_age_ms, view);
}

static void get_text(struct value *value, const void *member, const struct view *view)
{
	(void)view;
	put_text(value, member);
}

static void get_address_type(
	struct value *value, const void *member, const struct view *view)
{
	(void)view;
	value_put_address_type(value, member);
}

static void get_address(
	struct value *value, const void *member, const struct view *view)
{
	(void)view;
	value_put_address(value, member);
}

static void get_mac_text(
	struct value *value, const void *member, const struct view *view)
{
	static const uint8_t nobody[MAC_BYTES];
	uint8_t *byte;
	int count;

	(void)view;
	byte = value->octets;
	count = sscanf(member, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", byte, byte + 1,
		byte + 2, byte + 3, byte + 4, byte + 5);
	value->length = count == MAC_BYTES && memcmp(byte, nobody, MAC_BYTES) != 0
				? MAC_BYTES
				: 0;
}

static void get_mac(struct value *value, const void *member, const struct view *view)
{
	static const uint8_t nobody[MAC_BYTES];

	(void)view;
	value->length = memcmp(member, nobody, MAC_BYTES) == 0 ? 0 : MAC_BYTES;
	memcpy(value->octets, member, value->length);
}

static void get_digest(struct value *value, const void *member, const struct view *view)
{
	const char *digits;

	(void)view;
	digits = member;
	value->length = 0;
	while (sscanf(digits, "%2hhx", &value->octets[value->length]) == 1
		&& strlen(digits) >= 2) {
		digits += 2;
		value->length++;
	}
}

static void get_configured_role(
	struct value *value, const void *member, const struct view *view)
{
	get_number(value, member, view);
	if (value->number == 0) {
		value->number = ROLE_NOT_SET;
	}
}

static bool hears_fipd(const struct view *view)
{
	return view->mirror->state == MIRROR_CONNECTED;
}

static void put_state_now(struct value *value, const void *member,
	const struct view *view, uint32_t unknown)
{
	get_number(value, member, view);
	if (!hears_fipd(view)) {
		value->number = unknown;
	}
}

static void get_role_now(
	struct value *value, const void *member, const struct view *view)
{
	put_state_now(value, member, view, ROLE_UNKNOWN);
}

static void get_peer_state_now(
	struct value *value, const void *member, const struct view *view)
{
	put_state_now(value, member, view, PEER_UNKNOWN);
}

static void get_link_state_now(
	struct value *value, const void *member, const struct view *view)
{
	put_state_now(value, member, view, LINK_UNKNOWN);
}

static void get_fip_state_now(
	struct value *value, const void *member, const struct view *view)
{
	put_state_now(value, member, view, FIP_UNKNOWN);
}

static void get_check_state_now(
	struct value *value, const void *member, const struct view *view)
{
	put_state_now(value, member, view, CHECK_UNKNOWN);
}

static void get_verdict(
	struct value *value, const void *member, const struct view *view)
{
	value->number = verdict_judge(member, hears_fipd(view)).level;
}

static void get_verdict_text(
	struct value *value, const void *member, const struct view *view)
{
	put_text(value, verdict_judge(member, hears_fipd(view)).text);
}

static void get_alarm_count(
	struct value *value, const void *member, const struct view *view)
{
	value->number = verdict_judge(member, hears_fipd(view)).alarms;
}

static void get_worst(struct value *value, const void *member, const struct view *view)
{
	value->number = verdict_judge(member, hears_fipd(view)).worst;
}

static void get_muted(struct value *value, const void *member, const struct view *view)
{
	uint32_t kind;
	bool muted;

	memcpy(&kind, member, sizeof(kind));
	muted = (view->mirror->status.config.muted & event_bit((enum event_kind)kind))
		!= 0;
	get_truth(value, &muted, view);
}

static void get_enabled(
	struct value *value, const void *member, const struct view *view)
{
	uint64_t muted;

	(void)view;
	memcpy(&muted, member, sizeof(muted));
	value->length = (EVENT_LAST + 7) / 8;
	memset(value->octets, 0, value->length);
	for (unsigned bit = 0; bit < EVENT_LAST; bit++) {
		if ((~muted & event_bit((enum event_kind)(bit + 1))) != 0) {
			value->octets[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		}
	}
}

static void get_mirror_state(
	struct value *value, const void *member, const struct view *view)
{
	get_number(value, member, view);
}

static void get_no_action(
	struct value *value, const void *member, const struct view *view)
{
	(void)member;
	(void)view;
	value->number = ACTION_NONE;
}

static void get_refusal(
	struct value *value, const void *member, const struct view *view)
{
	(void)member;
	put_text(value, agent_refusal(view));
}

static void get_network(
	struct value *value, const void *member, const struct view *view)
{
	char text[ADDRESSES_TEXT_BYTES];

	(void)view;
	addresses_write(member, text);
	put_text(value, text);
}

static void get_interface(
	struct value *value, const void *member, const struct view *view)
{
	(void)member;
	put_text(value, view->mirror->status.config.interface);
}

/* clang-format off */
/* table */
static void (*const GETTERS[])(
	struct value *value, const void *member, const struct view *view) = {
	[GET_TRUTH] = get_truth,
	[GET_NUMBER] = get_number,
	[GET_COUNT] = get_count,
	[GET_SPAN] = get_span,
	[GET_AGE] = get_age,
	[GET_AGE_DATE] = get_age_date,
	[GET_PEER_SILENCE] = get_peer_silence,
	[GET_LINK_SILENCE] = get_link_silence,
	[GET_DISCONTINUITY] = get_discontinuity,
	[GET_INSTANT] = get_instant,
	[GET_DATE] = get_date,
	[GET_TEXT] = get_text,
	[GET_ADDRESS_TYPE] = get_address_type,
	[GET_ADDRESS] = get_address,
	[GET_MAC_TEXT] = get_mac_text,
	[GET_MAC] = get_mac,
	[GET_DIGEST] = get_digest,
	[GET_CONFIGURED_ROLE] = get_configured_role,
	[GET_ROLE_NOW] = get_role_now,
	[GET_PEER_STATE_NOW] = get_peer_state_now,
	[GET_LINK_STATE_NOW] = get_link_state_now,
	[GET_FIP_STATE_NOW] = get_fip_state_now,
	[GET_CHECK_STATE_NOW] = get_check_state_now,
	[GET_VERDICT] = get_verdict,
	[GET_VERDICT_TEXT] = get_verdict_text,
	[GET_ALARM_COUNT] = get_alarm_count,
	[GET_WORST] = get_worst,
	[GET_MUTED] = get_muted,
	[GET_ENABLED] = get_enabled,
	[GET_MIRROR_STATE] = get_mirror_state,
	[GET_NO_ACTION] = get_no_action,
	[GET_REFUSAL] = get_refusal,
	[GET_NETWORK] = get_network,
	[GET_INTERFACE] = get_interface,
};
/* clang-format on */

void getter_read(enum getter getter, struct value *value, const void *member,
	const struct view *view)
{
	GETTERS[getter](value, member, view);
}
