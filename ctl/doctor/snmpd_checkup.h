/*
 * snmpd_checkup - what of snmpd's configuration and of its sockets keeps fipd-agentx,
 * an operations center or a receiver of notifications from their work.
 */
#ifndef FIPD_DOCTOR_SNMPD_CHECKUP_H
#define FIPD_DOCTOR_SNMPD_CHECKUP_H

#include <stdbool.h>

#include "doctor/checkup.h"

/* Examine a snmpd.conf, what it includes, and the sockets that it names. */
void snmpdcheckup_examine(struct checkup *checkup, const char *path);

/* Return whether every address of an agentAddress line is of this host alone. */
bool snmpdcheckup_is_local(const char *text);

#endif
