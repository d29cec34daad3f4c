/*
 * schema_write - the schema as an operator reads it: the example file and the manual.
 *
 * conf/fipd.yaml and the settings of fipd.yaml(5) are this output (fipd --schema yaml
 * and fipd --schema mdoc); a test compares them, so neither can fall behind the code.
 */
#ifndef FIPD_CONFIG_SCHEMA_WRITE_H
#define FIPD_CONFIG_SCHEMA_WRITE_H

#include <stdio.h>

/* Write the example fipd.yaml; it is a valid one, of the preferred node of a pair. */
void schema_write_example(FILE *out);

/* Write the settings as a list in mdoc, for fipd.yaml(5). */
void schema_write_manual(FILE *out);

#endif
