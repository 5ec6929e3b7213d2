"""The mails on their way, written down in Redis until they are sent or given up.

Redis as a broker forgets a message at the moment that a worker takes it, and the worker writes it down again a moment
later. While all of its processes are busy, that moment is as long as their work: kombu leaves a message that it has
been given unread until a process is free. A worker that is killed then takes the mail along (no timeout brings it
back). So each mail is written down before it is published. A worker that starts looks for those that are in no queue
and with no worker, and publishes them again.

Each message has a ticket, and only the newest one of a mail is good: of a mail that is published again, whatever turns
up of the older messages is dropped. One that was sent has no ticket any more, and is not sent again when Redis hands
its message out a second time.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import time
import uuid
from typing import TYPE_CHECKING, Any

from kombu import serialization

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKET = re.compile(rb"mailmend-ticket-[0-9a-f]{32}")
# A worker loses one mail when it is killed. That so many are missing means that somebody emptied the queue on purpose.
MOST_LOST = 32
# A message is for a moment neither in the queue nor with a worker: who looks for lost ones looks twice, so many seconds
# apart.
SECOND_LOOK = 2.0
# So many messages are read from a queue at once.
CHUNK = 500

# Forgets a mail and its ticket, if the ticket is still the newest.
DONE = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
"""

log = logging.getLogger("mailmend")


class Outbox:
    """The mails of one account that are on their way."""

    def __init__(self, redis: Any, account: str) -> None:
        self.redis = redis
        # The braces keep the keys of an account together in a cluster.
        self.tickets, self.mails = (f"mailmend:outbox:{{{account}}}:{name}" for name in ("tickets", "mails"))
        self._done = redis.register_script(DONE)

    def put(self, mail: str, message: dict[str, Any]) -> str:
        """Writes a mail down before it is published; gives its ticket."""
        ticket = new_ticket()
        self._write(mail, ticket, message)
        return ticket

    def _write(self, mail: str, ticket: str, message: dict[str, Any]) -> None:
        both = self.redis.pipeline()
        both.hset(self.tickets, mail, ticket).hset(self.mails, mail, json.dumps(message)).execute()

    def good(self, mail: str, ticket: str) -> bool:
        """Whether a message is the newest of its mail, and the mail not yet sent or given up."""
        found = self.redis.hget(self.tickets, mail)
        return found is not None and _text(found) == ticket

    def again(self, mail: str, ticket: str) -> None:
        """Makes an older ticket good again: the newer message was not taken by the broker."""
        self.redis.hset(self.tickets, mail, ticket)

    def done(self, mail: str, ticket: str) -> None:
        """Forgets a mail that was sent or given up."""
        self._done(keys=[self.tickets, self.mails], args=[mail, ticket])

    def clear(self) -> None:
        """Forgets all mails, such as after `celery purge`."""
        self.redis.delete(self.tickets, self.mails)

    def recover(self, app: Any) -> int:
        """Publishes the mails again that are in no queue and with no worker; gives how many."""
        missing = self._missing(app, self._all())
        if missing:
            time.sleep(SECOND_LOOK)
            now = self._all()
            missing = self._missing(app, {one: ticket for one, ticket in missing.items() if now.get(one) == ticket})
        if len(missing) > MOST_LOST:
            log.warning(
                "%d mails are in no queue any more, more than killed workers lose: they are left alone. "
                "Was the queue emptied? MailTask.outbox.clear() forgets them.", len(missing),
            )
            return 0
        for mail in missing:
            raw = self.redis.hget(self.mails, mail)
            if raw is not None:
                self._publish(app, mail, json.loads(raw))
        if missing:
            log.warning("Mails in the queue again that were with a worker that died: %d.", len(missing))
        return len(missing)

    def _all(self) -> dict[str, str]:
        return {_text(mail): _text(ticket) for mail, ticket in self.redis.hscan_iter(self.tickets, count=CHUNK)}

    def _missing(self, app: Any, wanted: dict[str, str]) -> dict[str, str]:
        """Those of the mails whose tickets are in no queue and with no worker."""
        missing = {ticket: mail for mail, ticket in wanted.items()}
        if missing:
            with app.connection_for_read() as connection:
                for raw in _messages(connection.default_channel, self._queues(app, missing.values())):
                    for ticket in TICKET.findall(raw):
                        missing.pop(ticket.decode(), None)
        return {mail: ticket for ticket, mail in missing.items()}

    def _queues(self, app: Any, mails: Any) -> set[str]:
        """The queues in which mails may wait: the app's, and those that they were published to."""
        found = set(app.amqp.queues)
        for raw in self.redis.hmget(self.mails, list(mails)):
            if raw is not None:
                found.add(json.loads(raw)["routing_key"])
        return found

    def _publish(self, app: Any, mail: str, message: dict[str, Any]) -> None:
        ticket = new_ticket()
        message["headers"]["mailmend"] = {**message["headers"].get("mailmend", {}), "ticket": ticket}
        self._write(mail, ticket, message)
        body = base64.b64decode(message["body"])
        with app.producer_pool.acquire(block=True) as producer:
            producer.publish(
                body.decode("utf-8") if message["content_encoding"] == "utf-8" else body,
                exchange=message["exchange"], routing_key=message["routing_key"], headers=message["headers"],
                content_type=message["content_type"], content_encoding=message["content_encoding"],
                **message["properties"],
            )


def new_ticket() -> str:
    """A ticket that no message had before."""
    return f"mailmend-ticket-{uuid.uuid4().hex}"


def written(
    serializer: str, body: Any, exchange: str, routing_key: str, headers: dict[str, Any], properties: dict[str, Any]
) -> dict[str, Any]:
    """A message as it is written down: all that is needed to publish it again."""
    content_type, encoding, payload = serialization.dumps(body, serializer)
    raw = payload.encode("utf-8") if isinstance(payload, str) else payload
    return {
        "body": base64.b64encode(raw).decode("ascii"), "content_type": content_type, "content_encoding": encoding,
        "exchange": exchange or "", "routing_key": routing_key, "headers": headers,
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def _messages(channel: Any, queues: set[str]) -> Iterator[bytes]:
    """The messages that wait in kombu's lists, and those that workers hold."""
    client = channel.client
    for queue in queues:
        for priority in channel.priority_steps:
            key, start = channel._q_for_pri(queue, priority), 0
            while True:
                found = client.lrange(key, start, start + CHUNK - 1)
                yield from map(_bytes, found)
                if len(found) < CHUNK:
                    break
                start += CHUNK
    for _, raw in client.hscan_iter(channel.unacked_key, count=CHUNK):
        yield _bytes(raw)


def _text(value: str | bytes) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else value
