"""The one who is called names others to call instead (3xx)."""
import sip
from engine import direct
from tap import run, story


def moved(peer, invite, *contacts, status=302):
    """The 3xx to an INVITE, and its ACK."""
    peer.reply(invite, status, "Moved",
               "\n".join(f"Contact: {contact}" for contact in contacts))
    peer.expect("ACK")


def history(engine):
    return engine.call("history.list", limit=10)["calls"]


def answers(peer, ann, hers):
    """The peer takes the call that ann was sent to it with."""
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, "OK", body=sip.sdp(4000))
    peer.expect("ACK")
    ann.session(hers, state="established")
    return invite


@story
def asked_and_followed(stage):
    "a 302 is asked about; accepted, the call goes there as the same session"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other", "other")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    first = peer.expect("INVITE")
    moved(peer, first, f"<{other.uri}>")
    ann.client.event("session.redirected")
    session = ann.session(hers, progress="redirected")
    assert session["redirect"] == {"status": 302, "contacts": [other.uri]}
    status, _, said = ann.one_shot("accept")
    assert status == 0, said
    second = answers(other, ann, hers)
    assert second.get("Call-ID") == first.get("Call-ID")
    assert second.start.split()[1] == other.uri, second.start
    assert peer.uri in second.get("To"), second.get("To")
    session = ann.session(hers, state="established")
    assert session["redirect"] is None
    trace = ann.call("session.trace", session=hers)["messages"]
    assert len([m for m in trace if m["text"].startswith("INVITE")]) == 2
    other.bye(second)
    ann.ended(hers)
    assert len(history(ann)) == 1
    assert len([e for e in ann.client.events
                if e["topic"] == "session.ended"]) == 1


@story
def asked_and_refused(stage):
    "a redirection that is refused ends the call, and nobody else is called"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    moved(peer, peer.expect("INVITE"), f"<{other.uri}>")
    ann.session(hers, progress="redirected")
    assert ann.refused("session.accept", session=hers, what="refer").code == 2
    ann.call("session.refuse", session=hers, what="redirect")
    end = ann.ended(hers)
    assert (end["by"], end["status"]) == ("local", 302), end
    assert "refused" in end["reason"], end
    assert ann.refused("session.accept", session=hers).code == 2
    other.silent(0.3)
    assert len(history(ann)) == 1


@story
def hung_up_while_asked(stage):
    "hanging up answers the question, too"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    moved(peer, peer.expect("INVITE"), f"<{other.uri}>")
    ann.session(hers, progress="redirected")
    ann.call("session.hangup", session=hers)
    assert ann.ended(hers)["by"] == "local"
    other.silent(0.3)


@story
def not_followed(stage):
    "follow_redirect = no: the call ends as the other side said"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other")
    ann = stage.engine("follow_redirect = no\n" + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    moved(peer, peer.expect("INVITE"), f"<{other.uri}>")
    end = ann.ended(hers)
    assert (end["by"], end["status"]) == ("remote", 302), end
    other.silent(0.3)


@story
def the_best_first(stage):
    "follow_redirect = yes: in the order of q, one after the other"
    peers = [sip.Peer(stage, f"peer {i}", f"p{i}") for i in range(4)]
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    hers = ann.dial(peers[0].uri)
    moved(peers[0], peers[0].expect("INVITE"),
          f"<{peers[3].uri}>;q=0.2", f"<{peers[1].uri}>;q=0.9",
          "<mailto:ann@example.net>", "<http://example.net/>",
          f"<{peers[2].uri}?Subject=stolen>;q=0.5", status=300)
    for peer, status in ((peers[1], 486), (peers[2], 404)):
        invite = peer.expect("INVITE")
        assert not invite.get("Subject"), invite.headers
        peer.reply(invite, status, "No")
        peer.expect("ACK")
    answers(peers[3], ann, hers)
    ann.call("session.hangup", session=hers)
    peers[3].reply(peers[3].expect("BYE"), 200, "OK")
    assert ann.ended(hers)["by"] == "local"
    assert len(history(ann)) == 1


@story
def nobody_takes_it(stage):
    "the last refusal is what the caller is told; a 6xx speaks for all"
    peers = [sip.Peer(stage, f"peer {i}", f"p{i}") for i in range(3)]
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    contacts = [f"<{p.uri}>" for p in peers[1:]]
    for statuses in ((486, 404), (603,)):
        hers = ann.dial(peers[0].uri)
        moved(peers[0], peers[0].expect("INVITE"), *contacts)
        for peer, status in zip(peers[1:], statuses):
            peer.reply(peer.expect("INVITE"), status, "No")
            peer.expect("ACK")
        end = ann.ended(hers)
        assert (end["by"], end["status"]) == ("remote", statuses[-1]), end
    peers[2].silent(0.3)


@story
def a_circle(stage):
    "two who name each other are called once each"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other", "other")
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    moved(peer, peer.expect("INVITE"), f"<{other.uri}>")
    moved(other, other.expect("INVITE"), f"<{peer.uri}>")
    end = ann.ended(hers)
    assert end["status"] == 302 and "circle" in end["reason"], end
    peer.silent(0.3)


@story
def no_end_of_it(stage):
    "after five redirections there is no sixth"
    peer = sip.Peer(stage)
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    for i in range(6):
        moved(peer, peer.expect("INVITE"),
              f"<sip:number{i}@127.0.0.1:{peer.port}>")
    end = ann.ended(hers)
    assert end["status"] == 302 and "too often" in end["reason"], end
    peer.silent(0.3)


@story
def nobody_is_named(stage):
    "a 302 without a Contact that can be called, and a 305, are refusals"
    peer = sip.Peer(stage)
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    for status, contact in ((302, "<mailto:ann@example.net>"),
                            (305, "<sip:proxy@127.0.0.1:9>")):
        hers = ann.dial(peer.uri)
        moved(peer, peer.expect("INVITE"), contact, status=status)
        end = ann.ended(hers)
        assert (end["by"], end["status"]) == ("remote", status), end


@story
def redirected_by_a_ringing_phone(stage):
    "one phone sends another on: the third one rings, and both histories agree"
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    carol = stage.engine(direct("carol"), name="carol")
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    bob.call("session.redirect", session=his, to=carol.uri("carol"))
    bob.ended(his)
    carol.answer()
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    carol.client.event("session.ended")
    ann.ended(hers)
    assert len(history(ann)) == len(history(carol)) == 1


@story
def ringing_then_redirected(stage):
    "a redirection after early sound: the sound is over, and comes from there"
    peer, other = sip.Peer(stage), sip.Peer(stage, "other", "other")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 183, "Progress", body=sip.sdp(4000))
    ann.session(hers, progress="early")
    moved(peer, invite, f"<{other.uri}>")
    ann.session(hers, progress="redirected", early_media=False, media=None)
    ann.call("session.accept", session=hers)
    invite = other.expect("INVITE")
    other.reply(invite, 180, "Ringing")
    ann.session(hers, progress="ringing")
    ann.call("session.hangup", session=hers)
    other.reply(other.expect("CANCEL"), 200, "OK")
    other.reply(invite, 487, "Terminated")
    assert ann.ended(hers)["by"] == "local"


if __name__ == "__main__":
    run()
