"""A server on a raw socket that says its script, whatever it is: what no well-behaved server library can be told to."""

import ipaddress
import datetime
import socket
import ssl
import threading

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID
except ImportError:
    x509 = None

HANG, CLOSE = object(), object()


class RawServer:
    """Answers each command by its script: `{"greeting": …, "EHLO": …, "AUTH": …, "MAIL": …, "RCPT": …, "DATA": …, ".": …}`.

    A value is a reply, a list of replies (one each time, the last one for ever), `HANG` or `CLOSE`. What the script does
    not name goes well. `tls` speaks TLS from the first byte; `starttls` after STARTTLS.
    """

    def __init__(self, script=None, *, offers=("AUTH PLAIN LOGIN",), tls=None, starttls=None):
        self.script, self.offers, self.tls, self.starttls = dict(script or {}), offers, tls, starttls
        self.said = {}
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        for one in self.open:
            one.close()

    def _accept(self):
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(one)
            threading.Thread(target=self._serve, args=(one,), daemon=True).start()

    def _serve(self, one):
        try:
            one.settimeout(20)
            if self.tls:
                one = self.tls.wrap_socket(one, server_side=True)
            self._talk(one)
        except OSError:
            pass
        finally:
            one.close()

    def _talk(self, one):
        if not self._say(one, "greeting", "220 mx.test.example ESMTP"):
            return
        lines, in_data = one.makefile("rb"), False
        while True:
            line = lines.readline()
            if not line:
                return
            text = line.rstrip(b"\r\n").decode("latin-1")
            if in_data:
                if text == ".":
                    in_data = False
                    if not self._say(one, ".", "250 2.0.0 Ok: queued"):
                        return
                continue
            verb = text.split(" ", 1)[0].upper()
            if verb == "QUIT":
                self._send(one, "221 2.0.0 Bye")
                return
            usual = "250 2.1.0 Ok"
            if verb in ("EHLO", "HELO"):
                offers = [*self.offers, *(["STARTTLS"] if self.starttls else [])]
                usual = "\n".join(f"250-{word}" for word in ["mx.test.example", *offers]) + "\n250 8BITMIME"
            elif verb == "AUTH":
                usual = "235 2.7.0 Authentication successful"
            elif verb == "STARTTLS":
                usual = "220 2.0.0 Ready to start TLS"
            elif verb == "DATA":
                usual = "354 End data with <CR><LF>.<CR><LF>"
            answer = self._say(one, verb, usual)
            if not answer:
                return
            if verb == "STARTTLS" and answer.startswith("220") and self.starttls:
                one = self.starttls.wrap_socket(one, server_side=True)
                lines = one.makefile("rb")
            in_data = verb == "DATA" and answer.startswith("354")

    def _say(self, one, verb, usual):
        said = self.script.get(verb, usual)
        if isinstance(said, list):
            number = self.said.get(verb, 0)
            self.said[verb] = number + 1
            said = said[min(number, len(said) - 1)]
        if said is CLOSE:
            return None
        if said is HANG:
            threading.Event().wait(20)
            return None
        self._send(one, said)
        return said

    def _send(self, one, text):
        one.sendall("".join(f"{line}\r\n" for line in text.splitlines()).encode())


def server_tls(folder):
    """TLS for a server with a certificate that it made itself, for a name that is not its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test.example")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ) + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
