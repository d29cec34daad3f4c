#include "words/narrate.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Each list is indexed by the number of the enumeration; the gaps have no word. */

/* table */
static const char *const role_words[ROLE_DISABLED + 1] = {
	[ROLE_UNKNOWN] = "unknown",
	[ROLE_INITIAL] = "initial",
	[ROLE_STANDBY] = "standby",
	[ROLE_CLAIMING] = "claiming",
	[ROLE_ACTIVE] = "active",
	[ROLE_RELEASING] = "releasing",
	[ROLE_HELD] = "held",
	[ROLE_FAULT] = "fault",
	[ROLE_DISABLED] = "disabled",
};

/* table */
static const char *const reason_words[REASON_LAST + 1] = {
#define REASON(name, number, word, ...) [number] = word,
#include "model/reasons.def"
#undef REASON
};

/* table */
static const char *const reason_texts[REASON_LAST + 1] = {
#define REASON(name, number, word, text, ...) [number] = text,
#include "model/reasons.def"
#undef REASON
};

/* The texts that continue "peer 192.168.0.1"; NULL: the reason is not about the peer.
 */
/* table */
static const char *const peer_texts[REASON_LAST + 1] = {
#define REASON(name, number, word, text, of_peer, ...) [number] = of_peer,
#include "model/reasons.def"
#undef REASON
};

/* table */
static const char *const kind_words[EVENT_LAST + 1] = {
#define EVENT(name, number, word, ...) [number] = word,
#include "model/events.def"
#undef EVENT
};

/* table */
static const char *const severity_words[SEVERITY_WARNING + 1] = {
	[SEVERITY_CLEARED] = "cleared",
	[SEVERITY_INDETERMINATE] = "indeterminate",
	[SEVERITY_CRITICAL] = "critical",
	[SEVERITY_MAJOR] = "major",
	[SEVERITY_MINOR] = "minor",
	[SEVERITY_WARNING] = "warning",
};

/* Numbers come from other programs too, so any may be asked for. */
static const char *word_of(const char *const *words, unsigned last, unsigned number)
{
	return number > last || words[number] == NULL ? "unknown" : words[number];
}

static unsigned number_of(const char *const *words, unsigned last, const char *word)
{
	for (unsigned number = 1; number <= last; number++) {
		if (words[number] != NULL && strcmp(words[number], word) == 0) {
			return number;
		}
	}
	return 0;
}

const char *narrate_role(enum role role)
{
	return word_of(role_words, ROLE_DISABLED, role);
}

enum role narrate_role_of(const char *word)
{
	return (enum role)number_of(role_words, ROLE_DISABLED, word);
}

const char *narrate_reason(enum reason reason)
{
	return word_of(reason_words, REASON_LAST, reason);
}

enum reason narrate_reason_of(const char *word)
{
	return (enum reason)number_of(reason_words, REASON_LAST, word);
}

const char *narrate_reason_text(enum reason reason)
{
	return word_of(reason_texts, REASON_LAST, reason);
}

const char *narrate_kind(enum event_kind kind)
{
	return word_of(kind_words, EVENT_LAST, kind);
}

enum event_kind narrate_kind_of(const char *word)
{
	return (enum event_kind)number_of(kind_words, EVENT_LAST, word);
}

const char *narrate_severity(enum severity severity)
{
	return word_of(severity_words, SEVERITY_WARNING, severity);
}

/* A sentence in the making, in memory of a fixed size; what does not fit is cut. */
struct sentence {
	char *text;
	size_t size;
	size_t length;
	const struct event *event;
	const struct narrate_names *names;
};

__attribute__((format(printf, 2, 3))) static void add(
	struct sentence *sentence, const char *format, ...)
{
	size_t room = sentence->size - sentence->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(sentence->text + sentence->length, room, format, arguments);
	va_end(arguments);
	sentence->length += length < (int)room ? (size_t)length : room - 1;
}

/* Divide before rounding: the largest span must not overflow. */
static uint64_t round_to(uint64_t span_us, uint64_t unit_us)
{
	return span_us / unit_us + (span_us % unit_us >= unit_us / 2 ? 1 : 0);
}

/* Add a span of time above 0 as a person reads it: "300 ms" below a second, else "10.0
 * s". */
static void add_span(struct sentence *sentence, int64_t span_us)
{
	uint64_t span_ms = round_to((uint64_t)span_us, 1000);
	uint64_t tenths = round_to((uint64_t)span_us, 100000);

	if (span_ms < 1000) {
		add(sentence, "%" PRIu64 " ms", span_ms);
	} else {
		add(sentence, "%" PRIu64 ".%" PRIu64 " s", tenths / 10, tenths % 10);
	}
}

