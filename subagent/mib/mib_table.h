/*
 * mib_table - the rows of FIPD-MIB, for mib.c alone.
 */
#ifndef FIPD_MIB_MIB_TABLE_H
#define FIPD_MIB_MIB_TABLE_H

#include "mib/mib.h"

/* In ascending order of object identifiers. */
extern const struct mib_object mib_table[];
extern const size_t mib_table_count;

#endif
