// Real mails, sent by the real Nodemailer to servers that refuse them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import nodemailer from 'nodemailer';

import { explain, explainRecipients } from '../mailmend.mjs';
import { createTransport, diagnose } from '../nodemailer.js';
import { scriptedServer } from './servers.mjs';

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

const UNKNOWN = { 'RCPT TO': '550 5.1.1 <you@example.net>: Recipient address rejected: User unknown' };

test('the answer is that of the error by itself', async (t) => {
  const error = await failing({ port: await scriptedServer(t, UNKNOWN) });
  assert.deepEqual(error.diagnosis, explain(error, { host: '127.0.0.1' }));
  assert.equal(Object.keys(error).includes('diagnosis'), false);
});

test('callbacks get the diagnosis, too, and success is left alone', async (t) => {
  const refusing = diagnose(nodemailer.createTransport({ ...QUICK, port: await scriptedServer(t, UNKNOWN) }), { settings: 'ignore' });
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
