// Asks mailmend in a Web Worker, so that a page stays quick while it reads what is long.

/** Milliseconds after which a worker that does not answer is ended, and another one started. */
const PATIENCE = 20_000;

/**
 * `source` is the address of `mailmend.js`, or a function that gives a worker that runs it. Gives an object with every
 * function of mailmend, each of which gives a promise; and `end()`.
 */
export function mailmendWorker(source, { patience = PATIENCE } = {}) {
  const make = typeof source === 'function' ? source : () => new Worker(source, { name: 'mailmend' });
  const waiting = new Map();
  let worker;
  let last = 0;

  /** Ends the worker: what waits for it gets an error. The next call starts another one. */
  function end(message = 'the worker was ended', code = 'ended') {
    worker?.terminate();
    worker = undefined;
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(Object.assign(new Error(message), { code }));
    }
    waiting.clear();
  }

  function started() {
    const fresh = make();
    fresh.addEventListener('message', ({ data }) => {
      const asked = waiting.get(data?.id);
      if (!asked || fresh !== worker) {
        return;
      }
      waiting.delete(data.id);
      clearTimeout(asked.timer);
      if (data.error) {
        asked.reject(Object.assign(new Error(data.error.message), { code: data.error.code }));
      } else {
        asked.resolve(data.result);
      }
    });
    fresh.addEventListener('error', (event) => {
      event.preventDefault?.();
      if (fresh === worker) {
        end(`the worker stopped: ${event.message}`, 'stopped');
      }
    });
    return fresh;
  }

  function ask(name, args) {
    worker ??= started();
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => end('no answer came in time', 'stopped'), patience);
      waiting.set(id, { resolve, reject, timer });
      worker.postMessage({ id, name, args });
    });
  }

  return new Proxy(
    { end: () => end() },
    {
      // A promise is asked for its `then`: this is none.
      get: (own, name) => own[name] ?? (typeof name === 'string' && name !== 'then' ? (...args) => ask(name, args) : undefined),
    },
  );
}
