"""GRUU: an address that leads to this phone, given to peers (RFC 5627)."""
import re

from tap import run, story

SECRET = "open sesame"


def account(pbx, user, more=""):
    """In a domain without a port: a GRUU has none."""
    return pbx.account(user, SECRET, more=more + " registrar = "
                       f'"sip:{pbx.address}"\n').replace(
                           pbx.uri(user), f"sip:{user}@pbx.test")


def contacts(phone, session, start):
    """Of the session's messages that begin so."""
    return [re.search(r"\r\nContact: <([^>]+)>", m["text"]).group(1)
            for m in phone.call("session.trace", session=session)["messages"]
            if m["text"].startswith(start) and "\r\nContact:" in m["text"]]


@story
def it_is_granted(stage):
    "calls give the GRUU, and requests find the way to both ends through it"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    ann = stage.engine(account(pbx, "ann"), name="ann")
    desk, spare = (stage.engine(account(pbx, "bob"), name=name)
                   for name in ("desk", "spare"))
    for phone, name in ((ann, "ann"), (desk, "bob"), (spare, "bob")):
        phone.registered(name)
    hers = ann.dial("bob")
    his, other = desk.incoming(), spare.incoming()      # both ring
    desk.call("session.answer", session=his)
    ann.session(hers, state="established")
    desk.session(his, state="established")
    spare.ended(other)
    instance = {phone: next(b["instance"] for b in phone.call(
        "account.bindings", account=name)["bindings"] if b["ours"])
        for phone, name in ((ann, "ann"), (desk, "bob"))}
    assert set(contacts(ann, hers, "INVITE")) == {
        f"sip:ann@pbx.test;gr={instance[ann]}"}
    assert contacts(ann, hers, "SIP/2.0 200")[0] == \
        f"sip:bob@pbx.test;gr={instance[desk]}"
    # each way, by an address that names no port: to this phone of the two
    ann.call("session.hold", session=hers)
    desk.session(his, held_by_them=True)
    ann.call("session.unhold", session=hers)
    desk.session(his, held_by_them=False)
    desk.call("session.hold", session=his)
    ann.session(hers, held_by_them=True)
    desk.call("session.hangup", session=his)
    assert ann.ended(hers)["by"] == "remote"
    # a GRUU can be called as it is: that phone rings, the other does not
    again = ann.dial(f"sip:bob@pbx.test;gr={instance[desk]}")
    there = desk.incoming()
    desk.call("session.answer", session=there)
    ann.session(again, state="established")
    spare.client.pump()
    assert len(spare.client.sessions) == 1
    ann.call("session.hangup", session=again)
    desk.ended(there)


@story
def it_is_not_wanted(stage):
    "gruu = no: none is asked for, and calls give the address"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    ann = stage.engine(account(pbx, "ann", " gruu = no\n"), name="ann")
    bob = stage.engine(account(pbx, "bob"), name="bob")
    ann.registered("ann")
    bob.registered("bob")
    hers = ann.dial("bob")
    bob.answer()
    ann.session(hers, state="established")
    for contact in contacts(ann, hers, "INVITE"):
        assert contact.startswith("sip:ann@127.0.0.1:"), contact
        assert ";gr" not in contact, contact
    ann.call("session.hangup", session=hers)
    bob.client.until(lambda: all(s["state"] == "terminated"
                                 for s in bob.client.sessions.values()),
                     "its end")


if __name__ == "__main__":
    run()
