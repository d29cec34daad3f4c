#include "setup/prompt.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char blanks[] = " \t\r\n";

bool prompt_is_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static void trim(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
		text[--length] = '\0';
	}
	memmove(text, text + strspn(text, blanks), length - strspn(text, blanks) + 1);
}

bool prompt_ask(const char *question, const char *initial, char answer[PROMPT_BYTES])
{
	bool has_initial = initial != NULL && initial[0] != '\0';

	printf("%s%s%s%s: ", question, has_initial ? " [" : "",
		has_initial ? initial : "", has_initial ? "]" : "");
	fflush(stdout);
	if (fgets(answer, PROMPT_BYTES, stdin) == NULL) {
		putchar('\n');
		return false;
	}
	trim(answer);
	if (answer[0] == '\0' && has_initial) {
		snprintf(answer, PROMPT_BYTES, "%s", initial);
	}
	return true;
}

static bool is_answer(const char *text, const char *word)
{
	return strcasecmp(text, word) == 0
	       || (text[0] != '\0' && text[1] == '\0'
		       && strncasecmp(text, word, 1) == 0);
}

bool prompt_confirm(const char *question, bool initial)
{
	char answer[PROMPT_BYTES];

	while (prompt_ask(question, initial ? "yes" : "no", answer)) {
		if (is_answer(answer, "yes")) {
			return true;
		}
		if (is_answer(answer, "no")) {
			return false;
		}
		printf("  '%.40s' is neither yes nor no\n", answer);
	}
	return false;
}
