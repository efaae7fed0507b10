#include "settings_saving.h"

#include <errno.h>
#include <string.h>

#include "saver.h"

struct work {
	const struct settings *settings;
	setting_set set;
};

static int write_them(const char *path, const void *arg)
{
	const struct work *w = arg;

	return settings_file_write(path, w->settings, w->set);
}

static void begin(struct ui *ui)
{
	struct work w = { &ui->settings, ui->unsaved };

	ui->settings_saver = saver_start(ui->settings_file, write_them, &w);
	if (!ui->settings_saver)
		notice_add(ui->notices, NOTICE_ERROR, "not saved: %s",
			strerror(errno));
	ui->unsaved = 0;
}

void settings_saving_start(struct ui *ui, setting_set set, bool quietly)
{
	if (!ui->settings_file || !set)
		return;
	ui->unsaved |= set;
	ui->saving_is_said |= !quietly;
	if (!ui->settings_saver)
		begin(ui);
}

int settings_saving_fd(const struct ui *ui)
{
	return ui->settings_saver ? saver_fd(ui->settings_saver) : -1;
}

void settings_saving_end(struct ui *ui)
{
	int error = saver_result(ui->settings_saver);

	if (error)
		notice_add(ui->notices, NOTICE_ERROR, "not saved: %s: %s",
			strerror(error), ui->settings_file);
	else if (ui->saving_is_said)
		notice_add(ui->notices, NOTICE_INFO, "saved: %s",
			ui->settings_file);
	ui->saving_is_said = false;
	saver_free(ui->settings_saver);
	ui->settings_saver = NULL;
	if (ui->unsaved)
		begin(ui);
}
