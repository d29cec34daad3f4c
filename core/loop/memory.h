/*
 * memory - what the program needs in RAM when it counts, and nothing else of it.
 *
 * A page is locked as soon as it was used once (MCL_ONFAULT), so what is never used
 * costs nothing: the unused ends of tables and stacks, most of the libraries.  Code
 * that was not used yet would be read from the disk in the middle of a takeover, and
 * the disk may be slow or gone.  So all of the code that the loop and the fence run is
 * read at start, whether or not it was used; and of libcrypto what sealing has used by
 * then.
 */
#ifndef FIPD_LOOP_MEMORY_H
#define FIPD_LOOP_MEMORY_H

/*
 * Let every table have pages of its own: those that it never uses are never there, and
 * all go when it is freed.  To be called before anything is taken.
 */
void memory_begin(void);

/*
 * Give back to the kernel what only the start has used, read all code that may be
 * needed, and keep that and what is used from now on in RAM.  0 or -errno as
 * privilege_lock_memory: then it was read, but may not stay.
 */
int memory_keep(void);

#endif
