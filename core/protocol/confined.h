/*
 * confined - how a program that watches fipd confines itself, and says what of it
 * failed.
 */
#ifndef FIPD_PROTOCOL_CONFINED_H
#define FIPD_PROTOCOL_CONFINED_H

#include "confine/confine.h"
#include "protocol/report.h"

/*
 * Become the program's user, as confine_take_user with the name that was written or
 * NULL, and make no other system calls than its own from now on.  0, or what to exit
 * with; the report says why.
 */
int confined_begin(
	enum confine_program program, const char *user, const struct report *report);

#endif
