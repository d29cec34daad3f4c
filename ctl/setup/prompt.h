/*
 * prompt - questions to whoever sits at the terminal, if anybody does.
 *
 * Nothing of the terminal is changed, so that Ctrl-C at a question leaves all as it
 * was.
 */
#ifndef FIPD_SETUP_PROMPT_H
#define FIPD_SETUP_PROMPT_H

#include <stdbool.h>

enum {
	PROMPT_BYTES = 1024
};

/* Return whether somebody can be asked. */
bool prompt_is_possible(void);

/*
 * Ask, and take the line without the blanks around it; an empty one is the initial
 * answer, "" if there is none.  False at the end of the input.
 */
bool prompt_ask(const char *question, const char *initial, char answer[PROMPT_BYTES]);

/* Ask until the answer is yes or no; the end of the input is no. */
bool prompt_confirm(const char *question, bool initial);

#endif
