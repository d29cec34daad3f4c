/*
 * options - the command line of fipd-agentx.
 *
 * Plain data; the texts live as long as the arguments of main.
 */
#ifndef FIPD_AGENTX_OPTIONS_H
#define FIPD_AGENTX_OPTIONS_H

#include <stdbool.h>

enum {
	OPTIONS_PATH_MAX = 255
};

struct options {
	const char *control;    /* fipd's control socket */
	const char *agentx;     /* snmpd's AgentX socket */
	const char *informs;    /* the file of the receivers of informs */
	const char *context;    /* SNMP context, "": the default one */
	const char *user;       /* NULL: its own, if there is one */
	const char *lock_given; /* NULL: the default one */
	char lock[OPTIONS_PATH_MAX + 1];
	bool debug;
	bool linger; /* on SIGTERM, stay until fipd has ended */
	bool check;  /* only look at the receivers of informs */
};

/* Read the command line.  True to go on; otherwise *code is what to exit with. */
bool options_read(struct options *options, int count, char **arguments, int *code);

#endif
