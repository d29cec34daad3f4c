/*
 * state_folder - the folder where fipd keeps what must survive it, for one fipd at a
 * time.
 */
#ifndef FIPD_DISK_STATE_FOLDER_H
#define FIPD_DISK_STATE_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Make the folder if it is not there and lock it.  Return the lock's descriptor, to be
 * kept open, or -errno: -EWOULDBLOCK means that another fipd has it.
 */
int state_folder_lock(const char *folder);

/*
 * Read the epoch that was kept at path, 0 if there is none, and whether the operator
 * had put the F-IPs on this node; -EINVAL if it is damaged.
 */
int state_folder_read_epoch(const char *path, uint32_t *epoch, bool *pinned);

#endif
