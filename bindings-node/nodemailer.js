'use strict';

const { MailmendError, explain, settings } = require('./mailmend.js');
const { read } = require('./lib/errors.js');

// What is shorter occurs in any text by chance.
const SHORTEST_SECRET = 4;
const DEEPEST = 8;

function createTransport(transport, defaults, options) {
  // Loaded here: who brings transporters of their own needs no nodemailer beside this package.
  const nodemailer = require('nodemailer');
  check(transport, options);
  return attach(nodemailer.createTransport(transport, defaults), options, secretsOf(transport));
}

function diagnose(transporter, options) {
  const given = transporter.options ?? {};
  check(given, options);
  return attach(transporter, options, secretsOf(given));
}

/** Looks at the settings before anything is sent: warns, throws, or lets them be. */
function check(given, { settings: mode = 'warn', warn = warnProcess } = {}) {
  if (!['warn', 'throw', 'ignore'].includes(mode)) {
    throw new MailmendError('`settings` is one of: warn throw ignore', 'bad-request');
  }
  // A transport object of one's own is no settings.
  if (mode === 'ignore' || given == null || typeof read(given, 'send') === 'function') {
    return;
  }
  const report = settings(given);
  const wrong = report.findings.filter((finding) => finding.severity !== 'info');
  const gravest = wrong.find((finding) => finding.severity === 'error');
  if (mode === 'throw' && gravest) {
    throw Object.assign(new MailmendError(sentence(gravest), gravest.code), { diagnosis: report });
  }
  for (const finding of wrong) {
    warn(sentence(finding), finding, report);
  }
}

/** Replaces `sendMail` and `verify` by functions that do the same and tell more when it fails. */
function attach(transporter, options, secrets) {
  const hints = { host: hostOf(transporter), ...options?.hints };
  const mend = (error) => diagnosed(error, hints, secrets);
  for (const method of ['sendMail', 'verify']) {
    const original = transporter[method];
    if (typeof original === 'function') {
      transporter[method] = function (...given) {
        const callback = given.at(-1);
        if (typeof callback === 'function') {
          given[given.length - 1] = (error, ...rest) => callback(error && mend(error), ...rest);
          return original.apply(this, given);
        }
        return original.apply(this, given).catch((error) => {
          throw mend(error);
        });
      };
    }
  }
  return transporter;
}

/** The same error, with its diagnosis, and without secrets. */
function diagnosed(error, hints, secrets) {
  if (typeof error !== 'object' || error === null) {
    return error;
  }
  mask(error, secrets, DEEPEST);
  try {
    // Not enumerable: who logs the error wants no page of JSON with it.
    const value = explain(error, hints);
    Object.defineProperty(error, 'diagnosis', { value, configurable: true, writable: true });
  } catch {
    // A frozen error, or a hint that does not exist: the failure to send is what counts.
  }
  return error;
}

/** Takes the secrets out of the texts of an error, and of those that led to it. */
function mask(error, secrets, depth) {
  if (depth === 0 || typeof error !== 'object' || error === null || secrets.length === 0) {
    return;
  }
  for (const key of ['message', 'stack', 'response', 'command']) {
    const text = read(error, key);
    if (typeof text !== 'string') {
      continue;
    }
    const masked = secrets.reduce((text, secret) => text.replaceAll(secret, '[masked]'), text);
    if (masked !== text) {
      try {
        error[key] = masked;
      } catch {
        // Frozen.
      }
    }
  }
  const rejected = read(error, 'rejectedErrors');
  for (const further of [read(error, 'cause'), ...(Array.isArray(rejected) ? rejected : [])]) {
    mask(further, secrets, depth - 1);
  }
}

/** The secrets among the settings, in each form in which they are sent, the longest first. */
function secretsOf(given) {
  const found = new Set();
  const add = (text) => {
    if (typeof text === 'string' && text.length >= SHORTEST_SECRET) {
      found.add(text);
      found.add(Buffer.from(text).toString('base64'));
    }
  };
  const addLogin = (user, pass) => {
    add(pass);
    if (typeof pass === 'string' && pass !== '') {
      add(`\0${user ?? ''}\0${pass}`);
    }
  };
  for (const text of [given, read(given, 'url')]) {
    const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
    if (url?.password) {
      add(url.password);
      addLogin(unescaped(url.username), unescaped(url.password));
    }
  }
  const auth = read(given, 'auth') ?? {};
  addLogin(read(auth, 'user'), read(auth, 'pass'));
  for (const [key, value] of Object.entries({ ...auth, ...read(auth, 'credentials') })) {
    if (/pass|secret|token|key/i.test(key)) {
      add(value);
    }
  }
  return [...found].sort((one, other) => other.length - one.length);
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOf(transporter) {
  const host = read(read(read(transporter, 'transporter'), 'options'), 'host') ?? read(read(transporter, 'options'), 'host');
  return typeof host === 'string' && host !== '' ? host : undefined;
}

function sentence(finding) {
  const [fix] = finding.fixes;
  return `${finding.title}. ${finding.why}${fix ? ` ${fix.text}` : ''}`;
}

function warnProcess(message, finding) {
  process.emitWarning(message, { type: 'MailmendWarning', code: finding.code });
}

exports.createTransport = createTransport;
exports.diagnose = diagnose;
