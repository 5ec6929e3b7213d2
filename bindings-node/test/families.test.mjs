// The ten families of failures that people know, each made by a real server and met by the real Nodemailer: what broke,
// who has to act, whether to try again, and what becomes of the address.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTransport } from '../nodemailer.js';
import { closedPort, scriptedServer, smtpServer } from './servers.mjs';

const MAIL = { from: 'me@example.org', to: 'you@example.net', subject: 'Hello', text: 'Hello' };
const QUICK = { host: '127.0.0.1', secure: false, connectionTimeout: 2_000, greetingTimeout: 500, socketTimeout: 700 };
const AUTH = { user: 'me@example.org', pass: 'hunter2-secret' };
const EHLO = '250-mx.test\r\n250 AUTH PLAIN LOGIN';
const APP_PASSWORD = '534-5.7.9 Application-specific password required. For more information, go to\r\n534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor d9443c01a7336-gsmtp';

/** Name: what is sent and how, and `slug owner retry recipient`. */
const FAMILIES = {
  '1 log-in: wrong password': [{ EHLO, AUTH: '535 5.7.8 Error: authentication failed' }, { auth: AUTH }, 'wrong-credentials you after-fix keep'],
  '1 log-in: app password': [{ EHLO, AUTH: APP_PASSWORD }, { auth: AUTH }, 'app-password-required you after-fix keep'],
  '1 log-in: none': [{ 'MAIL FROM': '530 5.7.0 Authentication Required' }, {}, 'log-in-missing you after-fix keep'],
  '2 time: a server that says nothing': [{ '': '' }, {}, 'connection-timed-out host later keep'],
  '2 time: a server that falls silent': [{ 'RCPT TO': '' }, {}, 'connection-timed-out host later keep'],
  '3 connection: dropped at once': [{ '': null }, {}, 'connection-dropped host later keep'],
  '3 connection: dropped after the message': [{ '.': null }, {}, 'connection-dropped host later keep'],
  '3 connection: no such host': [undefined, { host: 'smtp.nowhere.invalid', port: 587 }, 'smtp-host-not-found you after-fix keep'],
  '4 trust: DMARC': [{ '.': "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy." }, {}, 'dmarc-failed you after-fix keep'],
  '4 trust: spam': [{ '.': '554 5.7.1 Message rejected as spam' }, {}, 'looks-like-spam you after-fix keep'],
  '4 trust: a blocklist': [{ 'RCPT TO': '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org' }, {}, 'ip-on-blocklist you after-fix keep'],
  '5 pace: greylisting': [{ 'RCPT TO': '450 4.2.0 <you@example.net>: Recipient address rejected: Greylisted, try again in 300 seconds' }, {}, 'greylisted nobody later keep'],
  '5 pace: too fast': [{ 'MAIL FROM': '421 4.7.0 Too many messages, slow down' }, {}, 'sending-too-fast you later keep'],
  '6 TLS: wanted first': [{ 'MAIL FROM': '530 5.7.0 Must issue a STARTTLS command first' }, {}, 'tls-required you after-fix keep'],
  '6 TLS: not to be had': [{ EHLO: '250-mx.test\r\n250 STARTTLS', STARTTLS: '454 4.7.0 TLS not available due to temporary reason' }, {}, 'starttls-not-available you later keep'],
  '7 sender: of somebody else': [{ 'MAIL FROM': '553 5.7.1 <me@example.org>: Sender address rejected: not owned by user someone' }, {}, 'send-as-denied you after-fix keep'],
  '7 sender: not to be verified': [{ 'MAIL FROM': '550 Sender verify failed' }, {}, 'sender-check-failed you after-fix keep'],
  '8 recipient: unknown': [{ 'RCPT TO': '550 5.1.1 <you@example.net>: Recipient address rejected: User unknown' }, {}, 'mailbox-not-found recipient never suppress'],
  '8 recipient: full': [{ 'RCPT TO': '452 4.2.2 The email account that you tried to reach is over quota' }, {}, 'mailbox-full recipient later keep'],
  '9 way out: relaying': [{ 'RCPT TO': '554 5.7.1 <you@example.net>: Relay access denied' }, {}, 'relay-denied you after-fix keep'],
  '10 protocol: no mail server': [{ '': 'HTTP/1.1 400 Bad Request' }, {}, 'not-an-smtp-server you after-fix keep'],
  '10 protocol: a wrong greeting': [{ EHLO: '501 5.5.4 Invalid domain name', HELO: '501 5.5.4 Invalid domain name' }, {}, 'greeting-name-refused you after-fix keep'],
};

for (const [name, [script, options, expected]] of Object.entries(FAMILIES)) {
  test(name, async (t) => {
    const port = script && (await scriptedServer(t, script));
    const { findings: [finding] } = await failing({ port, ...options });
    assert.equal(told(finding), expected);
    assert.ok(finding.fixes.length > 0);
  });
}

test('9 way out: nobody listens', async () => {
  const { findings: [finding] } = await failing({ port: await closedPort() });
  assert.match(told(finding), /^connection-refused \w+ (later|after-fix) keep$/);
});

test('what a server asks to wait is what is waited', async (t) => {
  const { findings: [finding] } = await failing({ port: await scriptedServer(t, FAMILIES['5 pace: greylisting'][0]) });
  assert.equal(finding.after, 300);
});

/** A refusal as the real server of npm words it: the code, and our words. */
const refuse = (responseCode, words) => (...given) => given.at(-1)(Object.assign(new Error(words), { responseCode }));

const REAL = {
  '1 log-in': [{ allowInsecureAuth: true, onAuth: refuse(535, '5.7.8 Bad credentials') }, { auth: AUTH }, 'wrong-credentials you after-fix keep'],
  '4 trust': [{ onData: (stream, session, done) => stream.resume().on('end', () => refuse(554, '5.7.1 Message rejected as spam')(done)) }, {}, 'looks-like-spam you after-fix keep'],
  // That of the package itself has run out.
  '6 TLS: an old certificate': [{ secure: true }, { secure: true }, 'certificate-expired provider after-fix keep'],
  '6 TLS: from the start, where it comes later': [{}, { secure: true }, 'port-and-encryption-mismatch you after-fix keep'],
  '7 sender': [{ onMailFrom: refuse(553, '5.7.1 Sender address rejected: not owned by user someone') }, {}, 'send-as-denied you after-fix keep'],
  '8 recipient': [{ onRcptTo: refuse(550, '5.1.1 User unknown') }, {}, 'mailbox-not-found recipient never suppress'],
};

for (const [name, [server, options, expected]] of Object.entries(REAL)) {
  test(`a real server: ${name}`, async (t) => {
    const { findings: [finding] } = await failing({ port: await smtpServer(t, server), ...options });
    assert.equal(told(finding), expected);
  });
}

function told({ slug, owner, retry, recipient }) {
  return `${slug} ${owner} ${retry} ${recipient}`;
}

/** Sends a mail that fails, and gives the diagnosis of its error. */
async function failing(options) {
  const transporter = createTransport({ ...QUICK, ...options }, undefined, { settings: 'ignore' });
  try {
    await transporter.sendMail(MAIL);
  } catch (error) {
    return error.diagnosis;
  } finally {
    transporter.close();
  }
  return assert.fail('the mail went out');
}
