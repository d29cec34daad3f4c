/*
 * narrate_parts - the pieces of sentences that narrate's two files share: who the peer
 * is, for how long it has been silent and where, whose MAC answered.
 *
 * narrate_event.c tells of roles and actions, narrate_alarm.c of what is wrong and of
 * its end.  Nobody else includes this.
 */
#ifndef FIPD_WORDS_NARRATE_PARTS_H
#define FIPD_WORDS_NARRATE_PARTS_H

#include "words/narrate.h"
#include "words/text.h"

/* Write the sentence of one kind of note. */
typedef void narrate_sentence(struct text *text, const struct event *event,
	const struct narrate_names *names);

/* Add "peer 192.168.0.1". */
void narrate_peer(struct text *text, const struct narrate_names *names);

/* Add the names of the paths a note is about: "eth0", "eth0 and cross". */
void narrate_paths(struct text *text, const struct event *event,
	const struct narrate_names *names);

/* Add "silent 10.0 s on eth0 (limit 10.0 s)": the evidence for a verdict on a peer. */
narrate_sentence narrate_silence;

/* Add " (MAC 02:00:5e:10:00:01)" if the note has one. */
void narrate_mac(struct text *text, const struct event *event);

/* The sentences of narrate_alarm.c. */
narrate_sentence narrate_loss;
narrate_sentence narrate_recovery;
narrate_sentence narrate_link_down;
narrate_sentence narrate_link_up;
narrate_sentence narrate_split_brain;
narrate_sentence narrate_split_brain_end;
narrate_sentence narrate_conflict;
narrate_sentence narrate_conflict_end;
narrate_sentence narrate_mismatch;
narrate_sentence narrate_match;
narrate_sentence narrate_check;

#endif
