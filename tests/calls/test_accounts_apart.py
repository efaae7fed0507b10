"""Several accounts at once: what is one's is never seen by another's server."""
import re

import sip
from tap import run, story

SECRET = "open sesame"


def account(name, peer, more="", password=None):
    return (f'account "{name}" {{\n uri = "sip:{name}@127.0.0.1:{peer.port}"\n'
            f' password = "{password or name + "-secret"}"\n'
            f' transport = udp\n{more}\n}}\n')


def accept(peer, request, more=""):
    peer.reply(request, 200, "OK",
               f"Contact: {request.get('Contact')};expires=600{more}")


def challenge(peer, request, status=401):
    name = "WWW" if status == 401 else "Proxy"
    peer.reply(request, status, "Who Are You",
               f'{name}-Authenticate: Digest realm="the same for both", '
               f'nonce="of {peer.name}", qop="auth"')


def user(request):
    line = request.get("Authorization") or request.get("Proxy-Authorization")
    return re.search(r'username="([^"]*)"', line or 'username=""').group(1)


def text(message):
    return message.data.decode()


def invited(phone, peer, name):
    """An account calls; its INVITE, answered with 486 after a challenge."""
    call = phone.call("session.call", to="bob", account=name)["session"]["id"]
    invite = peer.expect("INVITE")
    challenge(peer, invite, 407)
    peer.expect("ACK")
    second = peer.expect("INVITE")
    peer.reply(second, 486, "Busy Here")
    peer.expect("ACK")
    phone.ended(call)
    return invite, second


@story
def two_that_share_a_realm(stage):
    "routes, GRUU, names and passwords of one account stay away from another"
    one, two = sip.Peer(stage, "one"), sip.Peer(stage, "two")
    edge = sip.Peer(stage, "edge")
    phone = stage.engine(account("ann", one) + account("zed", two))
    gruu = f"sip:ann@127.0.0.1:{one.port};gr=urn:uuid:granted-to-ann"
    for peer, name, more in (
            (one, "ann", f';pub-gruu="{gruu}"\nService-Route: '
             f"<sip:127.0.0.1:{edge.port};lr>"), (two, "zed", "")):
        challenge(peer, peer.expect("REGISTER"))
        answer = peer.expect("REGISTER")
        assert user(answer) == name, text(answer)
        accept(peer, answer, more)
        phone.registered(name)
    invite, again = invited(phone, two, "zed")
    for message in (invite, again):
        assert "ann@" not in text(message) and "granted" not in \
            text(message), text(message)
        assert not message.get("Route"), text(message)
        assert message.contact.startswith("sip:zed@"), text(message)
    assert user(again) == "zed" and not user(invite), text(invite)
    # and the other way: by its own route, with its own names
    invite, again = invited(phone, edge, "ann")
    for message in (invite, again):
        assert "zed@" not in text(message), text(message)
        assert message.get("Route") == f"<sip:127.0.0.1:{edge.port};lr>"
        assert message.contact == gruu, text(message)
    assert user(again) == "ann"
    one.silent(0.1)
    two.silent(0.1)


@story
def a_call_of_no_account(stage):
    "a call without an account carries nothing of those that are registered"
    one, stranger = sip.Peer(stage, "one"), sip.Peer(stage, "stranger")
    phone = stage.engine(account("ann", one))
    accept(one, one.expect("REGISTER"), f"\nService-Route: <{one.uri};lr>")
    phone.registered("ann")
    call = phone.dial(f"sip:bob@127.0.0.1:{stranger.port}")
    invite = stranger.expect("INVITE")
    assert "ann@" not in text(invite) and not invite.get("Route"), text(invite)
    challenge(stranger, invite, 407)
    stranger.expect("ACK")
    assert phone.ended(call)["status"] == 407
    stranger.silent(0.2)


@story
def two_registrars(stage):
    "two registrars, UDP and TCP, two passwords: calls come and go at each"
    first = stage.pbx({"ann": "one " + SECRET, "bob": SECRET}, name="first")
    second = stage.pbx({"ann": "two " + SECRET, "bob": SECRET}, name="second")
    phone = stage.engine(
        first.account("ann", "one " + SECRET, name="work") +
        second.account("ann", "two " + SECRET, name="home").replace(
            "= udp", "= tcp"), name="phone")
    phone.registered("work")
    home = phone.registered("home")
    assert "transport=tcp" in home["registration"]["contact"], home
    for pbx, name in ((first, "work"), (second, "home")):
        bob = stage.engine(pbx.account("bob", SECRET), name=f"bob-{name}")
        bob.registered("bob")
        theirs = bob.dial(pbx.uri("ann"))
        ours = phone.incoming()
        assert phone.session(ours)["account"]["name"] == name
        phone.call("session.answer", session=ours)
        bob.session(theirs, state="established")
        bob.call("session.hangup", session=theirs)
        phone.ended(ours)
        call = phone.call("session.call", to="bob",
                          account=name)["session"]["id"]
        bob.answer()
        phone.session(call, state="established")
        phone.call("session.hangup", session=call)
        phone.ended(call)


@story
def a_proxy_of_its_own(stage):
    "an account's outbound proxy is its own: requests of others go past it"
    proxy, direct = sip.Peer(stage, "proxy"), sip.Peer(stage, "direct")
    phone = stage.engine(
        'account "ann" {\n uri = "sip:ann@pbx.invalid"\n transport = udp\n'
        f' proxy = {{"sip:127.0.0.1:{proxy.port};lr"}}\n}}\n' +
        account("zed", direct))
    first = proxy.expect("REGISTER")
    assert first.start.startswith("REGISTER sip:pbx.invalid "), first.start
    assert first.get("Route") == f"<sip:127.0.0.1:{proxy.port};lr>"
    accept(proxy, first, "\nService-Route: <sip:inner.invalid;lr>")
    phone.registered("ann")
    other = direct.expect("REGISTER")
    assert not other.get("Route"), text(other)
    accept(direct, other)
    phone.registered("zed")
    # proxy first, then the registrar's route (RFC 3608 5.1)
    phone.call("session.call", to="bob", account="ann")
    invite = proxy.expect("INVITE")
    routes = ",".join(invite.all("Route")).replace(" ", "")
    assert routes == (f"<sip:127.0.0.1:{proxy.port};lr>,"
                      "<sip:inner.invalid;lr>"), routes
    proxy.reply(invite, 486)
    proxy.expect("ACK")
    phone.call("session.call", to="bob", account="zed")
    invite = direct.expect("INVITE")
    assert not invite.get("Route"), text(invite)
    direct.reply(invite, 486)
    direct.expect("ACK")
    proxy.silent(0.1)


@story
def two_flows_of_one_address(stage):
    "two accounts of one address are two flows, and neither replaces the other"
    peer = sip.Peer(stage)
    phone = stage.engine(account("ann", peer) + account("ann", peer).replace(
        'account "ann"', 'account "spare"'))
    flows = []
    for _ in range(2):
        request = peer.expect("REGISTER")
        flows.append(re.search(
            r'instance="<(urn:uuid:[-\w]+)>";reg-id=(\d)',
            request.get("Contact")).groups())
        accept(peer, request)
    phone.registered("ann")
    phone.registered("spare")
    assert flows[0][0] == flows[1][0], flows
    assert sorted(f[1] for f in flows) == ["1", "2"], flows


if __name__ == "__main__":
    run()
