/*
 * guess - which setting a person meant who wrote a name that is none.
 *
 * Somebody who writes "intervall", "monitor-interval" or "fipdMonitorInterval" is asked
 * "did you mean 'interval'?" instead of being sent to the manual.
 */
#ifndef FIPD_SCHEMA_GUESS_H
#define FIPD_SCHEMA_GUESS_H

/* Return the name of the setting that was probably meant, or NULL. */
const char *guess_setting(const char *name);

#endif
