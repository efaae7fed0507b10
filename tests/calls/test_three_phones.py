"""A transfer among three phones: all screens and all histories agree."""
from engine import direct
from kamailio import Kamailio
from tap import run, story


class Three:
    """Ann talks to Bob and may send him on to Carol."""

    def __init__(self, stage, on_refer="follow", carols="", proxy=None):
        def phone(name, more=""):
            if proxy:
                section = proxy.account(name, name + "pw")
            else:
                section = direct(name)
            return stage.engine(more + section, name=name)
        self.ann = phone("ann")
        self.bob = phone("bob", f"on_refer = {on_refer}\n")
        self.carol = phone("carol", carols)
        self.phones = [self.ann, self.bob, self.carol]
        if proxy:
            for one in self.phones:
                one.registered()
        self.to = proxy.uri("carol") if proxy else self.carol.uri("carol")
        self.hers = self.ann.dial(
            proxy.uri("bob") if proxy else self.bob.uri("bob"))
        self.his = self.bob.answer()
        self.ann.session(self.hers, state="established")

    def transfer(self):
        self.ann.call("session.transfer", session=self.hers, to=self.to)

    def new(self):
        """Bob's call to Carol."""
        return self.bob.client.event(
            "session.created", lambda e: e["session"]["direction"] ==
            "outgoing")["session"]["id"]

    def went_well(self):
        """Carol has answered: Ann is out, Bob and Carol talk."""
        new, carols = self.new(), self.carol.first()
        self.bob.session(new, state="established", focused=True,
                         held_by_us=False, held_by_them=False)
        self.carol.session(carols, state="established", held_by_them=False)
        end = self.ann.ended(self.hers)
        assert (end["by"], end["reason"]) == ("local", "transferred"), end
        assert self.bob.ended(self.his)["by"] == "remote"
        assert self.ann.session(self.hers)["transfer"] == {
            "state": "done", "target": self.to, "status": 200}
        for phone, number in ((self.bob, new), (self.carol, carols)):
            by = phone.session(number)["referred_by"]
            assert by == self.ann.session(self.hers)["local"]["uri"], by
        self.bob.call("session.hangup", session=new)
        self.carol.ended(carols)
        self.written(1, 2, 1)

    def failed(self, status):
        """Ann and Bob talk as before, and she knows why."""
        new = self.new()
        end = self.bob.ended(new)
        assert end["status"] == status, end
        transfer = self.ann.session(self.hers, transfer={
            "state": "failed", "target": self.to, "status": status})
        assert transfer["state"] == "established"
        for phone, number in ((self.ann, self.hers), (self.bob, self.his)):
            phone.session(number, state="established", held_by_us=False,
                          held_by_them=False, hold_pending=False,
                          focused=True)
        warning = self.bob.client.event(
            "engine.warning", lambda e: e["code"] == "refer")["text"]
        assert str(status) in warning, warning
        self.ann.call("session.hangup", session=self.hers)
        self.bob.ended(self.his)
        self.written(1, 2, 1)

    def written(self, *counts):
        """So many calls in each history, Ann's, Bob's and Carol's."""
        for phone, count in zip(self.phones, counts):
            phone.client.until(
                lambda p=phone, n=count: len(
                    p.call("history.list", limit=9)["calls"]) == n,
                f"{count} calls in the history of {phone.name}")
            for call in phone.call("history.list", limit=9)["calls"]:
                missed = phone is self.carol and not call["established"] \
                    and call["end"]["reason"] != "declined"
                assert call["missed"] == missed, (phone.name, call)


@story
def it_goes_well(stage):
    "Carol answers: Ann is out, Bob and Carol talk"
    three = Three(stage)
    three.transfer()
    carols = three.carol.incoming()
    three.ann.session(three.hers, transfer={
        "state": "ringing", "target": three.to, "status": 180})
    three.bob.session(three.his, held_by_us=True, held_by_them=True)
    three.carol.call("session.answer", session=carols)
    three.went_well()


@story
def through_a_proxy(stage):
    "the same with passwords, which Bob is asked for when he calls Carol"
    proxy = Kamailio(stage, {n: n + "pw" for n in ("ann", "bob", "carol")})
    three = Three(stage, proxy=proxy)
    three.transfer()
    three.carol.answer()
    three.went_well()


