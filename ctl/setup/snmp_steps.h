/*
 * snmp_steps - what setup does for SNMP: snmpd's drop-in is read, it listens where an
 * operations center reaches it, its users exist, and informs have a receiver.
 *
 * Files go into the plan; the users come when the plan is written, for snmpd must be
 * down meanwhile: it writes its own file when it ends.
 */
#ifndef FIPD_SETUP_SNMP_STEPS_H
#define FIPD_SETUP_SNMP_STEPS_H

#include <stdbool.h>

#include "doctor/snmpd_conf.h"
#include "setup/plan.h"
#include "setup/secrets.h"
#include "values/ip.h"

#define SNMPSTEPS_USERS "/etc/fipd/snmp-users"

struct snmpsteps {
	const char *path;       /* of snmpd.conf */
	struct snmpdconf *conf; /* as it was read */
	char *text;             /* of snmpd.conf as it shall be, or NULL */
	char *informs;          /* of informs.conf, or NULL */
	struct secrets *secrets;
	bool has_new_users; /* they are to be given to snmpd */
};

/*
 * Ask whether SNMP is wanted, and which operations center gets informs, unset for none.
 * False at the end of the input.
 */
bool snmpsteps_ask(bool *is_wanted, struct ip *center);

/*
 * Add what is missing to the plan; an unset center gets no informs.  False, and what to
 * do first on stderr.  End with snmpsteps_free in every case.
 */
bool snmpsteps_plan(struct snmpsteps *steps, struct plan *plan, struct ip center);

/*
 * Give snmpd its users, and start it again if something has changed; false, and why on
 * stderr, at a failure.
 */
bool snmpsteps_finish(const struct snmpsteps *steps, const struct plan *plan);

/* Free what the steps have. */
void snmpsteps_free(struct snmpsteps *steps);

#endif
