/*
 * snmpd_sink - one receiver of snmpd's notifications, as its line names it.
 *
 * A line can be right for net-snmp and wrong for informs that must not be lost: then
 * the line that is right is written too, without the secrets that are in it.
 */
#ifndef FIPD_DOCTOR_SNMPD_SINK_H
#define FIPD_DOCTOR_SNMPD_SINK_H

#include "doctor/snmpd_conf.h"
#include "doctor/snmpd_line.h"

/* Read a line of trapsess, informsink or their like; false if it names nobody. */
bool snmpdsink_read(struct snmpdconf_sink *sink, const struct snmpdline *line);

#endif
