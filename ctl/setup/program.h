/*
 * program - other programs that setup runs: systemctl, diff.
 */
#ifndef FIPD_SETUP_PROGRAM_H
#define FIPD_SETUP_PROGRAM_H

/*
 * Run a program to its end; argv ends with NULL, input, if not NULL, is what it reads.
 * Return its exit code, 127 if there is no such program, -1 if a signal ended it.
 */
int program_run(const char *const argv[], const char *input);

#endif
