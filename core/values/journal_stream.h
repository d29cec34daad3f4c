/*
 * journal_stream - whether what a program writes to standard error reaches systemd's
 * journal by itself.
 */
#ifndef FIPD_VALUES_JOURNAL_STREAM_H
#define FIPD_VALUES_JOURNAL_STREAM_H

#include <stdbool.h>

/*
 * Return whether standard error is the stream that JOURNAL_STREAM names by device and
 * inode (systemd.exec(5)).  Who was started by a service and writes elsewhere has the
 * variable too.
 */
bool journal_stream_is_stderr(void);

#endif
