/*
 * fitness - what keeps this node from holding the F-IPs: its interface is down, the
 * kernel refused one, somebody keeps removing one; and whether its services are well.
 *
 * A node that has just failed is able again, but lets the other one win for a while.
 * One that is unwell can hold them, and would rather have a well one do it.
 */
#ifndef FIPD_PARTS_FITNESS_H
#define FIPD_PARTS_FITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/types.h"

enum {
	FITNESS_RESTORES = 5, /* so many within a minute are too many */
};

struct fitness {
	bool interface_up;
	enum lack lack;            /* if it is not up: what is missing */
	int64_t refused_until_us;  /* the kernel refused an F-IP: fault until then */
	int64_t often_until_us;    /* an F-IP was removed too often: fault until then */
	int64_t yielding_until_us; /* just failed: the other one wins until then */
	int64_t restores_us[FITNESS_RESTORES]; /* the last restorations, 0: none */
	unsigned restore_next;
	bool unwell; /* a check fails of what is served here */
};

/*
 * Note whether the F-IPs' interface is there, up and has a carrier, the real IP and its
 * routes; else what is lacking.
 */
void fitness_set_interface(struct fitness *fitness, bool up, enum lack lack);

/* Note whether a check fails; return whether that is news. */
bool fitness_set_unwell(struct fitness *fitness, bool unwell);

/* Pause until until_us: the kernel refused an F-IP. */
void fitness_refuse(struct fitness *fitness, int64_t until_us);

/* Count that an F-IP was removed and is put back; too often means a pause. */
void fitness_count_restore(struct fitness *fitness, int64_t now_us);

/* Let the other node win until until_us. */
void fitness_yield(struct fitness *fitness, int64_t until_us);

/* End the pauses: the operator wants it tried again at once. */
void fitness_clear(struct fitness *fitness, int64_t now_us);

/* Return whether nothing of this keeps the node from holding the F-IPs. */
bool fitness_is_able(const struct fitness *fitness, int64_t now_us);

#endif
