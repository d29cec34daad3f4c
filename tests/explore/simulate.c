/*
 * simulate - random schedules of faults against two real engines, each judged by every
 * promise of docs/rules.md, "What must always hold" (promise.h).
 *
 * A seed is a schedule.  What breaks a promise is printed with its seed and as a story.
 *
 *   simulate [--seed N] [--schedules M] [--length DETECTION-TIMES] [--jobs N]
 *            [--violations N] [--rules]
 *   simulate --seed N --story
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "explore/promise.h"
#include "world/rules.h"

enum {
	JOBS_MAX = 64,
	PROGRESS_SCHEDULES = 100000, /* of a job, between two words of progress */
};

/* What a job has done, in memory that all jobs share. */
struct tally {
	uint64_t schedules;
	uint64_t kinds[KIND_TEMPEST + 1];
	uint64_t violations;
	uint64_t datagrams;
	uint64_t simulated_s;
	bool rule_used[WORLD_RULES_MAX];
};

struct plan {
	uint64_t seed;
	uint64_t schedules;
	unsigned length;
	unsigned jobs;
	uint64_t violations; /* after so many a job gives up */
};

static void tell_story(const struct trial *trial)
{
	bool kept = trial->violation[0] == '\0';
	int64_t end_us = kept ? trial->world.now_us - SECOND_US : trial->found_us;

	printf("# seed %llu (%s): %s\n", (unsigned long long)trial->schedule.seed,
		schedule_kind_name(trial->schedule.kind),
		kept ? "all promises kept" : trial->violation);
	schedule_write(&trial->schedule, end_us, stdout);
	if (strncmp(trial->check, "check", 5) != 0) {
		printf("check     %.6f s  one holds\n", (double)end_us / SECOND_US);
	}
	if (trial->check[0] != '\0') {
		printf("%s\n", trial->check);
	}
	fflush(stdout);
}

static void count(struct tally *tally, const struct trial *trial)
{
	unsigned i;

	tally->schedules++;
	tally->kinds[trial->schedule.kind]++;
	tally->datagrams += trial->world.sent;
	tally->simulated_s += (uint64_t)(trial->world.now_us / SECOND_US);
	for (i = 0; i < WORLD_RULES_MAX; i++) {
		tally->rule_used[i] = tally->rule_used[i] || trial->world.rule_used[i];
	}
}

static void run_job(const struct plan *plan, unsigned job, struct tally *tally)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	uint64_t i;

	if (trial == NULL) {
		abort();
	}
	for (i = job; i < plan->schedules && tally->violations < plan->violations;
		i += plan->jobs) {
		schedule_plan(&trial->schedule, plan->seed + i, plan->length);
		if (!promise_try(trial)) {
			tally->violations++;
			tell_story(trial);
		}
		count(tally, trial);
		if (tally->schedules % PROGRESS_SCHEDULES == 0) {
			fprintf(stderr, "job %u is through seed %llu\n", job + 1,
				(unsigned long long)(plan->seed + i));
		}
	}
	free(trial);
}

static struct tally *share_tallies(unsigned jobs)
{
	void *memory = mmap(NULL, jobs * sizeof(struct tally), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		abort();
	}
	return memory;
}

static void run_jobs(const struct plan *plan, struct tally *tallies)
{
	unsigned job;

	for (job = 1; job < plan->jobs; job++) {
		if (fork() == 0) {
			run_job(plan, job, &tallies[job]);
			_exit(0);
		}
	}
	run_job(plan, 0, &tallies[0]);
	while (wait(NULL) > 0) {
	}
}

static void add(struct tally *sum, const struct tally *tally)
{
	unsigned i;

	sum->schedules += tally->schedules;
	sum->violations += tally->violations;
	sum->datagrams += tally->datagrams;
	sum->simulated_s += tally->simulated_s;
	for (i = 0; i <= KIND_TEMPEST; i++) {
		sum->kinds[i] += tally->kinds[i];
	}
	for (i = 0; i < WORLD_RULES_MAX; i++) {
		sum->rule_used[i] = sum->rule_used[i] || tally->rule_used[i];
	}
}

static void tell(const struct tally *sum)
{
	size_t rules;
	unsigned used = rules_count_used(sum->rule_used, &rules);

	printf("%llu schedules (%llu noise, %llu single fault, %llu storm, %llu "
	       "tempest): %.1f years of two nodes, %llu datagrams, %u of %zu rules "
	       "needed, %llu violations\n",
		(unsigned long long)sum->schedules,
		(unsigned long long)sum->kinds[KIND_NOISE],
		(unsigned long long)sum->kinds[KIND_SINGLE],
		(unsigned long long)sum->kinds[KIND_STORM],
		(unsigned long long)sum->kinds[KIND_TEMPEST],
		(double)sum->simulated_s / 86400 / 365.25,
		(unsigned long long)sum->datagrams, used, rules,
		(unsigned long long)sum->violations);
	printf("%d passed, %d failed\n", sum->violations == 0, sum->violations != 0);
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise)
{
	int i;

	for (i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], name) == 0) {
			return strtoull(argv[i + 1], NULL, 10);
		}
	}
	return otherwise;
}

static int replay_as_story(const struct plan *plan)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	bool kept;

	if (trial == NULL) {
		abort();
	}
	schedule_plan(&trial->schedule, plan->seed, plan->length);
	kept = promise_try(trial);
	tell_story(trial);
	free(trial);
	return kept ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct plan plan = {
		.seed = option(argc, argv, "--seed", 1),
		.schedules = option(argc, argv, "--schedules", 100000),
		.length = (unsigned)option(argc, argv, "--length", 0),
		.jobs = (unsigned)option(argc, argv, "--jobs", 1),
		.violations = option(argc, argv, "--violations", 5),
	};
	struct tally sum = { .schedules = 0 };
	struct tally *tallies;
	unsigned i;

	plan.jobs = plan.jobs < 1 ? 1 : plan.jobs > JOBS_MAX ? JOBS_MAX : plan.jobs;
	schedule_init();
	if (argc > 1 && strcmp(argv[argc - 1], "--story") == 0) {
		return replay_as_story(&plan);
	}
	tallies = share_tallies(plan.jobs);
	run_jobs(&plan, tallies);
	for (i = 0; i < plan.jobs; i++) {
		add(&sum, &tallies[i]);
	}
	if (strcmp(argv[argc - 1], "--rules") == 0) {
		rules_tell_unused(sum.rule_used);
	}
	tell(&sum);
	return sum.violations == 0 ? 0 : 1;
}
