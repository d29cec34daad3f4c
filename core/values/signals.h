/*
 * signals - which signals a program of fipd does not take.
 *
 * A signal that a program does not know ends it by default, so a slip of an operator,
 * or of a script that asks for statistics with SIGUSR1, would be a failover.
 */
#ifndef FIPD_VALUES_SIGNALS_H
#define FIPD_VALUES_SIGNALS_H

/*
 * Ignore every signal that would end or stop this process, but for SIGTERM and SIGINT,
 * and those by which the kernel reports a fault of the program.
 */
void signals_ignore(void);

#endif
