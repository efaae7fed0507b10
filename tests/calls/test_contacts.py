"""Contacts: vCards as other programs have them, and names for calls."""
import json
import os
import signal
import subprocess

import disk
import sip
import stage as module
from control import Client, RpcError
from engine import direct
from tap import run, story

CAROL = """BEGIN:VCARD\r
VERSION:3.0\r
UID:carol\r
PHOTO;ENCODING=b;TYPE=JPEG:AAAABBBB\r
 CCCC\r
FN:Carol Sample\r
N:Sample;Carol;;;\r
item1.TEL;TYPE=work:+44 (0)20 7946 0958\r
item1.X-ABLabel:desk\r
NOTE:prefers e-mail\r
END:VCARD\r
"""
BOB = ("BEGIN:VCARD\nVERSION:2.1\n"
       "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\n"
       "TEL;CELL:0170 1234567\nEND:VCARD\n")


def offhook(engine, *words, status=0, stdin=None):
    done = subprocess.run(
        [os.path.join(module.BUILD, "offhook"), "-S", engine.socket, *words],
        env=engine.environment(), capture_output=True, text=True, input=stdin,
        timeout=module.PATIENCE, check=False)
    assert done.returncode == status, (words, done.returncode, done.stderr)
    return done.stdout if not status else done.stderr


def vcf(stage, text=CAROL, name="people.vcf"):
    return stage.write(name, text)


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def with_contacts(stage, path, more=""):
    return stage.engine(f'contacts = "{path}"\n' + more + direct("ann"),
                        name="ann")


def listed(engine, text=None):
    params = {"text": text} if text else {}
    return engine.call("contact.list", **params)["contacts"]


def until_listed(engine, *names):
    module.until(lambda: [c["name"] for c in listed(engine)] == list(names),
                 f"the contacts are {names}")


def ring(engine, peer, user, name=None):
    """A call from that user; (session, INVITE sent)."""
    text = peer.request("INVITE", engine.uri("ann"), body=sip.sdp(4000))
    shown = f'"{name}" ' if name else ""
    text = text.replace(f"From: <{peer.uri}>",
                        f"From: {shown}<sip:{user}@{peer.address}:{peer.port}>")
    peer.send(text, engine.port)
    peer.expect(180)
    return engine.incoming()


@story
def a_caller_has_a_name(stage):
    "the contact of the number, in the call and in the history"
    ann = with_contacts(stage, vcf(stage))
    until_listed(ann, "Carol Sample")
    peer = sip.Peer(stage)
    his = ring(ann, peer, "02079460958", "whoever")
    contact = ann.call("session.get", session=his)["session"]["contact"]
    assert contact["name"] == "Carol Sample", contact
    assert contact["note"] == "prefers e-mail", contact
    ann.call("session.decline", session=his)
    ann.ended(his)
    module.until(lambda: ann.call("history.list")["calls"], "it is history")
    call = ann.call("history.list")["calls"][0]
    assert call["contact"]["id"] == "carol", call
    assert call["remote"]["display_name"] == "whoever", call
    found = ann.call("contact.search", text="car")["matches"]
    assert found[0]["to"] == "+44 (0)20 7946 0958", found
    assert found[0]["calls"] == 1, found


@story
def edited_in_place(stage):
    "what the phone does not know of a card stays, byte for byte"
    path = vcf(stage, CAROL + BOB)
    ann = with_contacts(stage, path)
    until_listed(ann, "Carol Sample", "Jörg Müller")
    ann.call("contact.update", contact="carol", note="call after 15:00")
    assert read(path) == CAROL.replace("prefers e-mail",
                                       "call after 15:00") + BOB
    jorg = listed(ann, "jörg")[0]
    ann.call("contact.update", contact=jorg["id"],
             numbers=[{"label": "work", "to": "2014"}])
    assert "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\n" \
        "TEL;work:2014\r\n" in read(path).replace(
            "UID;CHARSET=UTF-8:" + jorg["id"] + "\r\n", ""), read(path)
    ann.call("contact.remove", contact="carol")
    assert "Carol" not in read(path)
    until_listed(ann, "Jörg Müller")
    assert os.stat(path).st_mode & 0o777 == 0o600


