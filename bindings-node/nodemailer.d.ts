import type { SentMessageInfo, Transporter } from 'nodemailer';

import type { Finding, Hints, Report, SettingsReport } from './mailmend';

/** How it behaves. */
export interface Options {
  /** What happens when the settings are wrong: `warn` (the default), `throw` where they cannot work, or `ignore`. */
  settings?: 'warn' | 'throw' | 'ignore';
  /** Where warnings go; else to `process.emitWarning`. */
  warn?: (message: string, finding: Finding, report: SettingsReport) => void;
  /** What is known about every failure. The host is taken from the settings. */
  hints?: Hints;
}

/** An error from `sendMail` or `verify`, as it is thrown. */
export interface DiagnosedError extends Error {
  /** Why, and what to do. Not enumerable, so that it does not fill logs. */
  diagnosis: Report;
}

/**
 * Nodemailer's `createTransport`, which checks the settings first and makes a transporter whose errors have a
 * `diagnosis` and hold no password. Throws `MailmendError` when told to, with the code of the gravest finding and the
 * whole report as `diagnosis`.
 */
export function createTransport<Info = SentMessageInfo>(
  transport?: string | object,
  defaults?: object,
  options?: Options,
): Transporter<Info>;

/** Does the same for a transporter that exists: it is changed, and given back. */
export function diagnose<T extends object>(transporter: T, options?: Options): T;
