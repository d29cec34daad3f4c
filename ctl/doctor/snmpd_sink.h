/*
 * snmpd_sink - one receiver of snmpd's notifications, as its line names it.
 *
 * A line can be right for net-snmp and wrong for informs that must not be lost: then
 * the line that is right is written too, without the secrets that are in it.
 */
#ifndef FIPD_DOCTOR_SNMPD_SINK_H
#define FIPD_DOCTOR_SNMPD_SINK_H

#include <stdbool.h>

#include "doctor/snmpd_line.h"

enum sink_fault {
	SINK_GOOD,
	SINK_BLOCKS, /* snmpd waits for the receiver's engine ID, and answers nobody */
	SINK_GIVES_UP, /* an inform is not repeated for long */
};

/* A receiver of snmpd's notifications. */
struct snmpdsink {
	char host[SNMPDLINE_PATH_BYTES]; /* as it is written */
	char name[SNMPDLINE_PATH_BYTES]; /* the name or the address in that */
	char place[SNMPDLINE_PLACE_BYTES];
	enum sink_fault fault;
	char right[SNMPDLINE_BYTES]; /* the line without the fault, and no secrets
				      */
};

/* Read a line of trapsess, informsink or their like; false if it names nobody. */
bool snmpdsink_read(struct snmpdsink *sink, const struct snmpdline *line);

#endif
