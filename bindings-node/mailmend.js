'use strict';

const { isError, mostTelling, read } = require('./lib/errors.js');
const native = require('./lib/native.js');
const { plain } = require('./lib/plain.js');

/** How JSON writes half a character. */
const HALF = /\\ud[89a-f]/;

/** Misuse of the API: `code` is the same word in every language. Bad mail is never an error, but a report. */
class MailmendError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(MailmendError.prototype, 'name', { value: 'MailmendError', configurable: true, writable: true });

function explain(what, hints) {
  // The way of nearly all, where there is machine code: a third of the time of the other.
  if (typeof what === 'string' && hints == null && native.explain) {
    return native.explain(what);
  }
  return found(what, hints).report;
}

/** What `explain` found, and the text it found it in. */
function found(what, hints) {
  const isText = typeof what === 'string' || what instanceof Uint8Array;
  // What is no object goes to the core as it is, which refuses it in the words that every language gives.
  const isUsable = hints == null || typeof hints === 'object';
  if (!isText && isUsable && isError(what)) {
    return mostTelling(what, hints, explainText);
  }
  return { text: decoded(what), hints: isUsable ? hints : undefined, report: explainText(decoded(what), hints) };
}

function explainText(text, hints) {
  const isUsable = hints == null || typeof hints === 'object';
  return ask(isUsable ? { ...hints, call: 'explain', text } : hints);
}

function explainRecipients(what, hints) {
  const reports = {};
  const failures = read(what, 'rejectedErrors');
  for (const failure of Array.isArray(failures) ? failures : []) {
    const recipient = read(failure, 'recipient');
    if (typeof recipient === 'string' && isError(failure)) {
      // Not by assignment: an address may be called `__proto__`.
      const value = explain(failure, hints);
      Object.defineProperty(reports, recipient, { value, configurable: true, enumerable: true, writable: true });
    }
  }
  return reports;
}

function bounce(message) {
  if (message instanceof Uint8Array) {
    return opened(native.bounce(message));
  }
  return ask({ call: 'bounce', message });
}

function address(text, options) {
  if (typeof text === 'string' && options == null && native.address) {
    return native.address(text);
  }
  return ask({ ...options, call: 'address', text });
}

function explainMany(texts) {
  return many('explain', texts, explainText);
}

function addressMany(texts) {
  return many('address', texts, address);
}

/** One report a text, in their order: a list of texts, or the lines of a text as bytes. */
async function many(call, texts, one) {
  if (texts instanceof Uint8Array) {
    return native.manyLines ? native.manyLines(call, texts) : linesOf(texts).map((line) => one(line));
  }
  if (!Array.isArray(texts)) {
    throw new MailmendError(`\`${call}Many\` takes an array of strings, or the bytes of lines`, 'bad-request');
  }
  // A copy: the list may change while the answers are made. It has no holes.
  const own = Array.from(texts);
  const wrong = own.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0) {
    throw new MailmendError(`text ${wrong} is no string`, 'bad-request');
  }
  return native.many ? native.many(call, own) : own.map((text) => one(text));
}

/** The lines of a text, each without its end. Nothing follows the last end. */
function linesOf(bytes) {
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** A function for the call about one kind of record. */
function recordCall(call) {
  return {
    [call](record, options) {
      return ask({ ...options, call, ...(Array.isArray(record) ? { record } : { text: record }) });
    },
  }[call];
}

function settings(what, options) {
  if (typeof what === 'object' && what !== null) {
    return ask({ stack: 'nodemailer', ...options, call: 'settings', settings: plain(what) });
  }
  return ask({ ...options, call: 'settings', text: what });
}

/** A function for a call that takes its request as it is. */
function requestCall(call) {
  return (request) => ask({ ...request, call });
}

function retry(request) {
  if (request?.error === undefined) {
    return ask({ ...request, call: 'retry' });
  }
  const { error, ...rest } = request;
  const { text } = found(error, { host: rest.host });
  return ask({ ...rest, call: 'retry', text });
}

function suppress(events) {
  return ask({ call: 'suppress', events });
}

/** Asks the core. Throws what it answers in place of a report. */
function ask(request) {
  return opened(call(written(request)));
}

/** A request as JSON. What JSON cannot say, such as a ring or a BigInt, is no request. */
function written(request) {
  try {
    const json = JSON.stringify(request);
    // Looking at each string costs as much as the answer: only where half a character stands escaped.
    return HALF.test(json) ? JSON.stringify(request, wellFormed) : json;
  } catch (error) {
    throw new MailmendError(error.message, 'bad-request');
  }
}

function opened(json) {
  const answer = JSON.parse(json);
  if (answer.error) {
    throw new MailmendError(answer.error.message, answer.error.code);
  }
  return answer;
}

function call(json) {
  // What is no string is no JSON: the core says so.
  return native.call(typeof json === 'string' ? json : '');
}

/** A text cut within a character is bad mail, not a bad request, but JSON cannot carry half a character. */
function wellFormed(key, value) {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

function decoded(what) {
  return what instanceof Uint8Array ? new TextDecoder().decode(what) : what;
}

module.exports = {
  MailmendError,
  address,
  addressMany,
  bimi: recordCall('bimi'),
  bounce,
  call,
  catalog: () => ask({ call: 'catalog' }),
  checkHost: requestCall('check-host'),
  content: requestCall('content'),
  dkim: recordCall('dkim'),
  dmarc: recordCall('dmarc'),
  dmarcPolicy: requestCall('dmarc-policy'),
  domain: requestCall('domain'),
  explain,
  explainMany,
  explainRecipients,
  health: requestCall('health'),
  mtasts: recordCall('mtasts'),
  mtastsPolicy: recordCall('mtasts-policy'),
  page: (code, options) => ask({ ...options, call: 'page', code }),
  plan: requestCall('plan'),
  record: recordCall('record'),
  reply: (text) => ask({ call: 'reply', text: decoded(text) }),
  retry,
  settings,
  spf: recordCall('spf'),
  spfTree: requestCall('spf-tree'),
  suppress,
  tlsrpt: recordCall('tlsrpt'),
};
