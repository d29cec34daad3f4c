/*
 * word - the words of a line as net-snmp's files have them: by blanks, quoted or not,
 * up to a #.
 */
#ifndef FIPD_VALUES_WORD_H
#define FIPD_VALUES_WORD_H

/* Take a word from text, in place, and move text behind it; NULL at the end of the line
 * or at a comment. */
char *word_take(char **text);

#endif
