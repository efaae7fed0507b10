#include "saving.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "protocol/paths.h"
#include "saver.h"

static char *path_of(const struct ui *ui, const char *what, int call,
	const char *ending)
{
	char *folder = paths_expand(ui->settings.save_dir), *path;
	time_t now = clock_wall_ms() / 1000;
	struct tm tm;
	char stamp[32];

	localtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &tm);
	path = mem_format("%s/offhook-%s-%d-%s.%s", folder, what, call, stamp,
		ending);
	free(folder);
	return path;
}

void saving_start(struct ui *ui, const char *what, int call,
	const char *ending, const void *bytes, size_t n)
{
	char *path;

	if (ui->saver) {
		notice_add(ui->notices, NOTICE_KEY,
			"the file before is still being written");
		return;
	}
	path = path_of(ui, what, call, ending);
	ui->saver = saver_new(path, bytes, n);
	if (!ui->saver)
		notice_add(ui->notices, NOTICE_ERROR, "not saved: %s",
			strerror(errno));
	free(path);
}

int saving_fd(const struct ui *ui)
{
	return ui->saver ? saver_fd(ui->saver) : -1;
}

void saving_end(struct ui *ui)
{
	int error = saver_result(ui->saver);

	if (error)
		notice_add(ui->notices, NOTICE_ERROR, "not saved: %s (see "
			"save_dir): %s", strerror(error),
			saver_path(ui->saver));
	else
		notice_add(ui->notices, NOTICE_INFO, "saved: %s",
			saver_path(ui->saver));
	saver_free(ui->saver);
	ui->saver = NULL;
}
