// Real mails, sent by the real Nodemailer to servers that refuse them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import nodemailer from 'nodemailer';

import { explain, explainRecipients } from '../mailmend.mjs';
import { createTransport, diagnose } from '../nodemailer.js';
import { closedPort, scriptedServer, smtpServer } from './servers.mjs';

const MAIL = { from: 'me@example.org', to: 'you@example.net', subject: 'Hello', text: 'Hello' };
const QUICK = { host: '127.0.0.1', secure: false, connectionTimeout: 2_000, greetingTimeout: 700, socketTimeout: 2_000 };
const AUTH = { user: 'me@example.org', pass: 'hunter2-secret' };

/** Sends a mail that fails, and gives its error. */
async function failing(options, mail = MAIL) {
  const transporter = createTransport({ ...QUICK, ...options }, undefined, { settings: 'ignore' });
  let thrown;
  await assert.rejects(transporter.sendMail(mail), (error) => {
    thrown = error;
    return true;
  });
  transporter.close();
  return thrown;
}

/** What each family of failures is found to be, from a server's words to the family of the first finding. */
const FAMILIES = {
  AUTH: { script: { EHLO: '250-mx.test\r\n250 AUTH PLAIN LOGIN', AUTH: '535 5.7.8 Error: authentication failed' }, auth: AUTH },
  BODY: { script: { '.': '552 5.3.4 Message size exceeds fixed limit' } },
  BOX: { script: { 'RCPT TO': '452 4.2.2 The email account that you tried to reach is over quota' } },
  RATE: { script: { 'MAIL FROM': '450 4.7.1 Error: too much mail from 192.0.2.1' } },
  RCPT: { script: { 'RCPT TO': '550 5.1.1 <you@example.net>: Recipient address rejected: User unknown' }, stage: 'rcpt' },
  RELAY: { script: { 'RCPT TO': '554 5.7.1 <you@example.net>: Relay access denied' } },
  REP: { script: { 'RCPT TO': '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org' } },
  SEND: { script: { 'MAIL FROM': '553 5.7.1 <me@example.org>: Sender address rejected: not owned by user someone' } },
  SPAM: { script: { '.': '554 5.7.1 Message rejected as spam' } },
};

for (const [family, { script, auth, stage }] of Object.entries(FAMILIES)) {
  test(`${family}: ${Object.values(script).at(-1)}`, async (t) => {
    const { diagnosis } = await failing({ port: await scriptedServer(t, script), auth });
    assert.match(diagnosis.findings[0].code, new RegExp(`^${family}\\d`));
    if (stage) {
      assert.equal(diagnosis.stage, stage);
    }
  });
}

test('CONN: nobody listens', async () => {
  const { diagnosis } = await failing({ port: await closedPort() });
  assert.equal(diagnosis.findings[0].slug, 'connection-refused');
});

test('CONN: a server that says nothing', async (t) => {
  const { diagnosis } = await failing({ port: await scriptedServer(t, { '': '' }) });
  assert.match(diagnosis.findings[0].code, /^CONN/);
});

test('DNS: a host that does not exist', async () => {
  const { diagnosis } = await failing({ host: 'smtp.nowhere.invalid', port: 587 });
  assert.match(diagnosis.findings[0].code, /^DNS/);
});

test('TLS: encryption from the start where it comes later', async (t) => {
  const { diagnosis } = await failing({ port: await smtpServer(t, {}), secure: true });
  assert.match(diagnosis.findings[0].code, /^TLS/);
});

test('TLS: a certificate that nobody vouches for', async (t) => {
  const { diagnosis } = await failing({ port: await smtpServer(t, { secure: true }), secure: true });
  assert.match(diagnosis.findings[0].code, /^TLS/);
});

test('a real server that refuses the log-in', async (t) => {
  const onAuth = (auth, session, done) => done(Object.assign(new Error('5.7.8 Bad credentials'), { responseCode: 535 }));
  const error = await failing({ port: await smtpServer(t, { allowInsecureAuth: true, onAuth }), auth: AUTH });
  assert.equal(error.code, 'EAUTH');
  assert.equal(error.diagnosis.findings[0].slug, 'wrong-credentials');
});

