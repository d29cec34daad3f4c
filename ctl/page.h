/*
 * page - the status as a page that a person reads at a glance.
 */
#ifndef FIPD_CTL_PAGE_H
#define FIPD_CTL_PAGE_H

#include "control/status.h"

/* Print the page on stdout. */
void page_print(const struct status *status);

#endif
