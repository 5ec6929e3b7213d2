// A mail server that says what a test wants it to say.
import { once } from 'node:events';
import { createServer } from 'node:net';

const SOUND = {
  greeting: '220 mail.example.org ESMTP ready',
  EHLO: '250-mail.example.org\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME',
  // The user name, the password, and what is said to both.
  AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 2.7.0 Accepted'],
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 End data with <CR><LF>.<CR><LF>',
  message: '250 2.0.0 Ok: queued as 4TbX3k1zQ',
  RSET: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
};

/** Starts a server on a free port. `script` names the replies that differ from a sound server's; a list is one reply a time. */
export async function smtpServer(script = {}) {
  const replies = { ...SOUND, ...script };
  const received = [];
  const server = createServer((socket) => converse(socket, replies, received));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, received, close: () => server.close() };
}

/** A port on which nothing listens. */
export async function closedPort() {
  const server = await smtpServer();
  server.close();
  await once(server, 'close').catch(() => {});
  return server.port;
}

function converse(socket, replies, received) {
  let pending = '';
  let login = [];
  let inMessage = false;
  const say = (reply) => socket.write(`${reply}\r\n`);
  socket.on('error', () => {});
  say(replies.greeting);
  socket.on('data', (bytes) => {
    pending += bytes;
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = pending.slice(0, end).trimEnd();
      pending = pending.slice(end + 1);
      received.push(line);
      if (inMessage) {
        if (line === '.') {
          inMessage = false;
          say(replies.message);
        }
        continue;
      }
      if (login.length) {
        say(login.shift());
        continue;
      }
      const verb = line.split(/[ :]/)[0].toUpperCase();
      if (verb === 'AUTH') {
        login = [...replies.AUTH];
        say(login.shift());
      } else {
        inMessage = verb === 'DATA' && replies.DATA.startsWith('354');
        const reply = replies[verb] ?? '502 5.5.2 Unknown command';
        say(Array.isArray(reply) ? reply.shift() : reply);
      }
      if (verb === 'QUIT') {
        socket.end();
      }
    }
  });
}