test('the answer is that of the error by itself', async (t) => {
  const error = await failing({ port: await scriptedServer(t, FAMILIES.RCPT.script) });
  assert.deepEqual(error.diagnosis, explain(error, { host: '127.0.0.1' }));
  assert.equal(Object.keys(error).includes('diagnosis'), false);
});

test('callbacks get the diagnosis, too, and success is left alone', async (t) => {
  const refusing = diagnose(nodemailer.createTransport({ ...QUICK, port: await scriptedServer(t, FAMILIES.RCPT.script) }), { settings: 'ignore' });
  const error = await new Promise((done) => refusing.sendMail(MAIL, done));
  assert.match(error.diagnosis.findings[0].code, /^RCPT/);
  const taking = diagnose(nodemailer.createTransport({ ...QUICK, port: await scriptedServer(t, {}) }), { settings: 'ignore' });
  assert.deepEqual((await taking.sendMail(MAIL)).accepted, ['you@example.net']);
  assert.equal(await taking.verify(), true);
  [refusing, taking].forEach((transporter) => transporter.close());
});

test('each recipient has a report', async (t) => {
  const rules = { 'RCPT TO:<A@': '550 5.1.1 User unknown', 'RCPT TO:<B@': '452 4.2.2 Mailbox full' };
  const port = await scriptedServer(t, rules);
  const error = await failing({ port }, { ...MAIL, to: ['a@example.net', 'b@example.net'] });
  const reports = explainRecipients(error);
  assert.deepEqual(Object.keys(reports), ['a@example.net', 'b@example.net']);
  assert.match(reports['a@example.net'].findings[0].code, /^RCPT/);
  assert.match(reports['b@example.net'].findings[0].code, /^BOX/);
  // One of them heals by itself: the mail as a whole is to be tried again.
  assert.equal(error.diagnosis.findings[0].retry, 'later');
  // A mail that went out to one and not to the other is no error, and yet one was refused.
  const transporter = nodemailer.createTransport({ ...QUICK, port });
  const info = await transporter.sendMail({ ...MAIL, to: ['a@example.net', 'c@example.net'] });
  assert.deepEqual(Object.keys(explainRecipients(info)), ['a@example.net']);
  transporter.close();
});

test('a server that repeats the password does not get it into a log', async (t) => {
  const base64 = Buffer.from(`\0${AUTH.user}\0${AUTH.pass}`).toString('base64');
  const script = { EHLO: '250-mx.test\r\n250 AUTH PLAIN', AUTH: `535 5.7.8 wrong: ${AUTH.pass} ${base64}` };
  const error = await failing({ port: await scriptedServer(t, script), auth: AUTH });
  const { inspect } = await import('node:util');
  const all = inspect(error, { showHidden: true, depth: 9 }) + JSON.stringify(error.diagnosis);
  assert.equal(all.includes(AUTH.pass) || all.includes(base64), false);
  assert.match(error.message, /\[masked\]/);
});

test('wrong settings are told at creation', () => {
  const wrong = { host: 'mail.example.org', port: 465, secure: false, auth: AUTH };
  const warnings = [];
  createTransport(wrong, undefined, { warn: (message) => warnings.push(message) }).close();
  assert.ok(warnings.length > 0);
  assert.equal(warnings.join().includes(AUTH.pass), false);
  assert.throws(
    () => createTransport(wrong, undefined, { settings: 'throw' }),
    (error) => error.name === 'MailmendError' && /^CONF\d+$/.test(error.code) && error.diagnosis.kind === 'settings',
  );
  createTransport(wrong, undefined, { settings: 'ignore', warn: assert.fail }).close();
  createTransport({ ...wrong, secure: true }, undefined, { settings: 'throw', warn: assert.fail }).close();
  assert.throws(() => createTransport({}, undefined, { settings: 'shout' }), { code: 'bad-request' });
});
