#include "web/tag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/hash.h"

void tag_write(
	char tag[TAG_SIZE], const char *bytes, size_t length_bytes, const char *digest)
{
	uint64_t hash = hash_append(HASH_EMPTY, bytes, length_bytes);

	hash = hash_append(hash, digest, strlen(digest));
	snprintf(tag, TAG_SIZE, "\"%016" PRIx64 "\"", hash_draw(hash, 1));
}

/* A list of tags, of which weak ones count too (RFC 9110, 13.1.2).  A tag holds its
 * quotes, so that finding it anywhere is finding the whole of it. */
bool tag_is_named(const char *tag, const char *if_none_match)
{
	if (if_none_match == NULL) {
		return false;
	}
	return strcmp(if_none_match, "*") == 0 || strstr(if_none_match, tag) != NULL;
}
