// Servers on this machine that fail in the way they are told.
import { once } from 'node:events';
import { createServer } from 'node:net';

import { SMTPServer } from 'smtp-server';

/** A real SMTP server; gives its port. It is closed when the test ends. */
export async function smtpServer(t, options) {
  const server = new SMTPServer({ disableReverseLookup: true, hideSTARTTLS: true, authOptional: true, logger: false, ...options });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  t.after(() => new Promise((done) => server.close(done)));
  return server.server.address().port;
}

/**
 * A server that answers each line by the first rule whose key the line starts with, `''` at the start; gives its port.
 * What no rule answers is answered with 250, and DATA with 354. `null` hangs up.
 */
export async function scriptedServer(t, rules) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    const say = (words) => (words === null ? socket.destroy() : socket.write(`${words}\r\n`));
    say('' in rules ? rules[''] : '220 mx.test ESMTP');
    let pending = '';
    let inData = false;
    socket.on('data', (bytes) => {
      const lines = (pending + bytes.toString('latin1')).split('\r\n');
      pending = lines.pop();
      for (const line of lines) {
        if (inData && line !== '.') {
          continue;
        }
        const command = inData ? '.' : line;
        const rule = Object.keys(rules).find((key) => key !== '' && command.toUpperCase().startsWith(key));
        const words = rule !== undefined ? rules[rule] : command === 'DATA' ? '354 go on' : '250 ok';
        inData = command === 'DATA' && words?.startsWith('354') === true;
        say(words);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => new Promise((done) => {
    sockets.forEach((socket) => socket.destroy());
    server.close(done);
  }));
  return server.address().port;
}

/** A port at which nobody listens. */
export async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
