#include "key_presets.h"

#include <stddef.h>

static const char vi[] =
	"bind list  ^F   page down\n"
	"bind list  ^B   page up\n"
	"bind list  ^E   down\n"
	"bind list  ^Y   up\n"
	"bind calls ^W   next pane\n"
	"bind calls Z Z  quit\n"
	"bind calls Z Q  quit\n";

static const char emacs[] =
	"bind list  ^V     page down\n"
	"bind list  M-v    page up\n"
	"bind list  M-<    top\n"
	"bind list  M->    bottom\n"
	"bind calls ^S     filter\n"
	"bind calls ^X o   next pane\n"
	"bind calls ^X 1   zoom\n"
	"bind calls ^X b   select call\n"
	"bind calls ^X k   bye\n"
	"bind calls ^X ^C  quit\n";

static const char baresip[] =
	"bind calls x  hold\n"
	"bind calls X  hold\n"
	"bind calls h  help\n"
	"bind calls l  goto calls\n"
	"bind calls r  goto accounts\n"
	"bind calls /  command\n";

static const char agent[] =
	"unbind calls a\n"
	"unbind calls A\n"
	"unbind calls b\n"
	"unbind calls B\n"
	"unbind calls t\n"
	"unbind calls T\n"
	"unbind calls s\n"
	"unbind calls C\n"
	"unbind calls L\n"
	"bind any F9   do not disturb\n"
	"bind any F11  swap\n"
	"bind any F12  conference\n";

const struct key_preset key_presets[] = {
	{ "default", "The keys of the list below.", "" },
	{ "vi", "Moving as in vi.", vi },
	{ "emacs", "Moving and leaving as in Emacs.", emacs },
	{ "baresip", "The keys of baresip that differ from ours; its key to "
	  "hang up at Esc is left out, since Esc ends nothing here.",
	  baresip },
	{ "agent", "For those who type names and notes while they talk: what "
	  "answers, ends or moves a call is an F-key and no letter.", agent },
	{ NULL, NULL, NULL }
};
