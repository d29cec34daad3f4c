/*
 * Whatever a crash or a bad disk leaves in events.jsonl, reading it neither crashes nor
 * lets numbers go back, and what is kept of it reads the same a second time.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "journal/journal_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_order(const struct entry *entry, void *context)
{
	uint64_t *last = context;

	assert(entry->sequence > *last);
	*last = entry->sequence;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct journal_file_findings first;
	struct journal_file_findings second;
	uint64_t last = 0;
	size_t kept = journal_file_parse(
		(const char *)data, size, check_order, &last, &first);

	assert(kept + first.cut_bytes == size);
	last = 0;
	assert(journal_file_parse((const char *)data, kept, check_order, &last, &second)
		== kept);
	assert(second.cut_bytes == 0);
	assert(second.entries == first.entries);
	assert(second.damaged_lines == first.damaged_lines);
	return 0;
}
