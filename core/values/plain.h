/*
 * plain - text that only says what it says, wherever it is read.
 *
 * What others wrote (a value of a SET, a name in a file) ends in a log line, a trap and
 * on a terminal.  There control characters would act: break a line, colour it, move the
 * cursor; U+0080 to U+009F as the C0 controls do; others turn the direction of reading,
 * so that a text looks like another one.  Everything that is shown goes through here.
 */
#ifndef FIPD_VALUES_PLAIN_H
#define FIPD_VALUES_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Put stand_in in the place of every byte of a character that acts, and of every byte
 * that is no UTF-8; the length stays.
 */
void plain_make(char *text, size_t length_bytes, char stand_in);

/* Return whether there is none of these in the text. */
bool plain_is(const char *text);

#endif
