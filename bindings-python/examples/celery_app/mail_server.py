"""A mail server for trying things out: it says to each recipient what real servers say."""

import socket
import threading
import time
import warnings
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

SAYS = {
    "gone": "550 5.1.1 <{}>: Recipient address rejected: User unknown in virtual mailbox table",
    "full": "452 4.2.2 The recipient's inbox is out of storage space",
}


class MailServer:
    """`passwords` by user name may be changed while it runs; `delivered` is what has arrived."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self.passwords, self.delivered = passwords, list[str]()
        self.refused, self.greeted, self.lock = set[Any](), dict[str, float](), threading.Lock()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        # On loopback, TLS would only be in the way.
        warnings.filterwarnings("ignore", message="Requiring AUTH")
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port,
            authenticator=self.log_in, auth_required=True, auth_require_tls=False,
        )

    def log_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Asked by aiosmtpd."""
        if isinstance(data, LoginPassword) and self.passwords.get(data.login.decode()) == data.password.decode():
            return AuthResult(success=True)
        with self.lock:
            self.refused.add(session.peer)
        return AuthResult(success=False, handled=False, message="535 5.7.8 Username and password not accepted")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Asked by aiosmtpd."""
        name = address.partition("@")[0]
        if name in SAYS:
            return SAYS[name].format(address)
        with self.lock:
            first = self.greeted.setdefault(address, time.monotonic())
        if name == "careful" and time.monotonic() < first + 2:
            return "450 4.2.0 Greylisted, please try again in 2 seconds"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Asked by aiosmtpd."""
        with self.lock:
            self.delivered.extend(envelope.rcpt_tos)
        return "250 OK"
