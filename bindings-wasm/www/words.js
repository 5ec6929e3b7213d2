// The words of the page for the words of a report.
const WORDS = {
  severity: { error: 'Problem', warning: 'Worth mending', info: 'Good to know' },
  confidence: { certain: 'certain', likely: 'likely', possible: 'a guess' },
  owner: { you: 'You', host: 'Your hosting company', provider: 'Your mail provider', receiver: 'The receiving side', recipient: 'The recipient', nobody: 'Nobody: it will pass' },
  recipient: { keep: 'Keep it', verify: 'Check it first', suppress: 'Stop mailing it' },
  retry: { 'after-fix': 'After the fix', never: 'No, it would fail again' },
  stage: { connect: 'while connecting', helo: 'while greeting', starttls: 'while starting encryption', auth: 'while logging in', mail: 'at the sender', rcpt: 'at the recipient', data: 'at the message' },
  kind: { 'smtp-reply': 'a server’s reply', transcript: 'a conversation with a server', 'client-error': 'a program’s error', address: 'an address', text: 'text', empty: 'nothing' },
  bounce: { bounce: 'a bounce message', delayed: 'a warning that a mail is delayed', delivered: 'a notice that a mail was delivered', 'auto-reply': 'an automatic reply', complaint: 'a complaint about spam' },
  record: { spf: 'an SPF record', dkim: 'a DKIM key', dmarc: 'a DMARC record', 'mta-sts': 'an MTA-STS record', 'mta-sts-policy': 'an MTA-STS policy', 'tls-rpt': 'a TLS-RPT record', bimi: 'a BIMI record' },
  security: { none: 'not encrypted', starttls: 'encrypted with STARTTLS', implicit: 'encrypted from the first byte (TLS)' },
};

/** Seconds as people say them. */
function duration(seconds) {
  const units = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second']];
  const parts = [];
  for (const [size, name] of units) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 && parts.length < 2) {
      parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    }
  }
  return parts.join(' ') || 'at once';
}

function retry({ retry, after }) {
  return retry === 'later' ? `Yes, in ${duration(after ?? 0)}` : WORDS.retry[retry];
}
