#include "values/journal_stream.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool journal_stream_is_stderr(void)
{
	const char *text = getenv("JOURNAL_STREAM");
	struct stat about;
	uint64_t device;
	uint64_t inode;

	return text != NULL
	       && sscanf(text, "%" SCNu64 ":%" SCNu64, &device, &inode) == 2
	       && fstat(STDERR_FILENO, &about) == 0 && about.st_dev == device
	       && about.st_ino == inode;
}
