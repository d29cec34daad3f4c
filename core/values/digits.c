#include "values/digits.h"

size_t digits_read(const char *text, size_t limit, uint64_t *number)
{
	size_t length = 0;

	*number = 0;
	while (length < limit && text[length] >= '0' && text[length] <= '9') {
		*number = *number * 10 + (uint64_t)(text[length] - '0');
		length++;
	}
	return length;
}
