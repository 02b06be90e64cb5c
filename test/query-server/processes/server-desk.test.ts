// The desk of a server and the links of its processes, joined without processes.

import { setImmediate as round } from 'node:timers/promises';
import t from 'tap';
import { WatchedCurves } from '../../../query-server/curves/watched-curves.ts';
import { Metrics } from '../../../query-server/metrics.ts';
import { sumReports } from '../../../query-server/metrics-report.ts';
import { ParentLink } from '../../../query-server/processes/parent-link.ts';
import type { ToChild, ToParent } from '../../../query-server/processes/process-messages.ts';
import { ServerDesk } from '../../../query-server/processes/server-desk.ts';
import { smallServer } from '../small-server.ts';

type SmallServer = Awaited<ReturnType<typeof smallServer>>;

/** A process with the desk; messages pass as JSON and later. `silent`: it answers no question. */
function joinDesk(
  desk: ServerDesk,
  { index }: SmallServer,
  { rateLimit = 3, silent = false } = {},
) {
  const metrics = new Metrics(index, { running: 0 });
  const watched = new WatchedCurves();
  const peer = {
    send: (message: ToChild) => {
      const sent: ToChild = JSON.parse(JSON.stringify(message));
      if (!silent || sent.kind !== 'question') setImmediate(() => link.receive(sent));
    },
  };
  const link = new ParentLink((message) => {
    const sent: ToParent = JSON.parse(JSON.stringify(message));
    setImmediate(() => desk.receive(peer, sent));
  });
  const serverWide = link.join({ metrics, watched }, rateLimit);
  desk.add(peer);
  const spend = (address: string) =>
    new Promise<string>((resolve) => {
      serverWide.budgets?.spend(address, (error) => resolve(error?.message ?? 'taken'));
    });
  return { ...serverWide, link, peer, metrics, watched, spend };
}

const never = new AbortController().signal;

t.test('a budget is of the address, whichever process is asked', async (t) => {
  const server = await smallServer(t);
  const desk = new ServerDesk(3);
  const [a, b] = [joinDesk(desk, server), joinDesk(desk, server)];
  const asked = [a.spend('1'), a.spend('1'), b.spend('1'), b.spend('1'), b.spend('2')];
  const answers = await Promise.all(asked);
  t.equal(answers.filter((answer) => answer === 'taken').length, 4);
  t.equal(answers[4], 'taken', 'another address');
  t.equal(answers.filter((answer) => /3 requests a second/.test(answer)).length, 1);
  const waiting = a.spend('1');
  a.link.lose();
  t.equal(await waiting, 'taken', 'without a parent nobody counts');
});

t.test('a place is of the server, and comes back from a process that dies', async (t) => {
  const server = await smallServer(t);
  const desk = new ServerDesk(undefined);
  const [a, b] = [joinDesk(desk, server), joinDesk(desk, server)];
  let place = await a.places.curves.take(never);
  const order: string[] = [];
  const giveUp = new AbortController();
  const given = b.places.curves.take(giveUp.signal).catch((error) => order.push(String(error)));
  const second = b.places.curves.take(never).then((place) => {
    order.push('b');
    return place;
  });
  for (let i = 0; i < 5; i++) await round();
  t.same(order, [], 'there is one, and a has it');
  giveUp.abort(new Error('gone'));
  await given;
  t.same(order, ['Error: gone']);
  place[Symbol.dispose]();
  place[Symbol.dispose]();
  place = await second;
  t.same(order, ['Error: gone', 'b']);
  const third = a.places.curves.take(never);
  desk.remove(b.peer);
  (await third)[Symbol.dispose]();
  const large = await Promise.all([a, a].map(({ places }) => places.largeRecords.take(never)));
  t.equal(large.length, 2, 'places of another name are others');
  t.throws(() => never.throwIfAborted() ?? giveUp.signal.throwIfAborted(), /gone/);
});

t.test('metrics are of all processes, and no count falls when one dies', async (t) => {
  const server = await smallServer(t);
  const desk = new ServerDesk(undefined);
  const [a, b] = [joinDesk(desk, server), joinDesk(desk, server)];
  a.metrics.countPhrases(1);
  b.metrics.countPhrases(10);
  const read = async () => {
    const { numbers } = sumReports(await a.reports());
    const value = (name: string) => numbers.find((one) => one.name === name)?.values[0]?.value;
    return [value('firstseen_phrases_total'), value('firstseen_processes')];
  };
  t.same(await read(), [11, 2]);
  desk.remove(b.peer);
  t.same(await read(), [11, 1]);
  const c = joinDesk(desk, server, { silent: true });
  c.metrics.countPhrases(100);
  const begun = performance.now();
  t.same(await read(), [11, 1], 'a process that does not answer is not waited for');
  t.ok(performance.now() - begun < 10_000);
  const asked = read();
  await round();
  desk.remove(c.peer);
  t.same(await asked, [11, 1]);
});

t.test('the progress of curves is known to every process', async (t) => {
  const server = await smallServer(t);
  const desk = new ServerDesk(undefined);
  const [a, b] = [joinDesk(desk, server), joinDesk(desk, server)];
  const name = 'a-name-of-a-request';
  t.equal(await a.progress(name), undefined);
  const watch = b.watched.watch(name);
  watch.report({ stage: 'splitting', done: 1, total: 2 });
  t.same(await a.progress(name), { stage: 'splitting', done: 1, total: 2 });
  watch[Symbol.dispose]();
  t.equal(await a.progress(name), undefined);
});
