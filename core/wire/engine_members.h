/*
 * engine_members - the engine's memory in a recording, read member by member.
 *
 * An image is the memory of struct engine as it was (recording.h), and whoever has made
 * the file chose its bytes.  One table (engine_members.c) names every member of the
 * engine with its place and the values that it may have, so that no index, enumeration,
 * count or boolean of an image leaves its bounds.  A member that has no row is not read
 * from images at all, and a unit test finds it.
 */
#ifndef FIPD_WIRE_ENGINE_MEMBERS_H
#define FIPD_WIRE_ENGINE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/state.h"

enum {
	ENGINE_MEMBERS_FAULT_BYTES = 128
};

/*
 * Read an engine from an image.  False if it is none, with what is wrong in fault:
 * "damping.next is 7 (byte 1904), it may be 0 to 2".
 */
bool engine_members_decode(struct engine *engine, const uint8_t *image,
	size_t image_bytes, char fault[ENGINE_MEMBERS_FAULT_BYTES]);

/* For tests: */

/* Return the name of the member that the byte at offset belongs to, or NULL. */
const char *engine_members_name_at(size_t offset);

#endif
