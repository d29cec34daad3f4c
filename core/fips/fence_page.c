#include "fips/fence_page.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/types.h"

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "both processes reach it without a lock");

/* A sign of life comes after a share of the span that is left, within these bounds. */
enum {
	SHARE = 3,
	SIGN_MIN_US = 100 * MS_US,
	SIGN_MAX_US = SECOND_US,
};

/* What happens before an access to the page: nothing; a test of all orders lets the
 * other side go on here. */
#ifndef FENCE_PAGE_STEP
#define FENCE_PAGE_STEP()
#endif

int fence_page_new(struct fence_page **page, int *fd)
{
	int error;

	*page = NULL;
	*fd = memfd_create("fipd-fence", MFD_CLOEXEC);
	if (*fd < 0) {
		return -errno;
	}
	if (ftruncate(*fd, sizeof(**page)) == 0) {
		*page = fence_page_map(*fd);
	}
	if (*page == NULL) {
		error = -errno;
		close(*fd);
		*fd = -1;
		return error;
	}
	return 0;
}

struct fence_page *fence_page_map(int fd)
{
	struct stat about;
	void *page;

	if (fstat(fd, &about) != 0) {
		return NULL;
	}
	if (about.st_size != (off_t)sizeof(struct fence_page)) {
		errno = EINVAL;
		return NULL;
	}
	page = mmap(NULL, sizeof(struct fence_page), PROT_READ | PROT_WRITE, MAP_SHARED,
		fd, 0);
	return page != MAP_FAILED ? page : NULL;
}

void fence_page_free(struct fence_page *page)
{
	if (page != NULL) {
		munmap(page, sizeof(*page));
	}
}

int64_t fence_page_deadline_us(const struct fence_page *page)
{
	FENCE_PAGE_STEP();
	return atomic_load(&page->deadline_us);
}

/* Replace the deadline by another one, unless it is not what was read meanwhile. */
static bool swap(struct fence_page *page, int64_t was_us, int64_t deadline_us)
{
	FENCE_PAGE_STEP();
	return atomic_compare_exchange_strong(&page->deadline_us, &was_us, deadline_us);
}

int fence_page_renew(struct fence_page *page, int64_t deadline_us)
{
	int64_t was_us;

	do {
		was_us = fence_page_deadline_us(page);
		if (was_us == FENCE_PAGE_FIRED) {
			return -EALREADY;
		}
		if (was_us == 0) {
			return -ENOENT;
		}
	} while (!swap(page, was_us, deadline_us));
	return 0;
}

void fence_page_arm(struct fence_page *page, int64_t deadline_us)
{
	FENCE_PAGE_STEP();
	atomic_store(&page->deadline_us, deadline_us);
}

/* If the swap fails the deadline was put off in this very moment. */
int64_t fence_page_fire(struct fence_page *page, int64_t now_us)
{
	int64_t was_us = fence_page_deadline_us(page);

	return was_us > 0 && now_us >= was_us && swap(page, was_us, FENCE_PAGE_FIRED)
		       ? was_us
		       : 0;
}

static int64_t min_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t fence_page_sleep(struct fence_page *page, int64_t now_us)
{
	int64_t deadline_us = fence_page_deadline_us(page);
	int64_t look_us = now_us + SIGN_MAX_US;

	if (deadline_us > 0) {
		int64_t share_us = (deadline_us - now_us) / SHARE;

		look_us = min_of(look_us,
			now_us + (share_us > SIGN_MIN_US ? share_us : SIGN_MIN_US));
		look_us = min_of(look_us, deadline_us);
	}
	atomic_store(&page->look_us, look_us);
	return look_us;
}

int64_t fence_page_look_us(const struct fence_page *page)
{
	return atomic_load(&page->look_us);
}
