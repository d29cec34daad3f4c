#include "config/config.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/list.h"
#include "config/reader.h"
#include "config/value.h"
#include "config/yaml_text.h"
#include "schema/guess.h"
#include "schema/schema.h"
#include "values/fault.h"
#include "values/text_file.h"

enum {
	FILE_MAX_BYTES = 1024 * 1024
};

static void name_node(char node[CONFIG_NAME_MAX + 1])
{
	char host[HOST_NAME_MAX + 1] = "";

	gethostname(host, sizeof(host) - 1);
	host[strcspn(host, ".")] = '\0';
	snprintf(node, CONFIG_NAME_MAX + 1, "%.*s", CONFIG_NAME_MAX,
		host[0] == '\0' ? "unnamed" : host);
}

void config_defaults(struct config *config)
{
	const struct schema_row *row;
	struct fault fault;

	memset(config, 0, sizeof(*config));
	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		bool good = row->initial == NULL
			    || value_read(config, row, row->initial, &fault);

		assert(good);
		(void)good;
	}
	name_node(config->node);
}

/* Load the text of a file, which the caller frees; NULL with the fault. */
static char *load(
	const char *path, size_t *length_bytes, struct diagnostics *diagnostics)
{
	char *text = NULL;
	int fd = file_open(path, true);
	int error = fd < 0 ? fd : file_read(fd, FILE_MAX_BYTES, &text, length_bytes);

	if (fd >= 0) {
		close(fd);
	}
	if (error == -EFBIG) {
		diagnostics_add(diagnostics, path, 0, 0,
			"is larger than 1 MiB, so it is no file of settings");
	} else if (error < 0) {
		diagnostics_add(diagnostics, path, 0, 0, "cannot be read: %s",
			file_explain(error));
	}
	return text;
}

bool config_read(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics)
{
	struct config_source loaded = *source;
	char *text = load(source->name, &loaded.length_bytes, diagnostics);
	bool good;

	if (text == NULL) {
		config->incomplete = true;
		return false;
	}
	loaded.text = text;
	good = config_parse(config, &loaded, diagnostics);
	free(text);
	return good;
}

bool config_parse(struct config *config, const struct config_source *source,
	struct diagnostics *diagnostics)
{
	return reader_read(config, source, diagnostics);
}

/* The row of a setting that may be changed at run time, or NULL with the fault. */
static const struct schema_row *find_settable(const char *name, struct fault *fault)
{
	const struct schema_row *row = schema_find(name);
	const char *nearest;

	if (row != NULL && !row->settable) {
		fault_write(fault, "cannot be changed at run time; change it in "
				   "fipd.yaml and reload");
		return NULL;
	}
	if (row == NULL) {
		nearest = guess_setting(name);
		fault_write(fault, "there is no such setting; %s%s%s",
			nearest == NULL ? "fipd.yaml(5) lists them" : "did you mean '",
			nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
	}
	return row;
}

static bool read_setting(struct config *config, const struct schema_row *row,
	const char *text, struct fault *fault)
{
	return list_is_inline(row) ? list_read_inline(config, row, text, fault)
				   : value_read(config, row, text, fault);
}

bool config_set(struct config *config, const char *name, const char *text,
	char *message, size_t message_size)
{
	struct fault fault;
	struct quote quote;
	const struct schema_row *row = find_settable(name, &fault);

	if (row == NULL || !read_setting(config, row, text, &fault)) {
		snprintf(message, message_size, "%s: %s", fault_quote(&quote, name),
			fault.text);
		return false;
	}
	config->origin[schema_index(row)] = CONFIG_ORIGIN_SET;
	return true;
}

static size_t append_value(const struct config *config, const struct schema_row *row,
	char *text, size_t size, size_t used)
{
	char value[VALUE_TEXT_SIZE];

	if (list_is_inline(row)) {
		return used
		       + list_write_inline(config, row,
			       used < size ? text + used : NULL,
			       used < size ? size - used : 0);
	}
	return yaml_text_add_value(text, size, used, value_write(config, row, value));
}

size_t config_write_set(const struct config *config, char *text, size_t size)
{
	const struct schema_row *row;
	size_t used = yaml_text_add(text, size, 0,
		"# Set at run time, over what fipd.yaml says; fipd's own file.\n");

	for (size_t i = 0; (row = schema_row(i)) != NULL; i++) {
		if (config->origin[i] == CONFIG_ORIGIN_SET) {
			used = yaml_text_add(text, size, used, row->name);
			used = yaml_text_add(text, size, used, ": ");
			used = append_value(config, row, text, size, used);
			used = yaml_text_add(text, size, used, "\n");
		}
	}
	return used;
}
