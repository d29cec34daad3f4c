/*
 * status_table - the status as a page that a person reads at a glance.
 */
#ifndef FIPD_OUTPUT_STATUS_TABLE_H
#define FIPD_OUTPUT_STATUS_TABLE_H

#include "protocol/status.h"

/* Print the page on stdout. */
void page_print(const struct status *status);

#endif
