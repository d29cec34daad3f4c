/*
 * What root's doctor reads of snmpd's configuration, which others may have written: any
 * files that include each other are read to an end, within the tables' bounds.
 *
 * The input is up to four files, each ended by a zero byte: a.conf, which is read
 * first, b.conf, c.conf and d.conf, all in the folder in which the doctor runs here.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor/snmpd_conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	FILES = 4
};

static char folder[64];

static void leave(void)
{
	for (int i = 0; i < FILES; i++) {
		char name[] = { (char)('a' + i), '.', 'c', 'o', 'n', 'f', '\0' };

		unlink(name);
	}
	if (chdir("/") == 0) {
		rmdir(folder);
	}
}

static void enter(void)
{
	if (folder[0] != '\0') {
		return;
	}
	snprintf(folder, sizeof(folder), "/dev/shm/fuzz-snmpd-conf-XXXXXX");
	assert(mkdtemp(folder) != NULL && chdir(folder) == 0);
	setenv("SNMP_PERSISTENT_DIR", folder, 1);
	atexit(leave);
}

static void write_file(const char *name, const uint8_t *data, size_t size)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

static void write_files(const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		char name[] = { (char)('a' + i), '.', 'c', 'o', 'n', 'f', '\0' };
		const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
		size_t length = end == NULL ? size : (size_t)(end - data);

		write_file(name, data, length);
		length += end == NULL ? 0 : 1;
		data += length;
		size -= length;
	}
}

static void require_text(const char *text, size_t size)
{
	assert(memchr(text, '\0', size) != NULL);
}

static void check(const struct snmpdconf *conf)
{
	static const struct subtree mib = { 10,
		{ 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 7900 } };

	assert(conf->view_count <= SNMPDCONF_LIST_MAX);
	assert(conf->grant_count <= SNMPDCONF_LIST_MAX);
	assert(conf->sink_count <= SNMPDCONF_LIST_MAX);
	require_text(conf->socket, sizeof(conf->socket));
	for (size_t i = 0; i < conf->grant_count; i++) {
		require_text(conf->grants[i].who, sizeof(conf->grants[i].who));
		require_text(conf->grants[i].view, sizeof(conf->grants[i].view));
		snmpdconf_shows(conf, &conf->grants[i], &mib);
	}
	for (size_t i = 0; i < conf->view_count; i++) {
		assert(conf->views[i].subtree.count <= SNMPDCONF_ARCS_MAX);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct snmpdconf conf;

	enter();
	write_files(data, size);
	assert(snmpdconf_read(&conf, "a.conf") == 0);
	check(&conf);
	return 0;
}