/* Add " (MAC 02:00:5e:10:00:01)" if the event has one. */
static void add_mac(struct sentence *sentence)
{
	static const uint8_t nobody[6] = { 0 };
	const uint8_t *mac = sentence->event->mac;

	if (memcmp(mac, nobody, sizeof(nobody)) != 0) {
		add(sentence, " (MAC %02x:%02x:%02x:%02x:%02x:%02x)", mac[0], mac[1],
			mac[2], mac[3], mac[4], mac[5]);
	}
}

/* Add the names of the links that the event is about: "eth0", "eth0 and cross". */
static void add_links(struct sentence *sentence)
{
	const struct narrate_names *names = sentence->names;
	unsigned count = names->link_count;
	uint32_t link = sentence->event->link;

	if (link > 0 && link <= count) {
		add(sentence, "%s", names->links[link - 1]);
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		add(sentence, "%s%s",
			i == 0           ? ""
			: i + 1 == count ? " and "
					 : ", ",
			names->links[i]);
	}
}

/* Add "silent 10.0 s on eth0 (limit 10.0 s)": the evidence for a verdict on a peer. */
static void add_silence(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "silent ");
	if (event->silence_us > 0) {
		add_span(sentence, event->silence_us);
		add(sentence, " ");
	}
	add(sentence, "on ");
	add_links(sentence);
	if (event->limit_us > 0) {
		add(sentence, " (limit ");
		add_span(sentence, event->limit_us);
		add(sentence, ")");
	}
}

/* Add ": " and the reason, if there is one. */
static void add_reason(struct sentence *sentence)
{
	enum reason reason = sentence->event->reason;

	if (reason != REASON_NONE) {
		add(sentence, ": %s", narrate_reason_text(reason));
	}
}

/* A silent peer whose host answers, or whose words are not accepted, is no dead one. */
static void add_cause(struct sentence *sentence)
{
	enum reason reason = sentence->event->reason;

	if (reason == REASON_PEER_REFUSES || reason == REASON_NOT_AUTHENTIC
		|| reason == REASON_LINK_UNUSABLE) {
		add_reason(sentence);
	}
}

/* A handover reads differently from each side and at each step. */
static void add_handover(struct sentence *sentence)
{
	const struct event *event = sentence->event;
	bool back = event->reason == REASON_FAILBACK;
	const char *verb = back ? "handed back to" : "handed over to";

	if (event->to == ROLE_ACTIVE) {
		verb = back ? "taken back from" : "taken over from";
	} else if (event->to == ROLE_RELEASING) {
		verb = back ? "handing back to" : "handing over to";
	}
	add(sentence, "%s %s (%s)", verb, sentence->names->peer,
		narrate_reason(event->reason));
}

static void add_plain_reason(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "%s", narrate_reason_text(event->reason));
	if (event->reason == REASON_ANSWERED_BY_PEER
		|| event->reason == REASON_ADDRESS_CONFLICT
		|| event->reason == REASON_RIVAL_PROBES) {
		add_mac(sentence);
	}
	if (event->reason == REASON_SEGMENT_SILENT && event->silence_us > 0) {
		add(sentence, ", peer %s ", sentence->names->peer);
		add_silence(sentence);
	}
}

static void add_reason_of_role(struct sentence *sentence)
{
	enum reason reason = sentence->event->reason;
	const char *of_peer =
		(unsigned)reason <= REASON_LAST ? peer_texts[reason] : NULL;

	if (reason == REASON_PEER_SILENT) {
		add(sentence, "peer %s ", sentence->names->peer);
		add_silence(sentence);
	} else if (reason == REASON_FAILBACK || reason == REASON_SWITCHOVER) {
		add_handover(sentence);
	} else if (of_peer != NULL) {
		add(sentence, "peer %s %s", sentence->names->peer, of_peer);
	} else {
		add_plain_reason(sentence);
	}
}

static void write_role_change(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	if (event->from == event->to) {
		add(sentence, "%s as before", narrate_role(event->to));
	} else {
		add(sentence, "%s to %s", narrate_role(event->from),
			narrate_role(event->to));
	}
	if (event->reason != REASON_NONE) {
		add(sentence, ": ");
		add_reason_of_role(sentence);
	}
}

