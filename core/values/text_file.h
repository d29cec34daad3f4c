/*
 * text_file - the whole text of a small file that an operator wrote.
 *
 * Opening and reading are apart, so that a caller can look at the owner and mode of the
 * very file it is about to read.  A device, a pipe or a folder is refused: reading it
 * could block or never end.
 */
#ifndef FIPD_VALUES_TEXT_FILE_H
#define FIPD_VALUES_TEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Return a descriptor of a regular file to read, or -errno (-ENOTSUP: not a regular
 * file).  It waits for nobody, and nothing is opened that could act.  Where others may
 * own the folder no symbolic link is followed: -ELOOP.
 */
int file_open(const char *path, bool follow);

/*
 * Read at most limit_bytes into *text, which the caller frees, and end them with a zero
 * byte.  0, or -errno; -EFBIG if there are more.  *text is NULL unless 0 is returned.
 */
int file_read(int fd, size_t limit_bytes, char **text, size_t *length_bytes);

/* Return what an error of the two means, in words. */
const char *file_explain(int error);

#endif
