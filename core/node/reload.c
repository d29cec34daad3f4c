#include "node/reload.h"

static int read_files(void *context)
{
	struct reload *reload = context;

	reload->good = setup_load(&reload->setup, &reload->files, &reload->faults)
		       && reload->faults.overlay.count == 0;
	return 0;
}

static void on_done(void *context, int result)
{
	struct reload *reload = context;

	(void)result;
	reload->busy = false;
	reload->on_read(reload, reload->context);
}

bool reload_begin(struct reload *reload, uint64_t client)
{
	struct disk_job job = {
		.work = read_files,
		.on_done = on_done,
		.context = reload,
	};

	if (reload->busy) {
		return false;
	}
	reload->client = client;
	reload->busy = disk_submit(reload->disk, &job);
	return reload->busy;
}
