/*
 * schema_nearest - the setting that a person probably meant.
 *
 * Somebody who writes "intervall", "monitor-interval" or "fipdMonitorInterval" is told
 * "did you mean 'interval'?" instead of being sent to the manual.
 */
#ifndef FIPD_CONFIG_SCHEMA_NEAREST_H
#define FIPD_CONFIG_SCHEMA_NEAREST_H

/* Return the name of the setting nearest to what was written, or NULL if none is near.
 */
const char *schema_nearest(const char *name);

#endif
