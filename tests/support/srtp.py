"""SRTP as its RFCs have it (3711, 4568, 6188, 7714), without the library that
the phone uses: AES is libcrypto's, all else stands here.

    line = Line("AES_CM_128_HMAC_SHA1_80")          a key, and its a=crypto
    sound = SecureStream(stage, line)
    sound.hears(*keys_of(answer))                   the other way
    sound.index = 65530                             of the next packet, 48 bits
"""
import base64
import ctypes
import ctypes.util
import hashlib
import hmac
import os
import re
import struct

import rtcp
import rtp

# bytes of key, of salt, of the tag of RTP; None: of GCM
SUITES = {
    "AEAD_AES_128_GCM": (16, 12, None),
    "AEAD_AES_256_GCM": (32, 12, None),
    "AES_256_CM_HMAC_SHA1_80": (32, 14, 10),
    "AES_CM_128_HMAC_SHA1_80": (16, 14, 10),
    "AES_CM_128_HMAC_SHA1_32": (16, 14, 4),
    "AES_256_CM_HMAC_SHA1_32": (32, 14, 4),
}
GCM_TAG, RTCP_TAG = 16, 10
SET_IV_LENGTH, GET_TAG, SET_TAG = 0x9, 0x10, 0x11      # of OpenSSL's evp.h

_crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
_crypto.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p


def _cipher(name):
    function = getattr(_crypto, f"EVP_{name}")
    function.restype = ctypes.c_void_p
    return ctypes.c_void_p(function())


class Forged(Exception):
    """It is of nobody who has the key."""


def _evp(name, key, iv, data, beside=b"", tag=None, encrypts=True):
    """(data en- or decrypted, its tag); of CTR there is none."""
    context = ctypes.c_void_p(_crypto.EVP_CIPHER_CTX_new())
    out, n = ctypes.create_string_buffer(len(data) + 16), ctypes.c_int()

    def step(worked):
        if worked != 1:
            raise Forged("libcrypto refuses it")
    try:
        step(_crypto.EVP_CipherInit_ex(context, _cipher(name), None, key, iv,
                                       int(encrypts)))
        if beside:
            step(_crypto.EVP_CipherUpdate(context, None, ctypes.byref(n),
                                          beside, len(beside)))
        step(_crypto.EVP_CipherUpdate(context, out, ctypes.byref(n), data,
                                      len(data)))
        done = out.raw[:n.value]
        if not name.endswith("gcm"):
            return done, b""
        made = ctypes.create_string_buffer(GCM_TAG)
        if tag:
            step(_crypto.EVP_CIPHER_CTX_ctrl(context, SET_TAG, GCM_TAG, tag))
        step(_crypto.EVP_CipherFinal_ex(context, out, ctypes.byref(n)))
        if encrypts:
            step(_crypto.EVP_CIPHER_CTX_ctrl(context, GET_TAG, GCM_TAG, made))
        return done, made.raw
    finally:
        _crypto.EVP_CIPHER_CTX_free(context)


def _xor(number, other, size):
    return (number ^ other).to_bytes(size, "big")


