/*
 * report - an account of an incident as text for a terminal and as JSON.
 */
#ifndef FIPD_INCIDENT_REPORT_H
#define FIPD_INCIDENT_REPORT_H

#include "incident/account.h"

/* Print the account on stdout: a head, the timeline of both nodes, the open question.
 */
void report_print(const struct account *account);

/* Print the same facts on stdout as one JSON object. */
void report_print_json(const struct account *account);

#endif
