/*
 * to_text - how the value of a writable object is written down for fipd.
 *
 * The texts are those of fipd.yaml, because fipd checks a SET with the same code as its
 * configuration file.
 */
#ifndef FIPD_MIB_TO_TEXT_H
#define FIPD_MIB_TO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "mib/snmp_value.h"

enum to_text {
	TEXT_NONE, /* the object is only read */
	/* TruthValue: "on", "off". */
	TEXT_SWITCH,
	/* "active", "standby". */
	TEXT_ROLE,
	/* "automatic", "manual". */
	TEXT_FAILBACK,
	/* "remove", "tell": what becomes of F-IPs that outsiders set. */
	TEXT_OUTSIDERS,
	/* "even-odd", "hash". */
	TEXT_SPLIT,
	/* A host as it is; false if it is more than one word of printable ASCII. */
	TEXT_HOST,
	/* A list of words of printable ASCII as it is, in brackets: "[gateway]". */
	TEXT_LIST,
	/* An action of the control protocol; "" for none. */
	TEXT_ACTION,
	/* "5". */
	TEXT_NUMBER,
	/* Milliseconds: "500 ms". */
	TEXT_SPAN,
	/* InetAddress: "192.168.0.2". */
	TEXT_ADDRESS,
	/* BITS of the kinds of events that are notified: "[linkUp,fipRestored]" are the
	 * others. False if a bit is set that stands for no kind. */
	TEXT_MUTED,
	/* RowStatus: "", for it is no setting by itself; notReady(3) cannot be written.
	 */
	TEXT_ROW_STATUS,
	/* "": whether a kind of event is muted is a part of a list. */
	TEXT_MUTE,
	/* "": the value says only how to read another one. */
	TEXT_NOTHING,
};

/* Write which number stands for the word that was sent as octets, "switchover(2)": the
 * nearest of the form, or all of them; false if it has no words. */
bool to_text_suggest(
	enum to_text form, char *text, size_t size, const struct value *sent);

/* Write a value in a form; false if it stands for nothing there. */
bool to_text(enum to_text form, char *text, size_t size, const struct value *value);

#endif
