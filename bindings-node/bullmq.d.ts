import type { Calls, Hints } from './mailmend';

type Asked<Call extends keyof Calls> = Omit<Calls[Call]['request'], 'call'>;
type Answered<Call extends keyof Calls> = Calls[Call]['response'];

/** How it decides. */
export interface Options {
  /** What is known about every failure. */
  hints?: Hints;
  /** The age in seconds at which a mail is given up. */
  giveUp?: number;
  /** The time in milliseconds. */
  now?: () => number;
}

/**
 * For `settings.backoffStrategy` of a worker, with `backoff: { type: 'custom' }` on its jobs: waits as long as the
 * failure asks for, and does not try again where that is useless.
 */
export function backoffStrategy(
  options?: Options & { random?: () => number },
): (attemptsMade: number, type?: string, error?: Error, job?: { timestamp?: number }) => number;

/**
 * For the function of a worker: where another try is useless, the job fails at once with an `UnrecoverableError`, whose
 * `cause` is the error and whose `diagnosis` is the report.
 */
export function processor<Job extends { timestamp: number; attemptsMade: number }, Rest extends unknown[], Result>(
  work: (job: Job, ...rest: Rest) => Promise<Result>,
  options?: Options,
): (job: Job, ...rest: Rest) => Promise<Result>;

/**
 * For `limiter` of a worker: the steady pace of a plan, or of what `plan` takes. Throws `MailmendError` where no limit
 * is known.
 */
export function limiter(plan: Asked<'plan'> | Answered<'plan'>): { max: number; duration: number };