static void write_start(struct sentence *sentence)
{
	const struct narrate_names *names = sentence->names;

	add(sentence, "started on node %s", names->node);
	if (names->own[0] != '\0') {
		add(sentence, " (%s)", names->own);
	}
	add(sentence, ", peer %s on ", names->peer);
	add_links(sentence);
	add(sentence, ", role %s", narrate_role(sentence->event->to));
}

static void write_stop(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "stopped on node %s, role was %s", sentence->names->node,
		narrate_role(event->from));
	if (event->reason == REASON_RESTARTED) {
		add(sentence, "; a restart follows, until then the F-IPs stay");
	}
}

/* Kinds that say the same of each event. */
static void write_plain(struct sentence *sentence)
{
	/* table */
	static const char *const texts[EVENT_LAST + 1] = {
		[EVENT_CONFIG_CHANGED] =
			"configuration changed: the new settings are in force",
		[EVENT_MAINTENANCE_EXPIRED] =
			"maintenance ended by itself: its time is over",
		[EVENT_FIP_RESTORED] = "an F-IP was removed by somebody else on this "
				       "host and was put back",
		[EVENT_ADDRESS_CONFLICT_END] =
			"address conflict is over: nobody else wants the F-IPs",
		[EVENT_CHECK_FAILED] = "check failed: no reference address answers",
		[EVENT_CHECK_PASSED] =
			"check passed: a reference address answers again",
		[EVENT_OUTSIDER_END] =
			"no F-IP that somebody else set is left on this host",
		[EVENT_THIRD_NODE_END] =
			"no third node has the key of this pair any more",
		[EVENT_JOURNAL_FAILED] = "events are not kept on disk",
		[EVENT_JOURNAL_WRITTEN] = "events are kept on disk again",
		[EVENT_CHECKS_UNKNOWN] = "nobody runs the checks and hooks",
		[EVENT_CHECKS_KNOWN] = "the checks and hooks are run again",
	};

	add(sentence, "%s", texts[sentence->event->kind]);
}

/* Return what a check or hook did by which such an event came. */
static const char *task_text(enum event_kind kind)
{
	if (kind == EVENT_SERVICE_FAILED || kind == EVENT_HOOK_FAILED) {
		return "failed";
	}
	return kind == EVENT_HOOK_ENDED ? "ended" : "works again";
}

static void write_task(struct sentence *sentence)
{
	enum event_kind kind = sentence->event->kind;
	bool service = kind == EVENT_SERVICE_FAILED || kind == EVENT_SERVICE_WORKS;

	add(sentence, "%s ", service ? "service check" : "hook");
	if (sentence->names->task != NULL) {
		add(sentence, "%s", sentence->names->task);
	} else {
		add(sentence, "number %" PRIu32, sentence->event->task);
	}
	add(sentence, " %s", task_text(kind));
}

static void write_refusal(struct sentence *sentence)
{
	add(sentence, "the operator's action was refused");
	add_reason(sentence);
}

static void write_failback_refusal(struct sentence *sentence)
{
	add(sentence, "failback to peer %s was refused", sentence->names->peer);
	add_reason(sentence);
}

static void write_loss(struct sentence *sentence)
{
	add(sentence, "peer %s lost: ", sentence->names->peer);
	if (sentence->event->reason == REASON_PEER_LEFT) {
		/* In journals of fipd 0.1.0. */
		add(sentence, "it said that it stops or gives up the F-IPs");
		return;
	}
	add_silence(sentence);
	add_cause(sentence);
}

static void write_leave(struct sentence *sentence)
{
	add(sentence,
		"peer %s left in good order: fipd was stopped there, or its redundancy "
		"switched off",
		sentence->names->peer);
}

static void write_recovery(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "peer %s recovered: heard again on ", sentence->names->peer);
	add_links(sentence);
	if (event->silence_us > 0) {
		add(sentence, " after ");
		add_span(sentence, event->silence_us);
	}
	if (event->peer != ROLE_UNKNOWN) {
		add(sentence, ", its role is %s", narrate_role(event->peer));
	}
}

static void write_link_down(struct sentence *sentence)
{
	add(sentence, "link ");
	add_links(sentence);
	add(sentence, " down: peer %s ", sentence->names->peer);
	if (sentence->event->reason == REASON_ONE_WAY) {
		add(sentence, "is heard there but does not hear this node");
		return;
	}
	add_silence(sentence);
	add_cause(sentence);
}

static void write_link_up(struct sentence *sentence)
{
	if (sentence->event->reason == REASON_LINK_REMOVED) {
		/* Its name has left the configuration with it. */
		add(sentence, "link %u", sentence->event->link);
		add_reason(sentence);
		return;
	}
	add(sentence, "link ");
	add_links(sentence);
	add(sentence, " up: peer %s and this node hear each other there",
		sentence->names->peer);
}

