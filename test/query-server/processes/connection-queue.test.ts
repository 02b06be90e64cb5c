import { Socket } from 'node:net';
import t from 'tap';
import {
  ConnectionQueue,
  type Receiver,
} from '../../../query-server/processes/connection-queue.ts';

/** A process that keeps what it is handed. */
function receiver(): Receiver & { readonly got: Socket[] } {
  const got: Socket[] = [];
  return { got, hand: (socket) => got.push(socket) };
}

t.test('a connection goes to the process with the fewest open, one at a time', async (t) => {
  const queue = new ConnectionQueue();
  const [a, b] = [receiver(), receiver()];
  const sockets = Array.from({ length: 7 }, () => new Socket());
  const give = (i: number) => queue.give(sockets[i] as Socket);
  give(0);
  t.equal(queue.waiting, 1, 'nobody is there');
  queue.add(a);
  t.same([a.got.length, queue.waiting], [1, 0]);
  give(1);
  t.equal(queue.waiting, 1, 'a has not said that it has the first');
  queue.add(b);
  t.same([a.got.length, b.got.length], [1, 1]);
  give(2);
  give(3);
  t.equal(queue.waiting, 2);
  queue.taken(a);
  t.same([a.got.length, b.got.length, queue.waiting], [2, 1, 1]);
  queue.taken(b);
  t.same([a.got.length, b.got.length, queue.waiting], [2, 2, 0]);
  queue.taken(a);
  queue.taken(b);
  queue.ended(b, 2);
  give(4);
  queue.taken(b);
  give(5);
  t.same([a.got.length, b.got.length], [2, 4], 'b has none open, then one, and a has two');
  t.ok(sockets[4]?.destroyed, 'closed here once the process has it');
  t.notOk(sockets[5]?.destroyed, 'and not before');
  queue.remove(b);
  t.equal(a.got[2], sockets[5], 'what was on its way goes to another');
  t.notOk(sockets[5]?.destroyed);
  queue.taken(b);
  t.notOk(sockets[5]?.destroyed, 'whoever is removed says nothing any more');
});

t.test('a process that leaves gets no more; what waits is dropped at the end', async (t) => {
  const queue = new ConnectionQueue();
  const a = receiver();
  const sockets = [new Socket(), new Socket()] as const;
  queue.add(a);
  queue.leave(a);
  queue.give(sockets[0]);
  t.same([a.got.length, queue.waiting], [0, 1]);
  const b = receiver();
  queue.add(b);
  t.same(b.got, [sockets[0]]);
  queue.give(sockets[1]);
  queue.close();
  t.ok(sockets[1].destroyed);
  t.equal(queue.waiting, 0);
});