@story
def another_program_writes(stage):
    "what changes on the disk is read, what is broken is told and left alone"
    path = vcf(stage)
    ann = with_contacts(stage, path)
    until_listed(ann, "Carol Sample")
    with open(path + ".tmp", "w", encoding="utf-8", newline="") as file:
        file.write(CAROL.replace("Carol Sample", "Carol Other") +
                   "BEGIN:VCARD\nFN:half\n")
    os.rename(path + ".tmp", path)
    until_listed(ann, "Carol Other")
    warning = ann.client.event("engine.warning",
                              lambda p: p["code"] == "contacts")
    assert "people.vcf:12: a card without" in warning["text"], warning
    ann.call("contact.add", name="Dave")
    assert "BEGIN:VCARD\nFN:half\n" in read(path), read(path)


@story
def a_folder_of_cards(stage):
    "each new contact is a file of its own"
    folder = stage.path("book")
    os.mkdir(folder)
    stage.write("book/carol.vcf", CAROL)
    ann = with_contacts(stage, folder)
    until_listed(ann, "Carol Sample")
    dave = ann.call("contact.add", name="Dave Test", favourite=True, numbers=[
        {"label": "work", "to": "2019"}])["contact"]
    assert sorted(os.listdir(folder)) == sorted(
        ["carol.vcf", dave["id"] + ".vcf"])
    ann.call("contact.remove", contact=dave["id"])
    assert os.listdir(folder) == ["carol.vcf"]


@story
def what_changed_is_told(stage):
    "by another program or by an import; many at once in one word"
    path = vcf(stage)
    ann = with_contacts(stage, path)
    until_listed(ann, "Carol Sample")
    at = len(ann.client.events)
    with open(path + ".tmp", "w", encoding="utf-8", newline="") as file:
        file.write(BOB)
    os.rename(path + ".tmp", path)
    told = ann.client.event("contact.changed", lambda p: p["contact"] and
                            p["contact"]["name"] == "Jörg Müller", at)
    assert told["contact"]["numbers"][0]["to"] == "0170 1234567", told
    ann.client.event("contact.removed", lambda p: p["id"] == "carol", at)
    at = len(ann.client.events)
    done = ann.call("contact.import", format="vcard", text="".join(
        CAROL.replace("carol", f"c{i}") for i in range(300)))
    assert done["added"] == 300, done
    ann.client.event("contact.changed", lambda p: p["contact"] is None, at)
    done = ann.call("contact.import", format="vcard", text=CAROL.replace(
        "carol", "c7").replace("0958", "0959") + CAROL.replace("carol", "c8"))
    assert (done["updated"], done["skipped"]) == (1, 1), done


@story
def others_after_a_reload(stage):
    "the key contacts may change while the phone runs"
    ann = with_contacts(stage, vcf(stage))
    until_listed(ann, "Carol Sample")
    ann.configure(f'contacts = "{vcf(stage, BOB, "others.vcf")}"\n' +
                  direct("ann"))
    ann.call("engine.reload")
    until_listed(ann, "Jörg Müller")
    ann.call("contact.add", name="Dave")
    assert read(stage.path("people.vcf")) == CAROL
    assert "Dave" in read(stage.path("others.vcf"))


