import type { Hints, Report } from './report';

export type * from './report';

/**
 * Explains why a mail did not arrive. Takes what was printed when sending failed, and what you know about it; gives a
 * report, which is never empty. Throws an `Error` with the code `bad-request` when `text` is no string or a hint is
 * none that exists.
 */
export function explain(text: string, hints?: Hints | null): Report;

/**
 * Answers one request: JSON in, JSON out, the same bytes in every language. Never throws: a wrong request is answered
 * with `{"error":{"code":…,"message":…}}`.
 */
export function call(json: string): string;
