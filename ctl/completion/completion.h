/*
 * completion - what can stand where a shell's user presses TAB.
 *
 * Everything comes from the tables that fipctl reads its command line by: the rows of
 * the verbs, of the options and of the settings.  The files of conf/completion hand the
 * words to `fipctl --complete`, so that no shell has a list of its own.
 */
#ifndef FIPD_COMPLETION_COMPLETION_H
#define FIPD_COMPLETION_COMPLETION_H

#include "verbs/verb.h"

/*
 * Print what the last of the words can become, a line each: the whole word, and behind
 * a tab what it is.  A line that begins with a tab says that any file can stand there.
 * The list of verbs ends with NULL.
 */
void completion_print(const struct verb *const *verbs, int word_count, char **words);

#endif
