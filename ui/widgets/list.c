#include "widgets/list.h"

static int clamp(int value, int low, int high)
{
	if (value > high)
		value = high;
	return value < low ? low : value;
}

void list_view_move(struct list_view *l, int by, int n)
{
	l->selected = clamp(l->selected + by, 0, n - 1);
}

void list_view_fit(struct list_view *l, int n, int rows)
{
	l->selected = clamp(l->selected, 0, n - 1);
	if (l->selected < l->top)
		l->top = l->selected;
	if (rows > 0 && l->selected >= l->top + rows)
		l->top = l->selected - rows + 1;
	l->top = clamp(l->top, 0, n > rows ? n - rows : 0);
}
