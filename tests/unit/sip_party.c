#include "sip_party.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "sip/referred.h"

static void keep(char *to, size_t size, const char *text, size_t n)
{
	snprintf(to, size, "%.*s", (int)n, text ? text : "");
}

static void keep_text(char *to, size_t size, const char *text)
{
	keep(to, size, text, text ? strlen(text) : 0);
}

static void on_progress(void *arg, const struct dialog_progress *e)
{
	struct party *p = arg;

	p->progress++;
	p->progress_status = e->status;
	p->progress_branch = e->branch;
	keep(p->progress_sdp, PARTY_TEXT, e->sdp, e->n);
}

static char *on_early_offer(void *arg, int branch, const char *sdp, size_t n)
{
	struct party *p = arg;

	p->early_offers++;
	p->early_branch = branch;
	keep(p->offer_sdp, PARTY_TEXT, sdp, n);
	return p->early_sdp ? strdup(p->early_sdp) : NULL;
}

static void on_early_answer(void *arg, const char *sdp, size_t n)
{
	struct party *p = arg;

	p->early_answers++;
	keep(p->early_answer_sdp, PARTY_TEXT, sdp, n);
}

static void on_answered(void *arg, int branch, const char *sdp, size_t n)
{
	struct party *p = arg;

	p->answered++;
	p->answered_branch = branch;
	keep(p->answered_sdp, PARTY_TEXT, sdp, n);
}

static void on_confirmed(void *arg, const char *sdp, size_t n)
{
	struct party *p = arg;

	p->confirmed++;
	keep(p->confirmed_sdp, PARTY_TEXT, sdp, n);
}

static void on_offer(void *arg, const char *sdp, size_t n)
{
	struct party *p = arg;

	p->offers++;
	keep(p->offer_sdp, PARTY_TEXT, sdp, n);
	if (p->accept_at_once)
		dialog_accept(p->dialog, p->answer_sdp);
}

static void on_offer_answered(void *arg, int status, const char *reason,
	const char *sdp, size_t n)
{
	struct party *p = arg;

	(void)reason;
	p->offer_answers++;
	p->offer_status = status;
	keep(p->offer_answer_sdp, PARTY_TEXT, sdp, n);
}

static void on_ended(void *arg, const struct dialog_end *end)
{
	struct party *p = arg;

	p->ended++;
	p->by = end->by;
	p->status = end->status;
	p->q850 = end->q850;
	p->elsewhere = end->elsewhere;
	if (p->free_when_ended) {
		dialog_free(p->dialog);
		p->dialog = NULL;
	}
	keep_text(p->reason, sizeof p->reason, end->reason);
	keep_text(
		p->reason_header, sizeof p->reason_header, end->reason_header);
	keep_text(p->contact, sizeof p->contact, 
		end->n_contacts ? end->contacts[0] : NULL);
}

static void on_session_timer(void *arg, int interval_s, bool ours)
{
	struct party *p = arg;

	p->timers++;
	p->timer_s = interval_s;
	p->timer_is_ours = ours;
}

static void on_refresh(void *arg)
{
	struct party *p = arg;

	p->refreshes++;
	dialog_offer(p->dialog, "again");
}

static void on_referred(void *arg, int status, const char *reason)
{
	struct party *p = arg;

	p->told++;
	p->told_status = status;
	keep_text(p->told_reason, sizeof p->told_reason, reason);
}

static void on_refer(void *arg, const struct refer_request *r)
{
	struct party *p = arg;

	p->refers++;
	keep_text(p->refer_to, sizeof p->refer_to, r->to);
	keep_text(p->refer_by, sizeof p->refer_by, r->by);
	keep_text(p->refer_replaces, sizeof p->refer_replaces, r->replaces);
	if (p->refuse_refer_with)
		dialog_referred_reject(p->dialog, p->refuse_refer_with);
	else
		dialog_referred_accept(p->dialog, p->refer_pending);
}

