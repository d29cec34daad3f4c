#include "disk/disk.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
	STACK_BYTES = 1 << 20 /* reading a configuration takes the most of it */
};

/* The three counts only grow: collected <= ended <= submitted. */
struct disk {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t work_came;
	int fd;
	bool stopping;
	uint64_t submitted;
	uint64_t ended;
	uint64_t collected;
	struct disk_job jobs[DISK_JOBS_MAX];
	int results[DISK_JOBS_MAX];
};

static void report_end(struct disk *disk)
{
	uint64_t one = 1;

	/* The descriptor's count cannot overflow, and a short write cannot happen. */
	if (write(disk->fd, &one, sizeof(one)) != (ssize_t)sizeof(one)) {
		assert(errno == EAGAIN);
	}
}

static bool wait_for_work(struct disk *disk)
{
	while (disk->ended == disk->submitted && !disk->stopping) {
		pthread_cond_wait(&disk->work_came, &disk->mutex);
	}
	return disk->ended < disk->submitted;
}

static void *run(void *context)
{
	struct disk *disk = context;

	pthread_mutex_lock(&disk->mutex);
	while (wait_for_work(disk)) {
		size_t place = disk->ended % DISK_JOBS_MAX;
		struct disk_job job = disk->jobs[place];
		int result;

		pthread_mutex_unlock(&disk->mutex);
		result = job.work(job.context);
		pthread_mutex_lock(&disk->mutex);
		disk->results[place] = result;
		disk->ended++;
		report_end(disk);
	}
	pthread_mutex_unlock(&disk->mutex);
	return NULL;
}

/* Signals are for the loop's thread. */
static int start_thread(struct disk *disk)
{
	pthread_attr_t attributes;
	sigset_t all;
	sigset_t before;
	int error;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&disk->thread, &attributes, run, disk);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

static void free_disk(struct disk *disk)
{
	close(disk->fd);
	pthread_cond_destroy(&disk->work_came);
	pthread_mutex_destroy(&disk->mutex);
	free(disk);
}

int disk_start(struct disk **result)
{
	struct disk *disk = calloc(1, sizeof(*disk));
	int error;

	if (disk == NULL) {
		return -ENOMEM;
	}
	disk->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (disk->fd < 0) {
		error = -errno;
		free(disk);
		return error;
	}
	pthread_mutex_init(&disk->mutex, NULL);
	pthread_cond_init(&disk->work_came, NULL);
	error = start_thread(disk);
	if (error) {
		free_disk(disk);
		return error;
	}
	*result = disk;
	return 0;
}

int disk_fd(const struct disk *disk)
{
	return disk->fd;
}

bool disk_submit(struct disk *disk, const struct disk_job *job)
{
	bool room;

	pthread_mutex_lock(&disk->mutex);
	room = disk->submitted - disk->collected < DISK_JOBS_MAX && !disk->stopping;
	if (room) {
		disk->jobs[disk->submitted % DISK_JOBS_MAX] = *job;
		disk->submitted++;
		pthread_cond_signal(&disk->work_came);
	}
	pthread_mutex_unlock(&disk->mutex);
	return room;
}

static bool take_ended(struct disk *disk, struct disk_job *job, int *result)
{
	bool found;

	pthread_mutex_lock(&disk->mutex);
	found = disk->collected < disk->ended;
	if (found) {
		*job = disk->jobs[disk->collected % DISK_JOBS_MAX];
		*result = disk->results[disk->collected % DISK_JOBS_MAX];
		disk->collected++;
	}
	pthread_mutex_unlock(&disk->mutex);
	return found;
}

void disk_collect(struct disk *disk)
{
	struct disk_job job;
	uint64_t count;
	int result;

	/* Empty the descriptor first: an end that comes later makes it readable again.
	 */
	if (read(disk->fd, &count, sizeof(count)) < 0 && errno != EAGAIN) {
		return;
	}
	while (take_ended(disk, &job, &result)) {
		job.on_done(job.context, result);
	}
}

static bool is_idle(struct disk *disk)
{
	bool idle;

	pthread_mutex_lock(&disk->mutex);
	idle = disk->collected == disk->submitted;
	pthread_mutex_unlock(&disk->mutex);
	return idle;
}

static int64_t timestamps_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int disk_flush(struct disk *disk, int timeout_ms)
{
	int64_t end_ms = timestamps_ms() + timeout_ms;

	for (;;) {
		struct pollfd readable = { .fd = disk->fd, .events = POLLIN };
		int64_t left_ms = end_ms - timestamps_ms();

		disk_collect(disk);
		if (is_idle(disk)) {
			return 0;
		}
		if (left_ms <= 0) {
			return -ETIMEDOUT;
		}
		poll(&readable, 1, (int)left_ms);
	}
}

int disk_stop(struct disk *disk, int timeout_ms)
{
	int error = disk_flush(disk, timeout_ms);

	if (error) {
		return error;
	}
	pthread_mutex_lock(&disk->mutex);
	disk->stopping = true;
	pthread_cond_signal(&disk->work_came);
	pthread_mutex_unlock(&disk->mutex);
	pthread_join(disk->thread, NULL);
	free_disk(disk);
	return 0;
}
