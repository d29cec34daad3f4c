/*
 * metrics - what fipd-web knows as text for Prometheus (exposition format 0.0.4).
 *
 * One table says what there is.  What fipd said is there only while it is true: a
 * sample that is not written says more than one that is an hour old.
 */
#ifndef FIPD_WEB_METRICS_H
#define FIPD_WEB_METRICS_H

#include <stdio.h>

#include "web/snapshot.h"

/* Write every metric. */
void metrics_write(FILE *out, const struct snapshot *snapshot);

#endif
