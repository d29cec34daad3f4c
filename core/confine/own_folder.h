/*
 * own_folder - the folders of a program that root starts and that runs as another user.
 *
 * What the unit's StateDirectory= and RuntimeDirectory= do: a folder that is missing is
 * made for the user, and one in which the program has run as root before is given to
 * him with the files in it.  A folder in which anything else lies is not the program's
 * alone (/run, /tmp, a home) and is left as it is, as is one that others may write.
 */
#ifndef FIPD_CONFINE_OWN_FOLDER_H
#define FIPD_CONFINE_OWN_FOLDER_H

#include <sys/types.h>

struct own_folder_owner {
	uid_t user;
	gid_t group;
};

/* Give a state folder to its owner.  What fails is told where the folder is used. */
void own_folder_give_state(const char *folder, const struct own_folder_owner *owner);

/* Give the folder of a socket to its owner. */
void own_folder_give_socket(const char *path, const struct own_folder_owner *owner);

#endif
