/*
 * rules - which rows of the rule table were needed, and which were not.
 */
#ifndef FIPD_TESTS_RULES_H
#define FIPD_TESTS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "world/world.h"

/* Print each row of the table on stdout: its number, roles and reason. */
void rules_print_table(void);

/* Print the numbers of the rows that were used on a line of stdout. */
void rules_print_used(const bool used[WORLD_RULES_MAX]);

/* Name every row that was not used on stdout; return how many. */
unsigned rules_tell_unused(const bool used[WORLD_RULES_MAX]);

/* Return how many rows were used and set count to how many there are. */
unsigned rules_count_used(const bool used[WORLD_RULES_MAX], size_t *count);

#endif
