/*
 * metrics_parts - what the table of the metrics and its reader share.
 */
#ifndef FIPD_WEB_METRICS_PARTS_H
#define FIPD_WEB_METRICS_PARTS_H

#include <stddef.h>

#include "protocol/words.h"

/* Where the samples come from. */
enum metric_source {
	METRIC_OF_STATUS = 1,
	METRIC_OF_LINK,  /* a sample for each link */
	METRIC_OF_FIP,   /* a sample for each F-IP */
	METRIC_OF_TALLY, /* of fipd-web itself, as the rest */
	METRIC_UP,
	METRIC_DATA_AGE,
	METRIC_SCRIPTS,
	METRIC_ANSWERS,     /* by code */
	METRIC_WEB_VERSION, /* 1, with labels */
	METRIC_VERSION,     /* of fipd, as the rest */
	METRIC_NODE,
	METRIC_ALARMS,  /* by severity */
	METRIC_PRESENT, /* each F-IP in the kernel */
};

/* How a member of the source's struct is read. */
enum metric_form {
	METRIC_U32 = 1,
	METRIC_U64,
	METRIC_MEASURE, /* uint32_t, 0: not measured, no sample */
	METRIC_AGE,     /* int64_t, -1: no sample */
	METRIC_BOOLEAN,
	METRIC_STATES, /* a sample for each word, 1 for the one that is true */
	METRIC_HELD,   /* 1 if it is FIP_HELD */
};

struct metric {
	const char *name;
	const char *type;
	enum metric_source source;
	enum metric_form form;
	size_t offset_bytes;
	int decimals; /* 3 makes seconds of milliseconds */
	const struct vocabulary *words;
	const char *help;
};

extern const struct metric metrics_list[];
extern const size_t metrics_count;

#endif
