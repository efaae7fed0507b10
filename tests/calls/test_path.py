"""A proxy on the way to the registrar that wants to stay on it: Path (RFC 3327)."""
from tap import run, story

SECRET = "open sesame"


def messages(phone, session, start):
    return [m for m in phone.call("session.trace", session=session)["messages"]
            if m["text"].startswith(start)]


@story
def calls_come_by_it(stage):
    "a phone behind a proxy that adds Path registers, and its calls come by it"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    edge = stage.pbx({}, name="edge", behind=pbx.address)
    ann = stage.engine(pbx.account("ann", SECRET), name="ann")
    bob = stage.engine(pbx.account(
        "bob", SECRET, more=f' proxy = {{"sip:{edge.address};lr"}}\n'),
        name="bob")
    ann.registered("ann")
    bob.registered("bob")
    hers = ann.dial(pbx.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    assert {m["peer"] for m in messages(bob, his, "INVITE ")} == \
        {edge.address}, "the call came past the proxy"
    for phone, other, one, two in ((ann, bob, hers, his),
                                   (bob, ann, his, hers)):
        phone.call("session.hold", session=one)
        other.session(two, held_by_them=True)
        phone.call("session.unhold", session=one)
        other.session(two, held_by_them=False)
    bob.call("session.hangup", session=his)
    assert ann.ended(hers)["by"] == "remote"


@story
def calls_go_by_it(stage):
    "what a phone behind it calls goes by it too, and both ends agree at the end"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    edge = stage.pbx({}, name="edge", behind=pbx.address)
    ann = stage.engine(pbx.account("ann", SECRET), name="ann")
    bob = stage.engine(pbx.account(
        "bob", SECRET, more=f' proxy = {{"sip:{edge.address};lr"}}\n'),
        name="bob")
    ann.registered("ann")
    bob.registered("bob")
    his = bob.dial(pbx.uri("ann"))
    hers = ann.answer()
    bob.session(his, state="established")
    assert {m["peer"] for m in messages(bob, his, "INVITE ")} == {edge.address}
    ann.call("session.hangup", session=hers)
    assert bob.ended(his)["by"] == "remote"


if __name__ == "__main__":
    run()
