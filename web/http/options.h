/*
 * options - the command line of fipd-web.
 *
 * Plain data; the texts live as long as the arguments of main.
 */
#ifndef FIPD_HTTP_OPTIONS_H
#define FIPD_HTTP_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *control; /* fipd's control socket */
	bool debug;
};

/* Read the command line.  True to go on; otherwise *code is what to exit with. */
bool options_read(struct options *options, int count, char **arguments, int *code);

#endif
