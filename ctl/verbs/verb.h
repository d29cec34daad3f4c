/*
 * verb - what fipctl can do: one verb, one file verb_NAME.c, one row in the
 * table of ctl/main.c.
 *
 * A verb gets the whole command line, with words[0] its own name, and returns how
 * fipctl should end.  main has checked its options and the number of its arguments by
 * the row.
 */
#ifndef FIPD_VERBS_VERB_H
#define FIPD_VERBS_VERB_H

#include "contact/options.h"

struct verb {
	const char *name;
	const char *arguments; /* as the usage shows them */
	const char *summary;
	unsigned options; /* enum option_mark: those it takes */
	int least;        /* number of its arguments */
	int most;
	int (*run)(const struct options *options);
};

/* Judge whether the pair is as it should be, as a monitoring plugin does. */
int verb_check(const struct options *options);

/* Look for what keeps SNMP from working, and say what to do. */
int verb_doctor(const struct options *options);

/* Print the last events. */
int verb_events(const struct options *options);

/* Explain where the F-IPs are, or a message, or list all messages. */
int verb_explain(const struct options *options);

/* Let fipd try again at once what the kernel refused. */
int verb_clear_fault(const struct options *options);

/* Keep the F-IPs off this node, or let it have them again. */
int verb_maintenance(const struct options *options);

/* Print a new line for the key file. */
int verb_keygen(const struct options *options);

/* Play a recording through the engine of this fipctl; 0 same, 1 differs, 2 unreadable.
 */
int verb_replay(const struct options *options);

/* Let fipd read its file again, and print the faults. */
int verb_reload(const struct options *options);

/* Change settings in one transaction. */
int verb_set(const struct options *options);

/* Announce a restart of fipd, which shall keep the F-IPs. */
int verb_restart_plan(const struct options *options);

/* Print the settings in force. */
int verb_show(const struct options *options);

/* Print how the pair is. */
int verb_status(const struct options *options);

/* Move the F-IPs, and wait for the outcome. */
int verb_switchover(const struct options *options);

/* Print events as they come. */
int verb_watch(const struct options *options);

#endif
