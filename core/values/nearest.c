#include "values/nearest.h"

#include <string.h>

static bool is_equal(char a, char b)
{
	return a == b;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t lower = a < b ? a : b;

	return lower < c ? lower : c;
}

/* Row by row of the usual matrix. */
size_t nearest_typos(
	const char *written, const char *word, bool (*same)(char a, char b))
{
	size_t line[NEAREST_WORD_MAX + 1];
	size_t width = strnlen(word, NEAREST_WORD_MAX);

	if (same == NULL) {
		same = is_equal;
	}
	for (size_t j = 0; j <= width; j++) {
		line[j] = j;
	}
	for (size_t i = 1; written[i - 1] != '\0'; i++) {
		size_t diagonal = line[0];

		line[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t changed =
				diagonal + (same(written[i - 1], word[j - 1]) ? 0 : 1);

			diagonal = line[j];
			line[j] = least(changed, line[j] + 1, line[j - 1] + 1);
		}
	}
	return line[width];
}
