#include "loop/memory.h"

#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "loop/privilege.h"

enum {
	TABLE_BYTES = 16 << 10,  /* from there on it is a table */
	STACK_BYTES = 512 << 10, /* more than the start uses */
	RED_BYTES = 16 << 10,    /* below the current frame: what it calls may use */
};

static uintptr_t page_bytes(void)
{
	return (uintptr_t)sysconf(_SC_PAGESIZE);
}

/*
 * By itself malloc makes room for larger and larger ones among the small, once one was
 * freed; and what it takes from there calloc has to clear, so every page is used.
 */
void memory_begin(void)
{
	mallopt(M_MMAP_THRESHOLD, TABLE_BYTES);
	mallopt(M_TOP_PAD, 0);
	/* What was taken before has left room for more, of which tables would be made.
	 */
	malloc_trim(0);
}

/* What the start has used and nobody needs any more. */
static void give_back(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t end = (here - RED_BYTES) & ~(page_bytes() - 1);

	malloc_trim(0);
	/* Reading a configuration takes far more stack than anything later.  What was
	 * never used is not mapped, and no error worth a word. */
	madvise((void *)(end - STACK_BYTES), STACK_BYTES, MADV_DONTNEED); /* NOLINT */
}

/* The program itself has no name.  The files are read on other threads. */
static bool is_needed(const char *name)
{
	static const char *const needed[] = { "/libc.", "/ld-", "/libmnl.",
		"/libseccomp.", "/libevent_core", "/libjansson." };

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (strstr(name, needed[i]) != NULL) {
			return true;
		}
	}
	return name[0] == '\0';
}

/* As if each page of the file were read, which waits for the disk now (Linux 5.14).
 * What follows in memory begins as zeros, and needs no disk. */
static void read_part(uintptr_t base, const ElfW(Phdr) * part)
{
	uintptr_t from = (base + part->p_vaddr) & ~(page_bytes() - 1);
	uintptr_t end = base + part->p_vaddr + part->p_filesz;

	if (part->p_type == PT_LOAD && part->p_flags & PF_R) {
		madvise((void *)from, end - from, MADV_POPULATE_READ); /* NOLINT */
	}
}

static int on_object(struct dl_phdr_info *object, size_t size, void *context)
{
	size_t count = is_needed(object->dlpi_name) ? object->dlpi_phnum : 0;

	(void)size;
	(void)context;
	for (size_t i = 0; i < count; i++) {
		read_part(object->dlpi_addr, &object->dlpi_phdr[i]);
	}
	return 0;
}

int memory_keep(void)
{
	int error;

	give_back();
	error = privilege_lock_memory();
	dl_iterate_phdr(on_object, NULL);
	return error;
}
