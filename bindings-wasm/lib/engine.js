// What all forms of the package share: a module that is started anew when it stops, so that a page never dies of it.
// `start()` gives the exports of a fresh instance, and `memory`.

/** Memory that an instance may keep after a call, in bytes: it never gives any back. */
const MOST_KEPT = 96 * 1024 * 1024;

function engine(start) {
  let instance = start();
  function guarded(name) {
    return (argument) => {
      try {
        const answer = instance[name](argument);
        if (instance.memory.buffer.byteLength > MOST_KEPT) {
          instance = start();
        }
        return answer;
      } catch (problem) {
        instance = start();
        const error = new Error(`the module stopped, and was started anew: ${problem && problem.message}`);
        error.code = 'stopped';
        throw error;
      }
    };
  }
  return { call: guarded('call'), bounce: guarded('bounce') };
}