class Context:
    """One key, either way: packets of RTP and of RTCP sealed and opened."""

    def __init__(self, suite, master):
        self.key_length, salt_length, self.tag = SUITES[suite]
        self.bits = 8 * self.key_length
        self.master = master[:self.key_length]
        # RFC 7714 11: the short salt is filled up on its right
        self.master_salt = int.from_bytes(
            master[self.key_length:].ljust(14, b"\0"), "big")
        assert len(master) == self.key_length + salt_length, suite
        self.rtp = [self._derive(label, n) for label, n in
                    ((0, self.key_length), (1, 20), (2, salt_length))]
        self.rtcp = [self._derive(label, n) for label, n in
                     ((3, self.key_length), (4, 20), (5, salt_length))]

    def _derive(self, label, size):
        """RFC 3711 4.3.1, without a key derivation rate."""
        start = _xor(label << 48, self.master_salt, 14) + bytes(2)
        return _evp(f"aes_{self.bits}_ctr", self.master, start, bytes(size))[0]

    def _counter(self, keys, ssrc, index, data):
        iv = _xor(int.from_bytes(keys[2], "big") << 16,
                  ssrc << 64 | index << 16, 16)
        return _evp(f"aes_{self.bits}_ctr", keys[0], iv, data)[0]

    def _gcm(self, keys, ssrc, index, data, beside, tag=None):
        iv = _xor(int.from_bytes(keys[2], "big"), ssrc << 48 | index, 12)
        return _evp(f"aes_{self.bits}_gcm", keys[0], iv, data, beside, tag,
                    tag is None)

    @staticmethod
    def _sign(keys, data, size):
        return hmac.new(keys[1], data, hashlib.sha1).digest()[:size]

    def seal(self, packet, roc):
        head, body = packet[:12], packet[12:]
        number, _, ssrc = struct.unpack("!HII", head[2:])
        index = roc << 16 | number
        if self.tag is None:
            return head + b"".join(self._gcm(self.rtp, ssrc, index, body, head))
        sealed = head + self._counter(self.rtp, ssrc, index, body)
        return sealed + self._sign(self.rtp, sealed + struct.pack("!I", roc),
                                   self.tag)

    def open(self, packet, roc):
        head, body = packet[:12], packet[12:]
        number, _, ssrc = struct.unpack("!HII", head[2:])
        index, tag = roc << 16 | number, self.tag or GCM_TAG
        body, tag = body[:-tag], body[-tag:]
        if self.tag is None:
            return head + self._gcm(self.rtp, ssrc, index, body, head, tag)[0]
        if self._sign(self.rtp, head + body + struct.pack("!I", roc),
                      self.tag) != tag:
            raise Forged("its tag is another one")
        return head + self._counter(self.rtp, ssrc, index, body)

    def seal_report(self, report, index):
        head, body, ssrc = report[:8], report[8:], rtcp.ssrc_of(report)
        word = struct.pack("!I", 1 << 31 | index)
        if self.tag is None:
            return head + b"".join(self._gcm(self.rtcp, ssrc, index, body,
                                             head + word)) + word
        sealed = head + self._counter(self.rtcp, ssrc, index, body) + word
        return sealed + self._sign(self.rtcp, sealed, RTCP_TAG)

    def open_report(self, report):
        head, ssrc = report[:8], rtcp.ssrc_of(report)
        if self.tag is None:
            body, tag, word = report[8:-20], report[-20:-4], report[-4:]
        else:
            body, word, tag = report[8:-14], report[-14:-10], report[-10:]
        index = struct.unpack("!I", word)[0] & 0x7fffffff
        if self.tag is None:
            return head + self._gcm(self.rtcp, ssrc, index, body, head + word,
                                    tag)[0]
        if self._sign(self.rtcp, head + body + word, RTCP_TAG) != tag:
            raise Forged("a report's tag is another one")
        return head + self._counter(self.rtcp, ssrc, index, body)


class Line:
    """A key of one's own, and how it stands in a description."""

    def __init__(self, suite="AES_CM_128_HMAC_SHA1_80", tag=1, more=""):
        self.suite, self.tag, self.more = suite, tag, more
        self.master = os.urandom(sum(SUITES[suite][:2]))

    def __str__(self):
        key = base64.b64encode(self.master).decode()
        return f"a=crypto:{self.tag} {self.suite} inline:{key}{self.more}\r\n"


def keys_of(message):
    """[(tag, suite, key)] of a description."""
    return [(int(tag), suite, base64.b64decode(key)) for tag, suite, key in
            re.findall(r"^a=crypto:(\d+) (\S+) inline:([^\s|]+)",
                       message.body, re.M)]


def key_of(message, suite):
    return next(key for _, name, key in keys_of(message) if name == suite)


class SecureStream(rtp.Stream):
    """A stream whose packets are sealed with a line's key, and that opens what
    comes; what does not fit is counted in `unfit`."""

    def __init__(self, on, line, name="srtp"):
        super().__init__(on, name)
        self.index, self.ssrc, self.report_index = 0, 0x0ffa0000, 0
        self.unfit, self.reports = 0, []
        self._ears, self._highest = None, {}
        self.speaks(line)

    def speaks(self, line):
        """With that key from now on."""
        self.line, self._mouth = line, Context(line.suite, line.master)

    def hears(self, suite, master):
        """What they send with that key, their counter from 0 on."""
        self._highest, self._ears = {}, Context(suite, master)
        return self

    def way(self, sealed):
        """What becomes of a sealed packet; a story may change that."""
        return [sealed]

    def road(self, data):
        index, self.index = self.index, self.index + 1
        plain = (data[:2] + struct.pack("!H", index & 0xffff) + data[4:8] +
                 struct.pack("!I", self.ssrc) + data[12:])
        return self.way(self._mouth.seal(plain, index >> 16))

    def report(self, compound):
        """Sends it by RTP's port."""
        self.report_index += 1
        self.socket.sendto(self._mouth.seal_report(compound, self.report_index),
                           self.remote)

    def _guess(self, data):
        """The rollover counter (RFC 3711 3.3.1)."""
        number, _, ssrc = struct.unpack("!HII", data[2:12])
        highest = self._highest.get(ssrc, number)
        nearest = min(((highest >> 16) + step << 16 | number
                       for step in (-1, 0, 1)), key=lambda i: abs(i - highest))
        return ssrc, max(nearest, 0)

    def arrive(self, data):
        if self._ears is None:
            return None
        try:
            if rtcp.is_rtcp(data):
                self.reports.append(self._ears.open_report(data))
                return None
            ssrc, index = self._guess(data)
            opened = self._ears.open(data, index >> 16)
            self._highest[ssrc] = max(index, self._highest.get(ssrc, 0))
            return opened
        except Forged:
            self.unfit += 1
            return None

    def log(self):
        return (f"{super().log()}, {self.unfit} did not fit, "
                f"{len(self.reports)} reports, index {self.index}")
