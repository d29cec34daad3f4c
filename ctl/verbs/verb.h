/*
 * verb - what fipctl can do: one verb, one file verb_NAME.c that defines its row,
 * verb_NAME; ctl/main.c lists them.
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
	unsigned options;      /* enum option_mark: those it takes */
	int least;             /* number of its arguments */
	int most;
	const char *help; /* what the usage says of it */
	int (*run)(const struct options *options);
};

#endif
