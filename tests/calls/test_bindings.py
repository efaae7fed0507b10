"""What is bound to an address: shown, removed, and left by an earlier life."""
import os
import re

import sip
from tap import run, story

SECRET = "open sesame"


def bindings(phone, name="ann"):
    return phone.call("account.bindings", account=name)["bindings"]


@story
def two_phones(stage):
    "both phones of an address see both bindings, each its own marked"
    pbx = stage.pbx({"ann": SECRET})
    desk, home = (stage.engine(pbx.account("ann", SECRET), name=name)
                  for name in ("desk", "home"))
    desk.registered("ann")
    home.registered("ann")
    for phone, other in ((desk, home), (home, desk)):
        listed = bindings(phone)
        assert len(listed) == 2, listed
        mine, = (b for b in listed if b["ours"])
        assert mine["contact"] == phone.client.account(
            "ann", "registered")["registration"]["contact"], listed
        assert 0 < mine["expires_s"] <= 600, mine
        status, output, error = phone.one_shot("bindings", "ann")
        assert status == 0 and output.count("ours") == 1, (output, error)
        assert all(b["contact"] in output for b in listed), output


@story
def all_of_them(stage):
    "unregister --all removes the other phone's binding as well"
    pbx = stage.pbx({"ann": SECRET})
    desk, home = (stage.engine(pbx.account("ann", SECRET), name=name)
                  for name in ("desk", "home"))
    desk.registered("ann")
    home.registered("ann")
    status, _, error = desk.one_shot("unregister", "ann", "--all")
    assert status == 0, error
    desk.client.account("ann", "unregistered")
    assert bindings(desk) == []
    assert "nothing is registered" in desk.one_shot("bindings")[1]
    # also by one that is not registered itself
    home.call("account.register", account="ann")
    home.client.until(lambda: bindings(home), "its binding")
    desk.call("account.unregister", account="ann", all=True)
    desk.client.until(lambda: not bindings(desk), "none")
    desk.call("account.register", account="ann")
    desk.registered("ann")
    assert [b["ours"] for b in bindings(desk)] == [True]


@story
def all_of_them_refused(stage):
    "unregister --all that the registrar refuses fails, and says so"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", "close sesame"))
    phone.client.account("ann", "failed")
    status, _, error = phone.one_shot("unregister", "ann", "--all")
    assert status == 1 and "401" in error, (status, error)


@story
def a_crash(stage):
    "after a crash the binding of the last run goes, and the instance stays"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET))
    phone.registered("ann")
    before, = bindings(phone)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
                        before["instance"]), before
    phone.kill()
    phone.start()
    phone.registered("ann")
    phone.client.until(lambda: len(bindings(phone)) == 1, "one binding")
    after, = bindings(phone)
    assert after["instance"] == before["instance"], (before, after)
    assert after["ours"] and after["contact"] != before["contact"], after


@story
def an_instance_that_cannot_be_kept(stage):
    "a spoilt instance-id is made anew, a folder in its place only warned of"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET))
    phone.registered("ann")
    before, = bindings(phone)
    assert phone.stop() == 0
    with open(phone.data + "/instance-id", "w", encoding="utf-8") as file:
        file.write('urn:uuid:"><sip:evil@example.net>\n')
    phone.start()
    phone.registered("ann")
    after, = bindings(phone)
    assert after["instance"] != before["instance"], after
    assert "evil" not in after["instance"] and len(after["instance"]) == 45
    assert phone.stop() == 0
    os.unlink(phone.data + "/instance-id")
    os.mkdir(phone.data + "/instance-id")
    phone.start()
    phone.registered("ann")
    assert "for another phone" in phone.log()


@story
def a_registrar_that_refuses(stage):
    "a registrar that refuses to list them is error 3 with its words"
    peer = sip.Peer(stage)
    phone = stage.engine(
        f'account "ann" {{\n uri = "sip:ann@127.0.0.1:{peer.port}"\n'
        " transport = udp\n}\n")
    first = peer.expect("REGISTER")
    peer.reply(first, 200, "OK",
               f"Contact: {first.get('Contact')};expires=60")
    phone.registered("ann")
    number = phone.client.ask("account.bindings", {"account": "ann"})
    asked = peer.expect("REGISTER")
    assert not asked.get("Contact") and not asked.get("Expires"), asked.data
    peer.reply(asked, 403, "None Of Your Business")
    error = phone.client.answer(number)["error"]
    assert error["code"] == 3 and error["data"]["status"] == 403, error
    assert "None Of Your Business" in error["message"], error
    assert phone.client.account("ann", "registered")


@story
def an_asker_who_leaves(stage):
    "who asks and leaves, or an account that goes meanwhile, harms nobody"
    peer = sip.Peer(stage)
    phone = stage.engine("")
    phone.call("account.add", name="ann", transport="udp",
               uri=f"sip:ann@127.0.0.1:{peer.port}")
    first = peer.expect("REGISTER")
    peer.reply(first, 200, "OK",
               f"Contact: {first.get('Contact')};expires=60")
    phone.registered("ann")
    gone = phone.connect()
    gone.ask("account.bindings", {"account": "ann"})
    asked = peer.expect("REGISTER")
    gone.close()
    number = phone.client.ask("account.bindings", {"account": "ann"})
    peer.expect("REGISTER")
    phone.call("account.remove", account="ann")
    error = phone.client.answer(number)["error"]
    assert error["code"] == 2 and "given up" in error["message"], error
    peer.reply(asked, 200, "OK")
    assert phone.call("account.list")["accounts"] == []


@story
def nothing_to_ask(stage):
    "an account that does not register has no bindings to ask for"
    phone = stage.engine('account "ann" {\n uri = "sip:ann@127.0.0.1"\n'
                         ' registrar = none\n}\n')
    error = phone.client.refused("account.bindings", account="ann")
    assert error.code == 2 and "does not register" in error.message, error
    status, _, said = phone.one_shot("bindings", "ann")
    assert status == 1 and "does not register" in said, said


if __name__ == "__main__":
    run()
