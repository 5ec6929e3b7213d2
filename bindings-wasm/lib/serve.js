// Makes a worker of the script: it answers messages `{ id, name, args }` with `{ id, result }` or `{ id, error }`.

function serve(scope, ready) {
  scope.addEventListener('message', ({ data }) => {
    if (typeof data !== 'object' || data === null || !('id' in data)) {
      return;
    }
    const { id, name, args } = data;
    ready
      .then((mailmend) => {
        if (!Object.hasOwn(mailmend, name) || name === 'MailmendError') {
          throw Object.assign(new Error(`there is no call \`${name}\``), { code: 'bad-request' });
        }
        return mailmend[name](...args);
      })
      .then(
        (result) => scope.postMessage({ id, result }),
        ({ message, code = 'stopped' }) => scope.postMessage({ id, error: { message, code } }),
      );
  });
}
