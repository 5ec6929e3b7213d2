import type * as mailmend from './mailmend.js';

type Functions = Omit<typeof mailmend, 'MailmendError' | 'default' | 'initSync'>;

/** Every function of mailmend; each gives a promise. */
export type MailmendWorker = {
  [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Answer ? (...args: Args) => Promise<Answer> : never;
} & {
  /** Ends the worker: what waits for it gets an error. The next call starts another one. */
  end(): void;
};

/**
 * Starts mailmend in a Web Worker. `source` is the address of `mailmend.js`, or a function that gives a worker that runs
 * it under the name `mailmend`. A worker that does not answer for `patience` milliseconds is ended.
 */
export function mailmendWorker(source: string | URL | (() => Worker), options?: { patience?: number }): MailmendWorker;
