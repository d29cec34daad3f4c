/*
 * Whatever comes over the segment: a frame is read within its bounds, what it says is
 * of one family, and a question for what it claims can be read again.
 */
#include <stdlib.h>
#include <string.h>

#include "segment/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition) {
		abort();
	}
}

static void ask_again(const struct frame_heard *heard, uint8_t family)
{
	struct frame_heard again;
	struct frame frame;

	if (heard->claimed.family != family || heard->claimed.bytes[0] == 0xff) {
		return;
	}
	frame_put_question(
		&frame, heard->mac, (struct ip){ .family = IP_NONE }, heard->claimed);
	require(frame_read(&again, frame.family, frame.bytes, frame.length_bytes));
	require(ip_equal(again.asked, heard->claimed));
	require(!ip_is_set(again.claimed));
}

static void read_one(const uint8_t *data, size_t size, uint8_t family)
{
	uint8_t *copy = malloc(size ? size : 1);
	struct frame_heard heard;

	require(copy != NULL);
	memcpy(copy, data, size);
	if (frame_read(&heard, family, copy, size)) {
		require(heard.claimed.family == family || !ip_is_set(heard.claimed));
		require(heard.asked.family == family || !ip_is_set(heard.asked));
		ask_again(&heard, family);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_one(data, size, IP_V4);
	read_one(data, size, IP_V6);
	return 0;
}
