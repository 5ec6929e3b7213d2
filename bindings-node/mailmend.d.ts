import type { Calls, Hints, Report } from './report';

export type * from './report';

/** What a call takes, without its name. */
type Asked<Call extends keyof Calls> = Omit<Calls[Call]['request'], 'call'>;

/** What a call gives. */
type Answered<Call extends keyof Calls> = Calls[Call]['response'];

/** Misuse of the API, in every call: `code` is the same word in every language. Bad mail is never an error, but a report. */
export class MailmendError extends Error {
  constructor(message: string, code: string);
  /** `bad-request`; in `mailmend/nodemailer` and `mailmend/bullmq` also the code of a finding. */
  code: string;
}

/** An error, or what was thrown in place of one: it has a `message` or a server's `response`. */
export type Failure = Error | { message: string } | { response: string };

/**
 * Explains why a mail did not arrive. Takes what was printed when sending failed, or the error itself, with all that
 * led to it: those of Nodemailer, any `Error` with a `cause`, an `AggregateError`; of these the most telling is
 * explained. Also takes what you know about it. Gives a report, which is never empty. Throws `MailmendError` when it
 * can be none of these, or a hint is none that exists.
 */
export function explain(what: string | Uint8Array | Failure, hints?: Hints | null): Report;

/**
 * One report a recipient, for a Nodemailer error, or the result of a mail that went out to some and not to others.
 * Gives an empty object where no recipient was refused.
 */
export function explainRecipients(what: unknown, hints?: Hints | null): { [recipient: string]: Report };

/**
 * `explain` for many texts, on Node's thread pool: an array, or the lines of a file as bytes. Gives one report a text, in
 * the same order. Rejects with `MailmendError` when it can be none of these.
 */
export function explainMany(texts: readonly string[] | Uint8Array): Promise<Report[]>;

/** Reads a bounce message or a feedback report, raw as it came. Bytes are better: not every message is UTF-8. */
export function bounce(message: string | Uint8Array): Answered<'bounce'>;

/** Checks one address as typed: what is wrong, where, and what was meant. */
export function address(text: string, options?: Omit<Asked<'address'>, 'text'>): Answered<'address'>;

/** `address` for many, on Node's thread pool: an array, or the lines of a file as bytes. Gives one report an address. */
export function addressMany(texts: readonly string[] | Uint8Array): Promise<Answered<'address'>[]>;

/** A record as published or pasted, or the list of its strings. */
export type RecordText = string | readonly string[];

/** What is known about a record. */
export type RecordOptions = Omit<Asked<'record'>, 'text' | 'record'>;

/** Checks one DNS record of mail, and tells which it is: SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI. */
export function record(record: RecordText, options?: RecordOptions): Answered<'record'>;
/** Checks an SPF record (RFC 7208). */
export function spf(record: RecordText, options?: RecordOptions): Answered<'spf'>;
/** Checks a DKIM key record (RFC 6376). */
export function dkim(record: RecordText, options?: RecordOptions): Answered<'dkim'>;
/** Checks a DMARC record (RFC 9989). */
export function dmarc(record: RecordText, options?: RecordOptions): Answered<'dmarc'>;
/** Checks an MTA-STS record (RFC 8461 section 3.1). */
export function mtasts(record: RecordText, options?: RecordOptions): Answered<'mtasts'>;
/** Checks an MTA-STS policy file (RFC 8461 section 3.2). */
export function mtastsPolicy(text: string, options?: RecordOptions): Answered<'mtasts-policy'>;
/** Checks a TLS-RPT record (RFC 8460). */
export function tlsrpt(record: RecordText, options?: RecordOptions): Answered<'tlsrpt'>;
/** Checks a BIMI record. */
export function bimi(record: RecordText, options?: RecordOptions): Answered<'bimi'>;

/**
 * Checks settings: the very object that `createTransport` takes, or a pasted snippet or URL. Functions, certificates
 * and the like are left out; secrets never come out again.
 */
export function settings(what: string | object, options?: Omit<Asked<'settings'>, 'text' | 'settings'>): Answered<'settings'>;

/** Checks what a message says and how it is built. */
export function content(request: Asked<'content'>): Answered<'content'>;

/** Makes a schedule for a mailing. */
export function plan(request: Asked<'plan'>): Answered<'plan'>;

/** Tells whether and when to try again. In place of `text` it takes an `error`, as `explain` does. */
export function retry(
  request: Asked<'retry'> | (Omit<Asked<'retry'>, 'text' | 'code'> & { error: string | Failure; attempt: number }),
): Answered<'retry'>;

/** Tells what to do with an address after all that happened to it. */
export function suppress(events: Asked<'suppress'>['events']): Answered<'suppress'>;

/** Tells how a mailing fares. */
export function health(request: Asked<'health'>): Answered<'health'>;

/** Takes an SMTP reply apart: codes, lines, and what is off-standard in it. */
export function reply(text: string | Uint8Array): Answered<'reply'>;

/** The page of a code or slug; with `host`, with the steps of that provider. */
export function page(code: string, options?: { host?: string }): Answered<'page'>;
/** Every page. */
export function catalog(): Answered<'catalog'>;

/** One step of checking a domain: `needs` says what has to be looked up. `mailmend/dns` looks it up. */
export function domain(request: Asked<'domain'>): Answered<'domain'>;
/** One step of evaluating SPF (RFC 7208 section 4). `mailmend/dns` does all steps. */
export function checkHost(request: Asked<'check-host'>): Answered<'check-host'>;
/** One step of reading all that an SPF record includes. `mailmend/dns` does all steps. */
export function spfTree(request: Asked<'spf-tree'>): Answered<'spf-tree'>;
/** One step of finding a domain's DMARC policy. `mailmend/dns` does all steps. */
export function dmarcPolicy(request: Asked<'dmarc-policy'>): Answered<'dmarc-policy'>;

/**
 * Answers one request: JSON in, JSON out, the same bytes in every language. Never throws: a wrong request is answered
 * with `{"error":{"code":…,"message":…}}`.
 */
export function call(json: string): string;
