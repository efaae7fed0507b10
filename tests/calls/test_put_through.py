"""Attended transfer between three phones, and what all of them tell of it."""
from engine import audio, direct
from tap import run, story

FOLLOW = "on_refer = follow\n"
NAMES = {"ann": 500, "bob": 700, "cid": 900}


def phones(stage, more=None, pbx=None):
    """Ann, bob and cid, each with a tone of their own."""
    section = (lambda name: pbx.account(name, "x-" + name)) if pbx else direct
    made = {name: stage.engine(
        (more or {}).get(name, FOLLOW) + audio(f"tone:{hz}", "wav")
        + section(name), name=name) for name, hz in NAMES.items()}
    if pbx:
        for phone in made.values():
            phone.registered()
    return made.values()


class Triangle:
    """Ann talks to bob, and consults cid."""

    def __init__(self, stage, more=None, pbx=None, answered=True):
        self.ann, self.bob, self.cid = phones(stage, more, pbx)
        self.pbx = pbx
        self.to_bob = self.ann.dial(self.uri("bob"))
        self.bobs = self.bob.answer()
        self.ann.session(self.to_bob, state="established")
        self.to_cid = self.ann.dial(self.uri("cid"), consults=self.to_bob)
        self.ann.session(self.to_bob, held_by_us=True, hold_pending=False)
        self.cids = self.cid.answer() if answered else self.cid.incoming()
        self.ann.session(self.to_cid, state="established") if answered \
            else self.ann.session(self.to_cid, progress="ringing")

    def uri(self, name):
        return self.pbx.uri(name) if self.pbx else \
            getattr(self, name).uri(name)

    def put_through(self):
        self.ann.call("session.transfer", session=self.to_bob,
                      **{"with": self.to_cid})

    def is_through(self):
        """Ann is out of it, bob and cid talk: their sessions."""
        end = self.ann.ended(self.to_bob)
        assert end["reason"] == "transferred", end
        transfer = self.ann.session(self.to_bob)["transfer"]
        assert transfer["state"] == "done", transfer
        self.ann.ended(self.to_cid)
        self.bob.ended(self.bobs)
        new = self.bob.client.until(lambda: next(
            (s for s in self.bob.client.sessions.values()
             if s["id"] != self.bobs), None), "bob's new call")["id"]
        theirs = self.cid.client.until(lambda: next(
            (s for s in self.cid.client.sessions.values()
             if s["id"] != self.cids), None), "cid's new call")["id"]
        self.bob.session(new, state="established", focused=True,
                         held_by_us=False, held_by_them=False)
        return new, theirs

    def they_hear_each_other(self):
        self.bob.hears_tone(NAMES["cid"])
        self.cid.hears_tone(NAMES["bob"])

    def history(self, phone, count):
        def there():
            calls = phone.call("history.list", limit=9)["calls"]
            return calls if len(calls) == count else None
        return phone.client.until(there, f"{count} calls of {phone.name}")


def goes_well(triangle):
    triangle.put_through()
    bobs, cids = triangle.is_through()
    theirs = triangle.cid.session(cids, state="established", focused=True,
                                  held_by_us=False, held_by_them=False)
    assert theirs["replaces"] == triangle.cids, theirs
    assert triangle.cid.ended(triangle.cids)["by"] == "local"
    assert "ann" in theirs["referred_by"], theirs
    triangle.they_hear_each_other()
    triangle.bob.call("session.hangup", session=bobs)
    triangle.cid.ended(cids)
    triangle.bob.ended(bobs)
    for phone in (triangle.ann, triangle.bob, triangle.cid):
        calls = triangle.history(phone, 2)
        assert all(c["established"] and not c["missed"] for c in calls), calls


@story
def three_phones(stage):
    "bob and cid talk, ann is out of it, and six rows of history agree"
    goes_well(Triangle(stage))


@story
def through_a_proxy(stage):
    "the same with registered phones behind kamailio"
    pbx = stage.pbx({name: "x-" + name for name in NAMES})
    goes_well(Triangle(stage, pbx=pbx))


@story
def cid_still_rings(stage):
    "bob calls cid himself, who is rung again, and takes it"
    triangle = Triangle(stage, answered=False)
    triangle.put_through()
    triangle.cid.ended(triangle.cids)
    again = triangle.cid.answer()
    triangle.is_through()
    triangle.cid.session(again, state="established")
    triangle.they_hear_each_other()
    calls = triangle.history(triangle.ann, 2)
    assert not any(c["missed"] for c in calls), calls


@story
def cid_still_rings_and_declines(stage):
    "ann and bob talk again, and the reason is told"
    triangle = Triangle(stage, answered=False)
    triangle.put_through()
    triangle.cid.ended(triangle.cids)
    triangle.cid.call("session.decline", session=triangle.cid.incoming())
    session = triangle.ann.session(triangle.to_bob, held_by_us=False,
                                   hold_pending=False, focused=True)
    assert session["transfer"]["state"] == "failed", session
    assert session["transfer"]["status"] == 486, session
    triangle.bob.session(triangle.bobs, held_by_us=False, held_by_them=False)
    triangle.ann.hears_tone(NAMES["bob"])


