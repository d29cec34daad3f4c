/*
 * nearest - how far what a person wrote is from a word that exists.
 *
 * With it fipd and fipctl find the word that was probably meant.
 */
#ifndef FIPD_VALUES_NEAREST_H
#define FIPD_VALUES_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

enum {
	NEAREST_WORD_MAX = 32 /* the longest word that can be looked for */
};

/*
 * Return how many letters must be inserted, deleted or changed to make word of written
 * (Levenshtein).  same says which letters count as equal; NULL: those that are.
 */
size_t nearest_typos(
	const char *written, const char *word, bool (*same)(char a, char b));

#endif