const struct dialog_handlers party_dialog_handlers = {
	.on_progress = on_progress,
	.on_answered = on_answered,
	.on_early_offer = on_early_offer,
	.on_early_answer = on_early_answer,
	.on_confirmed = on_confirmed,
	.on_offer = on_offer,
	.on_offer_answered = on_offer_answered,
	.on_ended = on_ended,
	.on_session_timer = on_session_timer,
	.on_refresh = on_refresh,
	.on_referred = on_referred,
	.on_refer = on_refer,
};

static void on_invite(
	void *arg, struct dialog *d, const struct invite_info *info)
{
	struct party *p = arg;

	p->invites++;
	keep_text(p->request_user, sizeof p->request_user, info->request_user);
	keep_text(p->from_display, sizeof p->from_display, info->from_display);
	keep_text(p->from_uri, sizeof p->from_uri, info->from_uri);
	keep_text(p->source, sizeof p->source, info->source);
	keep(p->invite_sdp, PARTY_TEXT, info->sdp, info->sdp_n);
	keep_text(p->replaces, sizeof p->replaces, info->replaces);
	p->replaces_early_only = info->replaces_early_only;
	if (p->dialog) {
		dialog_refuse(d, 486, NULL);
		return;
	}
	p->dialog = d;
	dialog_adopt(d, &p->credentials, &party_dialog_handlers, p);
	if (p->ring_with)
		dialog_ring(
			d, p->ring_with, p->ring_with == 183 ? "early" : NULL);
	if (p->decline_with)
		dialog_decline(d, p->decline_with, NULL, "sip:carol@127.0.0.1");
	else if (p->answer_at_once)
		dialog_answer(d, p->answer_sdp);
}

static void on_down(void *arg)
{
	struct party *p = arg;

	p->down = true;
	p->ua = NULL;
}

const struct ua_handlers party_ua_handlers = {
	.on_invite = on_invite, .on_down = on_down,
};

struct ua *party_open(struct party *p, struct loop *loop, int t1x64_ms)
{
	struct ua_params params = { .loop = loop, .address = "127.0.0.1",
		.transports = UA_UDP | UA_TCP, .user = "bob",
		.user_agent = "offhook-test", .t1x64_ms = t1x64_ms,
		.session_timer_s = p->session_timer, .min_se_s = 90,
		.handlers = &party_ua_handlers, .arg = p,
		.rel100 = p->rel100 };

	if (!p->answer_sdp)
		p->answer_sdp = "answer";
	return ua_new(&p->ua, &params) < 0 ? NULL : p->ua;
}

const char *party_uri(const struct party *p, char uri[64])
{
	snprintf(uri, 64, "sip:bob@127.0.0.1:%d", ua_port(p->ua));
	return uri;
}

void party_call(struct party *p, const char *to_uri)
{
	struct dialog_params params = { .to_uri = to_uri,
		.from_uri = "sip:alice@127.0.0.1",
		.from_display = "Alice \"A\" Ant",
		.credentials = p->credentials,
		.sdp = p->no_offer ? NULL : "offer" };

	p->dialog = dialog_invite(p->ua, &params, &party_dialog_handlers, p);
}

static long long real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

bool until(struct loop *loop, const int *what, int wanted)
{
	long long end = real_ms() + 5000;

	while (*what != wanted && real_ms() < end)
		loop_step(loop, 20);
	return *what == wanted;
}

static void settle(struct loop *loop)
{
	for (int i = 0; i < 10; i++)
		loop_step(loop, 0);
}

void jump(struct loop *loop, int ms)
{
	settle(loop);
	clock_advance_ms(ms);
	settle(loop);
}

void party_close(struct party *p, struct loop *loop)
{
	if (p->dialog)
		dialog_free(p->dialog);
	p->dialog = NULL;
	if (!p->ua)
		return;
	ua_shutdown(p->ua);
	for (int i = 0; i < 30 && !p->down; i++)
		jump(loop, 100);
}

void finish_loop(struct loop *loop)
{
	for (int i = 0; i < 40; i++)
		jump(loop, 1000);
	loop_free(loop);
}
