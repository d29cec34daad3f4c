/*
 * page - the status as a page that a person reads at a glance.
 */
#ifndef FIPD_OUTPUT_PAGE_H
#define FIPD_OUTPUT_PAGE_H

#include "protocol/status.h"

/* Print the page on stdout. */
void page_print(const struct status *status);

#endif
