/*
 * clock - the time, for fipd-agentx.
 */
#ifndef FIPD_AGENTX_CLOCK_H
#define FIPD_AGENTX_CLOCK_H

#include <stdint.h>

/* Return milliseconds of a clock that never jumps. */
int64_t clock_steady_ms(void);

/* Return Unix time in milliseconds. */
int64_t clock_date_ms(void);

#endif