@story
def carol_is_busy(stage):
    "486: everybody is where they were, and knows why"
    three = Three(stage)
    three.carol.call("engine.set", dnd=True)
    three.transfer()
    three.failed(486)


@story
def carol_is_busy_behind_a_proxy(stage):
    "the same through a proxy"
    proxy = Kamailio(stage, {n: n + "pw" for n in ("ann", "bob", "carol")})
    three = Three(stage, proxy=proxy)
    three.carol.call("engine.set", dnd=True)
    three.transfer()
    three.failed(486)


@story
def carol_does_not_answer(stage):
    "her phone gives up: 480"
    three = Three(stage, carols="no_answer_timeout = 1\n")
    three.transfer()
    three.failed(480)


@story
def carol_declines(stage):
    "603 from her is 603 at Ann's, and Bob may be sent to her once more"
    three = Three(stage)
    three.transfer()
    three.carol.call("session.decline", session=three.carol.incoming(),
                     status=603)
    three.failed(603)


@story
def a_second_try(stage):
    "what failed once may be tried again in the same call"
    three = Three(stage)
    for _ in range(2):
        three.transfer()
        three.carol.call("session.decline", session=three.carol.incoming(),
                         status=600)
        three.ann.session(three.hers, transfer={
            "state": "failed", "target": three.to, "status": 600},
            held_by_us=False, hold_pending=False)
        three.bob.session(three.his, held_by_us=False, hold_pending=False,
                          held_by_them=False, focused=True)
    three.transfer()
    carols = three.carol.incoming()
    three.carol.call("session.answer", session=carols)
    three.carol.session(carols, state="established")
    assert three.bob.ended(three.his)["by"] == "remote"


@story
def bob_is_asked(stage):
    "and says yes"
    three = Three(stage, "ask")
    three.transfer()
    referral = three.bob.client.event("session.referred")["session"]["referral"]
    assert referral["to"] == three.to and "ann" in referral["referred_by"]
    three.ann.session(three.hers, transfer={
        "state": "trying", "target": three.to, "status": 100})
    three.bob.call("session.accept", session=three.his)
    three.carol.answer()
    three.went_well()


def stays(three):
    """Bob was not sent on: he and Ann talk, and Carol heard nothing."""
    three.ann.session(three.hers, transfer={
        "state": "failed", "target": three.to, "status": 603})
    for phone, number in ((three.ann, three.hers), (three.bob, three.his)):
        phone.session(number, state="established", held_by_us=False,
                      held_by_them=False, hold_pending=False, focused=True)
    three.carol.client.pump()
    assert not three.carol.client.sessions
    three.bob.call("session.hangup", session=three.his)
    three.ann.ended(three.hers)
    three.written(1, 1, 0)


@story
def bob_says_no(stage):
    "603, and Carol never hears of it"
    three = Three(stage, "ask")
    three.transfer()
    three.bob.client.event("session.referred")
    three.bob.call("session.refuse", session=three.his, what="refer")
    stays(three)


@story
def bob_never_lets_himself_be_sent(stage):
    "on_refer = refuse: 603 at once"
    three = Three(stage, "refuse")
    three.transfer()
    stays(three)


@story
def ann_leaves_while_it_rings(stage):
    "Bob's call to Carol goes on without her"
    three = Three(stage)
    three.transfer()
    carols = three.carol.incoming()
    three.ann.session(three.hers, transfer={
        "state": "ringing", "target": three.to, "status": 180})
    three.ann.call("session.hangup", session=three.hers)
    three.ann.ended(three.hers)
    three.bob.ended(three.his)
    three.carol.call("session.answer", session=carols)
    three.bob.session(three.new(), state="established", focused=True)
    three.carol.session(carols, state="established")
    three.carol.call("session.hangup", session=carols)
    three.bob.ended(three.new())
    three.written(1, 2, 1)


@story
def bob_is_sent_to_himself(stage):
    "a target on the same machine, behind the same engine"
    three = Three(stage)
    three.to = three.bob.uri("bob")
    three.transfer()
    mine = three.bob.incoming()
    three.bob.call("session.answer", session=mine)
    three.bob.session(mine, state="established")
    three.bob.session(three.new(), state="established")
    three.bob.ended(three.his)
    three.ann.ended(three.hers)


if __name__ == "__main__":
    run()
