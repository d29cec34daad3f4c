/*
 * yaml_text - writing YAML into a text of fixed size, piece by piece.
 *
 * Like snprintf both functions return where the text ends that was wanted, which may be
 * beyond its end; so a caller learns how much room is needed.
 */
#ifndef FIPD_CONFIG_YAML_TEXT_H
#define FIPD_CONFIG_YAML_TEXT_H

#include <stddef.h>

/* Write more of a text at used, as it is. */
size_t yaml_text_add(char *text, size_t size, size_t used, const char *more);

/* Write a value, in quotes if it would be taken for more than that. */
size_t yaml_text_add_value(char *text, size_t size, size_t used, const char *value);

#endif
