"""Asks a peer written in Python the questions that come in on standard input, one a line.

`benches/src/peers/program.rs` says what they are. Usage: python python.py PEER INPUTS.json

Each peer runs in a process of its own, and none of mailmend's code is in it.
"""

import json
import sys
import time
from importlib.metadata import version


def email_validator(**allowed):
    from email_validator import EmailNotValidError, validate_email

    def ask(text):
        try:
            validate_email(text, check_deliverability=False, **allowed)
            return True
        except EmailNotValidError:
            return False

    return "email-validator", ask


def flufl_bounce():
    from email import message_from_bytes

    from flufl.bounce import all_failures

    def ask(text):
        temporary, permanent = all_failures(message_from_bytes(text.encode("latin-1")))
        return {"recipients": sorted(address.decode("latin-1") for address in temporary | permanent)}

    return "flufl.bounce", ask


def harmless_dns():
    """A resolver that answers every question with something harmless: nothing leaves this machine."""
    import dns.message
    import dns.name
    import dns.rdata
    import dns.resolver

    answers = {
        "A": "192.0.2.1",
        "AAAA": "2001:db8::1",
        "MX": "10 mail.example.com.",
        "NS": "ns.example.com.",
        "PTR": "mail.example.com.",
        "SOA": "ns.example.com. mail.example.com. 1 7200 900 1209600 86400",
    }

    class Resolver(dns.resolver.Resolver):
        def __init__(self):
            super().__init__(configure=False)

        def resolve(self, qname, rdtype="A", *_, **__):
            name = qname if isinstance(qname, dns.name.Name) else dns.name.from_text(str(qname))
            text = answers.get(str(rdtype).upper())
            if str(rdtype).upper() == "TXT":
                text = '"v=DMARC1"' if "_report._dmarc" in name.to_text() else '"v=spf1 -all"'
            query = dns.message.make_query(name, rdtype)
            response = dns.message.make_response(query)
            if text is None:
                raise dns.resolver.NoAnswer(response=response)
            asked = query.question[0]
            answer = response.find_rrset(response.answer, name, asked.rdclass, asked.rdtype, create=True)
            answer.add(dns.rdata.from_text(asked.rdclass, asked.rdtype, text), 60)
            return dns.resolver.Answer(name, asked.rdtype, asked.rdclass, response)

    return Resolver()


def checkdmarc(kind):
    if kind == "spf":
        from checkdmarc.spf import SPFError as Wrong
        from checkdmarc.spf import parse_spf_record as parse
    else:
        from checkdmarc.dmarc import DMARCError as Wrong
        from checkdmarc.dmarc import parse_dmarc_record as parse
    resolver = harmless_dns()

    def ask(record):
        try:
            parse(record, "asked.example.net", resolver=resolver)
            return False
        except Wrong:
            return True

    return "checkdmarc", ask


PEERS = {
    "email-validator": lambda: email_validator(),
    "email-validator, all forms": lambda: email_validator(
        allow_quoted_local=True, allow_domain_literal=True, test_environment=True
    ),
    "flufl.bounce": flufl_bounce,
    "checkdmarc spf": lambda: checkdmarc("spf"),
    "checkdmarc dmarc": lambda: checkdmarc("dmarc"),
}


def say(answer):
    print(json.dumps(answer), flush=True)


def main():
    peer, file = sys.argv[1:]
    try:
        package, ask = PEERS[peer]()
    except ModuleNotFoundError as error:
        say({"missing": f"the Python package of {error.name} is not installed"})
        return
    say({"version": version(package)})
    with open(file, encoding="utf-8") as inputs:
        inputs = json.load(inputs)
    for line in sys.stdin:
        word, *times = line.split()
        if word == "answers":
            say({"answers": [ask(text) for text in inputs]})
            continue
        start = time.perf_counter_ns()
        for _ in range(int(times[0])):
            for text in inputs:
                ask(text)
        say({"ns": time.perf_counter_ns() - start})


main()
