'use strict';

const native = require('./mailmend.node');

/**
 * Explains why a mail did not arrive. Takes what was printed when sending failed, and what you know about it; gives a
 * report, which is never empty. Throws an `Error` with the code `bad-request` when `text` is no string or a hint is
 * none that exists.
 */
function explain(text, hints) {
  // What is no object goes to the core as it is, which refuses it in the words that every language gives.
  const usable = hints == null || typeof hints === 'object';
  const request = usable ? { ...hints, call: 'explain', text: wellFormed(text) } : hints;
  const report = JSON.parse(call(JSON.stringify(request)));
  if (report.error) {
    throw Object.assign(new Error(report.error.message), { code: report.error.code });
  }
  return report;
}

/**
 * Answers one request: JSON in, JSON out, the same bytes in every language. Never throws: a wrong request is answered
 * with `{"error":{"code":…,"message":…}}`.
 */
function call(json) {
  return native.call(String(json));
}

/** A text cut within a character is bad mail, not a bad request, but JSON cannot carry half a character. */
function wellFormed(text) {
  return typeof text === 'string' ? text.toWellFormed() : text;
}

module.exports = { call, explain };
