import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { listen, type SmallServer, smallServer, until } from '../small-server.ts';

/** A client that has sent the head of a batch and the first byte of its body. */
async function sendHalf(server: SmallServer, path = '/v1/exposures'): Promise<Socket> {
  const { port } = server.app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
  socket.write(`${head}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`);
  await once(socket, 'connect');
  return socket;
}

async function readAnswer(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

const batch = { method: 'POST', headers: { 'content-type': 'application/json' } };

t.test('half a body takes no place among long requests', async (t) => {
  const server = await smallServer(t, { limits: { maxLong: 1 } });
  const address = await listen(server);
  for (const path of ['/v1/exposures', '/v1/splits', '/v1/exposures']) await sendHalf(server, path);
  await until(() => server.traffic.running === 3);
  const answered = await fetch(`${address}/v1/exposures`, {
    ...batch,
    body: '{"phrases":["the"]}',
  });
  t.equal(answered.status, 200);
  t.equal((await fetch(`${address}/v1/contexts?phrase=the`)).status, 200);
});

t.test('where bodies take all memory, the one that arrives the longest is given up', async (t) => {
  const server = await smallServer(t, { limits: { maxBodyBytes: 20_000 } });
  const address = await listen(server);
  const slow = await sendHalf(server, '/v1/splits');
  await until(() => server.traffic.running === 1);
  // Each is within the limit of a body, and together they are not.
  const more = await Promise.all([1, 2, 3, 4].map(() => sendHalf(server, '/v1/splits')));
  const chunk = `fa00\r\n${' '.repeat(0xfa00)}\r\n`;
  for (const socket of more) socket.write(chunk);
  await until(() => server.traffic.running === 5);
  slow.write(chunk);
  const [, refused = ''] = (await readAnswer(slow)).split('\r\n\r\n');
  t.match(refused, '"code":"server_busy"');
  t.match(refused, 'send it again, all at once');
  const body = JSON.stringify({ phrases: ['the', 'x'.repeat(10_000)] });
  const answered = await fetch(`${address}/v1/exposures`, { ...batch, body });
  t.equal(answered.status, 200, 'the newest is served');
  for (const socket of more) socket.destroy();
  await until(() => server.traffic.running === 0);
  t.equal((await fetch(`${address}/v1/exposures`, { ...batch, body })).status, 200);
});

t.test('a body that is refused by its length and then given up ends no process', async (t) => {
  const server = await smallServer(t, { limits: { maxBodyBytes: 100 } });
  const address = await listen(server);
  const body = ' '.repeat(200_000);
  await fetch(`${address}/v1/exposures`, { ...batch, body }).catch(() => undefined);
  const answered = await fetch(`${address}/v1/exposures`, {
    ...batch,
    body: '{"phrases":["the"]}',
  });
  t.equal(answered.status, 200);
});

t.test('a body in many small chunks is whole', async (t) => {
  const server = await smallServer(t);
  await listen(server);
  const socket = await sendHalf(server);
  for (const character of '"phrases":["the"]}') socket.write(`1\r\n${character}\r\n`);
  socket.write('0\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.match(answer.toString(), /^HTTP\/1\.1 200/);
  socket.destroy();
});

t.test('a body that does not end stops with its client', async (t) => {
  const server = await smallServer(t);
  await listen(server);
  const socket = await sendHalf(server);
  await until(() => server.traffic.running === 1);
  socket.destroy();
  await until(() => server.traffic.running === 0);
  t.equal(server.work.running, 0);
});
