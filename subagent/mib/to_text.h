/*
 * to_text - how the value of a writable object is written down for fipd.
 *
 * The texts are those of fipd.yaml, because fipd checks a SET with the same code as its
 * configuration file.  Each function returns false for a value that stands for nothing
 * there.
 */
#ifndef FIPD_MIB_TO_TEXT_H
#define FIPD_MIB_TO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "mib/snmp_value.h"

/* TruthValue: "on", "off". */
bool write_switch(char *text, size_t size, const struct value *value);

/* "active", "standby". */
bool write_role(char *text, size_t size, const struct value *value);

/* "automatic", "manual". */
bool write_failback(char *text, size_t size, const struct value *value);

/* "even-odd", "hash". */
bool write_split(char *text, size_t size, const struct value *value);

/* A host as it is; false if it is more than one word of printable ASCII. */
bool write_host(char *text, size_t size, const struct value *value);

/* An action of the control protocol; "" for none. */
bool write_action(char *text, size_t size, const struct value *value);

/* "5". */
bool write_number(char *text, size_t size, const struct value *value);

/* Milliseconds: "500 ms". */
bool write_span(char *text, size_t size, const struct value *value);

/* InetAddress: "192.168.0.2". */
bool write_address(char *text, size_t size, const struct value *value);

/* BITS of the kinds of events that are notified: "[linkUp,fipRestored]" are the others.
 * False if a bit is set that stands for no kind. */
bool write_muted(char *text, size_t size, const struct value *value);

/* RowStatus: "", for it is no setting by itself; notReady(3) cannot be written. */
bool write_row_status(char *text, size_t size, const struct value *value);

/* "": the value says only how to read another one. */
bool write_nothing(char *text, size_t size, const struct value *value);

#endif
