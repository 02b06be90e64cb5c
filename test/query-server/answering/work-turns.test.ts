import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { WorkTurns } from '../../../query-server/answering/work-turns.ts';

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
    const pause = turns.pause(new AbortController().signal);
    while (working) {
      let turn = pause();
      while (turn === undefined) turn = pause();
      pieces++;
      await turn;
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
  const pause = new WorkTurns(() => now).pause(new AbortController().signal);
  t.notOk(pause());
  now = 3.9;
  t.notOk(pause());
  now = 4;
  t.ok(pause());
});

t.test('work ends with its result, its error or its signal', async (t) => {
  const turns = new WorkTurns();
  const controller = new AbortController();
  const { signal } = controller;
  let awaited = false;
  function* waiting() {
    yield undefined;
    yield turns.next().then(() => {
      awaited = true;
    });
    return awaited;
  }
  t.equal(await turns.run(waiting(), signal), true, 'a promise is awaited');
  function* failing() {
    yield undefined;
    throw new Error('no more');
  }
  await t.rejects(turns.run(failing(), signal), { message: 'no more' });
  function* endless() {
    for (;;) yield undefined;
  }
  setImmediate(() => controller.abort(new Error('gone')));
  await t.rejects(turns.run(endless(), signal), { message: 'gone' });
});

t.test('texts are joined to chunks', async (t) => {
  const turns = new WorkTurns();
  const { signal } = new AbortController();
  const part = 'x'.repeat(40_000);
  const chunks = await Array.fromAsync(turns.stream([[part, '', part], [part]], signal));
  t.same(
    chunks.map(({ length }) => length),
    [80_000, 40_000],
  );
  t.same(await Array.fromAsync(turns.stream([], signal)), []);
});