@story
def an_id_is_no_path(stage):
    "a card's UID leads to no other folder, and to no file that is there"
    folder = stage.path("deep/book")
    os.makedirs(folder)
    stage.write("deep/book/first.vcf", CAROL)
    os.symlink(folder, stage.path("way"))
    ann = with_contacts(stage, stage.path("way"))
    until_listed(ann, "Carol Sample")
    for uid in ("../evil", "first", ".hidden1", "x" * 300):
        ann.call("contact.import", format="vcard", text=CAROL.replace(
            "UID:carol", f"UID:{uid}").replace("0958", str(len(uid))))
    names = os.listdir(folder)
    assert len(names) == 5 and not any(n.startswith(".") for n in names), names
    assert os.listdir(stage.path("deep")) == ["book"]
    assert read(folder + "/first.vcf") == CAROL
    assert ann.call("contact.list")["total"] == 5
    stage.write("deep/book/bob.vcf", BOB)       # each file is read once
    module.until(lambda: ann.call("contact.list")["total"] == 6, "it is read")


@story
def a_disk_that_takes_nothing(stage):
    "a clear error, and nothing is lost or changed"
    folder = stage.path("ro")
    os.mkdir(folder)
    path = os.path.join(folder, "people.vcf")
    stage.write("ro/people.vcf", CAROL)
    ann = with_contacts(stage, path)
    until_listed(ann, "Carol Sample")
    os.mkdir(path + ".new")           # even root cannot write a file there
    error = ann.client.refused("contact.add", name="Dave")
    assert "people.vcf cannot be written" in error.message, error.message
    assert "nothing was changed" in error.message, error.message
    assert read(path) == CAROL
    assert [c["name"] for c in listed(ann)] == ["Carol Sample"]
    os.rmdir(path + ".new")
    ann.call("contact.add", name="Dave")
    until_listed(ann, "Carol Sample", "Dave")


@story
def a_full_disk(stage):
    "a clear error, and the file is as it was; with room again it goes on"
    folder = stage.path("small")
    small = disk.SmallDisk(stage, folder, size_kb=128)
    path = stage.write("small/people.vcf", CAROL)
    ann = with_contacts(stage, path)
    until_listed(ann, "Carol Sample")
    small.fill(ann.pid)
    error = ann.client.refused("contact.import", format="vcard", text=BOB * 200)
    assert "people.vcf cannot be written" in error.message, error.message
    assert "nothing was changed" in error.message, error.message
    assert read(path) == CAROL
    assert [n for n in os.listdir(folder) if n.startswith("people")] == [
        "people.vcf"]
    small.make_room()
    ann.call("contact.add", name="Dave")
    until_listed(ann, "Carol Sample", "Dave")


@story
def killed_while_it_writes(stage):
    "the old file or the new one is there, whole"
    path = vcf(stage, CAROL + "".join(
        CAROL.replace("carol", f"c{i}").replace("Carol", f"C{i}")
        for i in range(500)))
    ann = with_contacts(stage, path)
    module.until(lambda: ann.call("contact.list")["total"] == 501, "all read")
    for number in range(50):
        ann.client.ask("contact.update", {
            "contact": "carol", "note": f"note {number}"})
    ann.process.signal(signal.SIGKILL)
    ann.process.wait()
    text = read(path)
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") == 501
    assert text.endswith("END:VCARD\r\n")


@story
def asked_of_a_command(stage):
    "a program says whose call it is, or does not, and the call rings anyway"
    script = stage.write("lookup", "#!/bin/sh\n"
                         "case $OFFHOOK_REMOTE_NUMBER in\n"
                         "1) echo 'Erin Example';;\n"
                         "2) python3 -c 'import json, sys; "
                         "o=json.load(sys.stdin);"
                         "print(json.dumps({\"name\": \"of \" + o[\"number\"],"
                         "\"organization\": \"Sample\\u001b[2J Ltd\"}))';;\n"
                         "4) exit 3;;\n"
                         "5) head -c 100000 /dev/urandom;;\nesac\n")
    os.chmod(script, 0o755)
    ann = with_contacts(stage, vcf(stage), f'contact_lookup = "{script}"\n'
                        "hooks {\n timeout = 30000\n}\n")
    until_listed(ann, "Carol Sample")
    for user in ("4", "5", "1", "2"):
        peer = sip.Peer(stage)
        his = ring(ann, peer, user)
        if user in "12":
            ann.client.until(lambda: ann.client.sessions[his]["contact"],
                             "the command has said who it is")
            contact = ann.client.sessions[his]["contact"]
            assert contact["name"] == {"1": "Erin Example", "2": "of 2"}[user]
            assert "\x1b" not in json.dumps(contact), contact
        ann.call("session.decline", session=his)
        ann.ended(his)
    names = [c["remote"]["display_name"]
             for c in ann.call("history.list")["calls"]]
    assert names[:2] == ["of 2", "Erin Example"], names