static void write_split_brain(struct sentence *sentence)
{
	add(sentence, "split brain: this node and peer %s are both active",
		sentence->names->peer);
}

static void write_split_brain_end(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "split brain is over: this node is %s, peer %s is %s",
		narrate_role(event->to), sentence->names->peer,
		event->peer == ROLE_UNKNOWN ? "not heard" : narrate_role(event->peer));
}

static void write_conflict(struct sentence *sentence)
{
	const struct event *event = sentence->event;

	add(sentence, "address conflict: ");
	if (event->reason == REASON_ANSWERED_BY_PEER && event->peer != ROLE_UNKNOWN) {
		add(sentence,
			"the host of peer %s, which is %s and holds none, "
			"answers for an F-IP",
			sentence->names->peer, narrate_role(event->peer));
	} else {
		add(sentence, "%s", narrate_reason_text(event->reason));
	}
	add_mac(sentence);
}

static void write_mismatch(struct sentence *sentence)
{
	add(sentence, "configuration mismatch with peer %s", sentence->names->peer);
	add_reason(sentence);
}

static void write_match(struct sentence *sentence)
{
	add(sentence, "configuration agrees again with peer %s", sentence->names->peer);
	if (sentence->event->reason != REASON_NONE) {
		add(sentence, " (it was: %s)",
			narrate_reason_text(sentence->event->reason));
	}
}

static void write_outsider(struct sentence *sentence)
{
	const struct copy *copy = &sentence->event->copy;

	add(sentence, "somebody else set F-IP ");
	if (sentence->names->copy != NULL) {
		add(sentence, "%s", sentence->names->copy);
	} else {
		add(sentence, "number %" PRIu32, copy->fip);
	}
	add(sentence, "/%u on this host (protocol %u)", copy->prefix_length,
		copy->protocol);
	add_reason(sentence);
}

static void write_third(struct sentence *sentence)
{
	const struct event *event = sentence->event;
	const struct narrate_names *names = sentence->names;

	add(sentence, "third node: ");
	if (event->reason == REASON_PEER_OF_OTHERS) {
		add(sentence, "%s, the peer of this node, has another peer",
			names->peer);
	} else if (event->reason == REASON_THIRD_AT_PEER) {
		add(sentence, "one with the key of this pair speaks to peer %s",
			names->peer);
	} else {
		add(sentence,
			"%s, which is not the peer, speaks to this node with the "
			"key of this pair",
			names->third != NULL ? names->third : "one");
	}
}

static void write_failover_end(struct sentence *sentence)
{
	add(sentence, "failover is over");
	if (sentence->event->reason == REASON_NONE) {
		add(sentence, ": this node is %s", narrate_role(sentence->event->to));
	} else {
		add_reason(sentence);
	}
}

static void write_out_of_service(struct sentence *sentence)
{
	add(sentence, "out of service, role is %s", narrate_role(sentence->event->to));
	if (sentence->event->reason != REASON_NONE) {
		add(sentence, ": ");
		add_reason_of_role(sentence);
	}
}

static void write_out_of_service_end(struct sentence *sentence)
{
	add(sentence, "in service again, role is %s",
		narrate_role(sentence->event->to));
}

/* Nothing was seen to end: nobody knows, or it is told anew at once. */
static bool is_formal_end(const struct event *event)
{
	return event_clears(event->kind) != 0
	       && (event->reason == REASON_SEEN_ANEW
		       || event->reason == REASON_TOLD_ANEW);
}

static void write_formal_end(struct sentence *sentence)
{
	add(sentence, "alarm %s ended",
		narrate_kind(event_clears(sentence->event->kind)));
	add_reason(sentence);
}

void narrate_event(char *text, size_t size, const struct event *event,
	const struct narrate_names *names)
{
	/* table */
	static void (*const writers[EVENT_LAST + 1])(struct sentence *) = {
#define EVENT(name, number, word, label, severity, clears, level, sentence, ...)       \
	[number] = sentence,
#include "model/events.def"
#undef EVENT
	};
	struct sentence sentence = { text, size, 0, event, names };

	if ((unsigned)event->kind > EVENT_LAST || writers[event->kind] == NULL) {
		add(&sentence, "unknown event");
	} else if (is_formal_end(event)) {
		write_formal_end(&sentence);
	} else {
		writers[event->kind](&sentence);
	}
}
