/* incoming.h - requests outside a dialog.  Engine thread. */
#ifndef SIP_INCOMING_H
#define SIP_INCOMING_H

#include "sip/alert.h"
#include "sip/stack.h"

void incoming_invite(struct ua *, const struct sip_event *);
void incoming_options(struct ua *, const struct sip_event *);
void incoming_info(struct ua *, const struct sip_event *);
void incoming_message(struct ua *, const struct sip_event *);

/* How it asks to be rung and answered. */
void alert_of(const sip_t *, struct alert *);

/* Texts live as long as home, source and the message. */
void describe_request(su_home_t *home, const struct sip_event *,
	char source[ADDRESS_TEXT], struct invite_info *);

/* 200 with what we can, in a dialog or not. */
void answer_options(const struct sip_event *);

#endif