@story
def asked_for_too_long(stage):
    "a program that thinks for too long is ended, and the call rings anyway"
    ann = with_contacts(stage, vcf(stage), 'contact_lookup = "sleep 100"\n'
                        "hooks {\n timeout = 1000\n}\n")
    his = ring(ann, sip.Peer(stage), "3")
    module.until(lambda: "contact_lookup took too long and was ended" in
                 ann.process.text(), "it was ended")
    assert ann.client.sessions[his]["contact"] is None
    ann.call("session.decline", session=his)
    ann.ended(his)


@story
def called_by_name(stage):
    "the number of the one contact of that name; several are told"
    peer = sip.Peer(stage)
    ann = with_contacts(stage, vcf(stage, CAROL.replace(
        "+44 (0)20 7946 0958", f"sip:carol@127.0.0.1:{peer.port}")))
    until_listed(ann, "Carol Sample")
    ann.dial("carol sample")
    assert peer.expect("INVITE").start.startswith(
        f"INVITE sip:carol@127.0.0.1:{peer.port}")
    ann.call("contact.add", name="Nobody Yet")
    error = ann.client.refused("session.call", to="nobody yet")
    assert "has no number" in error.message, error.message
    ann.call("contact.update", contact="carol", numbers=[
        {"to": "2014"}, {"to": "2015"}])
    error = ann.client.refused("session.call", to="Carol Sample")
    assert "2014" in error.message and "2015" in error.message, error.message


@story
def by_hand(stage):
    "offhook contact: add, show, edit, import, export, remove"
    ann = with_contacts(stage, stage.path("fresh/people.vcf"))
    offhook(ann, "contact", "add", "Carol Sample", "work=2014",
            "sip:carol@sip.example.org", "--organization", "Sample Ltd")
    shown = offhook(ann, "contact", "show", "carol sample")
    assert "work          2014" in shown and "Sample Ltd" in shown, shown
    assert "no contact \"Dave\"" in offhook(ann, "contact", "show", "Dave",
                                            status=1)
    table = stage.write("people.csv", "First Name;Last Name;Business Phone;"
                        "Mobile Phone;Notes\nDave;Test;2019;;\"a; b\nc\"\n"
                        "Érin;Example;;+44 7700 900123;\n;;3;;\n")
    cards = stage.write("more.vcf", CAROL + BOB)
    told = offhook(ann, "contact", "import", table, cards)
    assert "4 added, 0 changed, 0 known" in told, told
    assert "0 added, 0 changed, 4 known" in offhook(
        ann, "contact", "import", table, cards)
    assert "Érin Example" in offhook(ann, "contact", "list", "érin")
    assert "Dave Test" in offhook(ann, "contact", "search", "2019")
    offhook(ann, "contact", "edit", "Dave Test", "work=2020", "--favourite")
    assert "2020" in offhook(ann, "contact", "list", "dave")
    exported = offhook(ann, "contact", "export")
    assert exported.count("BEGIN:VCARD") == 5, exported
    offhook(ann, "contact", "remove", "Dave Test")
    assert "Dave" not in offhook(ann, "contact", "list")
    again = stage.write("again.vcf", exported)
    bob = stage.engine(f'contacts = "{stage.path("two.vcf")}"\n' +
                       direct("bob"), name="bob")
    offhook(bob, "contact", "import", again)
    assert offhook(bob, "contact", "export") == exported


if __name__ == "__main__":
    run()
