#include "config/yaml_text.h"

#include <stdio.h>
#include <string.h>

size_t yaml_text_add(char *text, size_t size, size_t used, const char *more)
{
	return used
	       + (size_t)snprintf(used < size ? text + used : NULL,
		       used < size ? size - used : 0, "%s", more);
}

/* "fd00::" at the end of a line is the key of a mapping. */
size_t yaml_text_add_value(char *text, size_t size, size_t used, const char *value)
{
	const char *quote = strchr(value, ':') == NULL ? "" : "\"";

	used = yaml_text_add(text, size, used, quote);
	used = yaml_text_add(text, size, used, value);
	return yaml_text_add(text, size, used, quote);
}
