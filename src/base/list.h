/* list.h - a ring of links inside the things they link.
 *
 *	struct list sessions;			list_init(&sessions);
 *	struct session { struct list link; };	list_append(&sessions, &s->link);
 *	list_each(struct session, s, &sessions, link) { ... }
 *
 * The item in hand may be removed and freed inside list_each, no other may.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next, *previous;
};

static inline void list_init(struct list *l)
{
	l->next = l->previous = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

static inline void list_insert(struct list *before, struct list *item)
{
	item->next = before;
	item->previous = before->previous;
	before->previous->next = item;
	before->previous = item;
}

static inline void list_append(struct list *l, struct list *item)
{
	list_insert(l, item);
}

static inline void list_remove(struct list *item)
{
	item->previous->next = item->next;
	item->next->previous = item->previous;
	list_init(item);
}

#define list_item(type, pointer, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

#define list_first(type, list_, member) \
	(list_empty(list_) ? NULL : list_item(type, (list_)->next, member))

#define list_each(type, item, list_, member) \
	for (type *item = list_item(type, (list_)->next, member), \
		*item##_next = list_item(type, item->member.next, member); \
	     &item->member != (list_); \
	     item = item##_next, \
		item##_next = list_item(type, item->member.next, member))

#endif