@story
def bob_refuses(stage):
    "on_refer = refuse: both calls are kept, and ann talks to cid"
    triangle = Triangle(stage, {"bob": "on_refer = refuse\n"})
    triangle.put_through()
    triangle.ann.session(triangle.to_cid, focused=True, held_by_us=False,
                         hold_pending=False, state="established")
    session = triangle.ann.session(triangle.to_bob, held_by_us=True)
    assert session["transfer"]["status"] == 603, session["transfer"]
    triangle.cid.hears_tone(NAMES["ann"])


@story
def bob_is_asked(stage):
    "bob's person says yes to what is an attended transfer"
    triangle = Triangle(stage, {"bob": "on_refer = ask\n"})
    triangle.put_through()
    referral = triangle.bob.client.until(
        lambda: triangle.bob.client.sessions[triangle.bobs]["referral"],
        "a referral")
    assert referral["attended"], referral
    triangle.bob.call("session.accept", session=triangle.bobs)
    triangle.is_through()


@story
def cid_knows_no_such_call(stage):
    "cid hangs up as bob is asked: 603, and ann has bob back when she wants"
    triangle = Triangle(stage, {"bob": "on_refer = ask\n"})
    triangle.put_through()
    triangle.bob.client.event("session.referred")
    triangle.cid.call("session.hangup", session=triangle.cids)
    triangle.ann.ended(triangle.to_cid)
    triangle.bob.call("session.accept", session=triangle.bobs)
    triangle.ann.client.until(
        lambda: triangle.ann.client.sessions[triangle.to_bob]["transfer"]
        ["status"] == 603, "603")
    session = triangle.ann.session(triangle.to_bob, state="established")
    assert session["held_by_us"], session
    triangle.bob.session(triangle.bobs, state="established",
                         held_by_us=False)


@story
def accounts_of_two_kinds(stage):
    "one call by a registrar, the other one direct: the two are put through"
    pbx = stage.pbx({"ann": "x-ann", "bob": "x-bob"})
    ann = stage.engine(pbx.account("ann", "x-ann") + direct("home"),
                       name="ann")
    bob = stage.engine(FOLLOW + pbx.account("bob", "x-bob"), name="bob")
    cid = stage.engine(direct("cid"), name="cid")
    for phone in (ann, bob):
        phone.client.account(phone.name, "registered")
    to_bob = ann.dial(pbx.uri("bob"), account="ann")
    bob.answer()
    ann.session(to_bob, state="established")
    to_cid = ann.dial(cid.uri("cid"), account="home", consults=to_bob)
    cids = cid.answer()
    ann.session(to_cid, state="established")
    ann.call("session.transfer", session=to_cid, **{"with": to_bob})
    # cid is asked, who goes to bob: his person says yes
    cid.client.event("session.referred")
    cid.call("session.accept", session=cids)
    ann.ended(to_bob)
    end = ann.ended(to_cid)
    assert end["reason"] == "transferred", end


@story
def one_engine_is_all_of_them(stage):
    "both other ones are accounts of the same engine as ann"
    one = stage.engine("on_refer = follow\n" + direct("ann") + direct("bob")
                       + direct("cid"), name="one")
    to_bob = one.dial(one.uri("bob"), account="ann")
    bobs = one.answer()
    one.session(to_bob, state="established")
    to_cid = one.dial(one.uri("cid"), account="ann", consults=to_bob)
    cids = one.answer()
    one.session(to_cid, state="established")
    one.call("session.transfer", session=to_bob, **{"with": to_cid})
    for number in (to_bob, bobs, to_cid, cids):
        one.ended(number)
    live = one.call("session.list")["sessions"]
    assert len(live) == 2, live
    theirs = next(s for s in live if s["direction"] == "incoming")
    assert theirs["replaces"] == cids, theirs
    for session in live:
        one.session(session["id"], state="established")


@story
def a_line_that_answers_by_itself(stage):
    "what it answers with stays: bob hears the echo of what he says"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(FOLLOW + audio("tone:700", "wav") + direct("bob"),
                       name="bob")
    line = stage.engine(direct("line", "auto_answer = all\n"
                               "answer_with = echo"), name="line")
    to_bob = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(to_bob, state="established")
    to_line = ann.dial(line.uri("line"), consults=to_bob)
    ann.session(to_line, state="established")
    lines = line.first()
    ann.call("session.transfer", session=to_bob, **{"with": to_line})
    ann.ended(to_bob)
    line.ended(lines)
    bob.hears_tone(700)
    new = next(s for s in line.client.sessions.values()
               if s["replaces"] == lines)
    assert not new["focused"] and not new["held_by_us"], new


@story
def the_commands(stage):
    "offhook call --consults, offhook transfer --with"
    ann, bob, cid = phones(stage)
    to_bob = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(to_bob, state="established")
    cids = None
    status, said, trouble = ann.one_shot("call", cid.uri("cid"),
                                         "--consults", str(to_bob))
    assert status == 0, trouble
    to_cid = int(said.split()[0])
    assert ann.session(to_cid)["consults"] == to_bob
    cids = cid.answer()
    ann.session(to_cid, state="established")
    assert ann.one_shot("transfer")[0] == 2
    assert ann.one_shot("transfer", "a", "b", "--with", "2")[0] == 2
    assert ann.one_shot("transfer", str(to_bob), "--with", "99")[0] != 0
    status, _, trouble = ann.one_shot("transfer", str(to_bob), "--with",
                                      str(to_cid))
    assert status == 0, trouble
    ann.ended(to_cid)
    cid.ended(cids)


if __name__ == "__main__":
    run()
