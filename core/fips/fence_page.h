/*
 * fence_page - the page of memory in which fipd and its fence agree on the deadline.
 *
 * fipd renews by writing a later deadline, the fence begins to remove by writing that
 * it has: both compare and swap the same word, so of a renewal and a removal one wins
 * and the other one knows.  A renewal is no system call and wakes nobody: the fence
 * sleeps until the deadline that it has seen, finds a later one, and sleeps on.  It
 * also says when it will look next, so that a fence that is frozen is seen.
 */
#ifndef FIPD_FIPS_FENCE_PAGE_H
#define FIPD_FIPS_FENCE_PAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	FENCE_PAGE_FIRED = -1
};

struct fence_page {
	_Atomic int64_t
		deadline_us;     /* CLOCK_BOOTTIME; 0: not armed; or FENCE_PAGE_FIRED */
	_Atomic int64_t look_us; /* when the fence looks next */
};

/* Make a page that is shared with whoever gets *fd, which is the caller's to close; 0
 * or -errno. */
int fence_page_new(struct fence_page **page, int *fd);

/* Map the page of fd; NULL with errno set if it is none. */
struct fence_page *fence_page_map(int fd);

/* Unmap a page; NULL is allowed. */
void fence_page_free(struct fence_page *page);

/*
 * By fipd: put the deadline off.  0; -EALREADY: the fence is removing; -ENOENT: it is
 * not armed.
 */
int fence_page_renew(struct fence_page *page, int64_t deadline_us);

/* By the fence: remove at this deadline, or, if it is 0, nothing. */
void fence_page_arm(struct fence_page *page, int64_t deadline_us);

/*
 * By the fence: return the deadline if it has passed and the removal is to begin, after
 * which no renewal counts; else 0.
 */
int64_t fence_page_fire(struct fence_page *page, int64_t now_us);

/* Return the deadline as it is now. */
int64_t fence_page_deadline_us(const struct fence_page *page);

/*
 * By the fence, which sleeps now: say when it looks next, and return that: at the
 * deadline, or earlier, so that fipd sees that it lives.
 */
int64_t fence_page_sleep(struct fence_page *page, int64_t now_us);

/* Return when the fence said that it looks next. */
int64_t fence_page_look_us(const struct fence_page *page);

#endif
