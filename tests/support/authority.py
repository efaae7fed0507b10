"""Certificates as a story needs them, by the openssl command: an authority of
its own, and what it signs or does not.

    ca = Authority(stage)
    good = ca.issue("good", ["DNS:pbx.test"])
    old = ca.issue("old", ["DNS:pbx.test"], start=-20, end=-10)
    good.cert, good.key, good.both, good.pin
"""
import base64
import datetime
import hashlib
import os
import ssl
import subprocess

import process

CONFIG = """
[ca]
default_ca = this
[this]
database = %(folder)s/index
new_certs_dir = %(folder)s
serial = %(folder)s/serial
default_md = sha256
default_crl_days = 5
policy = anything
unique_subject = no
copy_extensions = none
[anything]
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
"""


def openssl(*words):
    program = process.have("openssl")
    if not program:
        raise AssertionError("openssl is missing: package openssl")
    done = subprocess.run([program, *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    if done.returncode:
        raise AssertionError(f"openssl {words}: {done.stderr.decode()}")
    return done.stdout


def _days(days):
    then = datetime.datetime.now(datetime.timezone.utc) + \
        datetime.timedelta(days=days)
    return then.strftime("%Y%m%d%H%M%SZ")


class Certificate:
    def __init__(self, cert, key):
        self.cert, self.key = cert, key

    @property
    def pin(self):
        """As openssl tells it: see offhook.conf(5)."""
        public = openssl("x509", "-in", self.cert, "-noout", "-pubkey")
        der = base64.b64decode(b"".join(public.splitlines()[1:-1]))
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def lines(self):
        """tls_cert and tls_key of offhook.conf."""
        return f'tls_cert = "{self.cert}"\ntls_key = "{self.key}"\n'


class Authority:
    def __init__(self, on, name="authority"):
        self.folder, self.title = on.path(name), f"Test {name}"
        os.makedirs(self.folder)
        self.config = on.write(f"{name}/openssl.cnf",
                               CONFIG % {"folder": self.folder})
        on.write(f"{name}/index", "")
        on.write(f"{name}/serial", "1000\n")
        self.cert, self._key = self._path("ca.pem"), self._new_key("ca")
        openssl("req", "-x509", "-new", "-key", self._key, "-days", "30",
                "-subj", f"/CN={self.title}", "-config", self.config,
                "-extensions", "root", "-out", self.cert)

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _new_key(self, name, kind=("EC", "ec_paramgen_curve:P-256")):
        path = self._path(name + ".key")
        if not os.path.exists(path):
            openssl("genpkey", "-algorithm", kind[0], "-pkeyopt", kind[1],
                    "-out", path)
            os.chmod(path, 0o600)
        return path

    def issue(self, name, names=(), start=-1, end=30, common=None, more="",
              weak=False):
        """names: of the subjectAltName, "DNS:pbx.test"; start, end: days from
        now; the same name again: another certificate in its place."""
        kind = (("RSA", "rsa_keygen_bits:1024"),) if weak else ()
        key, request = self._new_key(name, *kind), self._path(name + ".csr")
        openssl("req", "-new", "-key", key, "-config", self.config, "-subj",
                f"/CN={common or name}", "-out", request)
        extensions = self._path(name + ".ext")
        with open(extensions, "w", encoding="utf-8") as file:
            if names:
                file.write(f"subjectAltName = {','.join(names)}\n")
            file.write("basicConstraints = CA:FALSE\n" + more)
        cert = self._path(name + ".pem")
        openssl("ca", "-batch", "-notext", "-config", self.config, "-in",
                request, "-keyfile", self._key, "-cert", self.cert,
                "-startdate", _days(start), "-enddate", _days(end),
                "-extfile", extensions, "-out", cert + ".new")
        os.rename(cert + ".new", cert)
        return Certificate(cert, key)

    def revoke(self, certificate):
        openssl("ca", "-config", self.config, "-keyfile", self._key, "-cert",
                self.cert, "-revoke", certificate.cert)

    def with_list(self):
        """Its certificate and the list of what it has revoked: the path."""
        path = self._path("listed.pem")
        openssl("ca", "-config", self.config, "-keyfile", self._key, "-cert",
                self.cert, "-gencrl", "-out", path)
        with open(self.cert, encoding="ascii") as mine, \
                open(path, "a", encoding="ascii") as file:
            file.write(mine.read())
        return path

    def self_signed(self, name, names):
        key, cert = self._new_key(name), self._path(name + ".pem")
        openssl("req", "-x509", "-new", "-key", key, "-days", "30",
                "-subj", f"/CN={name}", "-addext",
                f"subjectAltName = {','.join(names)}", "-out", cert)
        return Certificate(cert, key)


def locked(certificate, path):
    """Its key, with a passphrase."""
    openssl("pkey", "-in", certificate.key, "-aes128", "-passout", "pass:xyz",
            "-out", path)
    os.chmod(path, 0o600)
    return path


def server(certificate, authority=None, on_name=None, newest=None,
           ciphers=None):
    """For a server of Python's: authority: whoever comes must show a
    certificate of it; on_name: told of the name that is asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if ciphers:     # before a certificate that is too weak for others
        context.set_ciphers(ciphers)
    context.load_cert_chain(certificate.cert, certificate.key)
    if newest:
        context.maximum_version = newest
    if authority:
        context.load_verify_locations(authority.cert)
        context.verify_mode = ssl.CERT_REQUIRED
    if on_name:
        context.sni_callback = lambda one, name, ctx: on_name(name)
    return context
