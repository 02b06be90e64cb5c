import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { startPiece, WorkTurns } from '../../../query-server/answering/work-turns.ts';

t.test('one turn a round of the event loop, first come, first served', async (t) => {
  const turns = new WorkTurns();
  const order: string[] = [];
  const task = async (name: string) => {
    for (let i = 0; i < 3; i++) {
      await turns.next();
      order.push(name);
    }
  };
  let rounds = 0;
  let counting = true;
  const count = () => {
    rounds++;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all([task('a'), task('b'), task('c')]);
  counting = false;
  t.equal(order.join(''), 'abcabcabc');
  t.ok(rounds >= 9, `${rounds} rounds for 9 turns`);
  t.equal(turns.waiting, 0);
});

t.test('sockets are read between any two turns', async (t) => {
  const turns = new WorkTurns();
  const server = createServer((socket) => socket.end('answer')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  let working = true;
  let pieces = 0;
  const work = async () => {
    while (working) {
      const piece = startPiece();
      while (!piece.over());
      pieces++;
      await turns.next();
    }
  };
  const all = Promise.all([work(), work(), work(), work()]);
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  const [heard] = await once(socket, 'data');
  const waited = pieces;
  working = false;
  await all;
  t.equal(String(heard), 'answer');
  t.ok(waited < 60, `${waited} pieces of 4 ms until the answer`);
  server.close();
});

t.test('a piece is over after its time', async (t) => {
  let now = 0;
  const piece = startPiece(() => now);
  t.notOk(piece.over());
  now = 3.9;
  t.notOk(piece.over());
  now = 4;
  t.ok(piece.over());
});
