// Short questions of routers are answered in one go: with the bytes that the usual way has.

import type { IncomingMessage } from 'node:http';
import t from 'tap';
import { encodeQuestion } from '../../query-server/counts/counts-messages.ts';
import { ShortQuestions } from '../../query-server/counts/short-questions.ts';
import { skipNative } from '../native/both-kernels.ts';
import { hostilePhrases, randomPhrases, seededRandom } from '../phrases.ts';
import { runsOf, testSeed } from '../runs.ts';
import { phrases, someLines } from '../store/small-index.ts';
import { CountsClient } from './counts-client.ts';
import { listen, smallServer, until } from './small-server.ts';

const random = seededRandom(testSeed);
const below = (n: number) => Math.floor(random() * n);
const texts = someLines(40).map(({ text }) => text);
const some = [...phrases, ...hostilePhrases(), ...randomPhrases(texts, 60, random), ' ', '', '’'];

function randomQuestion(): object {
  const count = [1, 7, 8, 30, 63, 64, 65, 80][below(8)] as number;
  const asked = Array.from({ length: count }, () => some[below(some.length)] as string);
  const steps = () => Array.from({ length: 1 + below(3) }, () => below(12));
  return {
    phrases: asked,
    ...(below(3) === 0 && { at: steps() }),
    ...(below(3) === 0 && { bins: 1 + below(9) }),
    ...(below(5) === 0 && { checkpoints: { a: 4, b: { records: 20 } } }),
    ...(below(6) === 0 && { records: true }),
    ...(below(6) === 0 && { last_at: steps() }),
  };
}

t.test('a question in one piece is answered as one in two', async (t) => {
  const server = await smallServer(t);
  const client = new CountsClient(t, await listen(server));
  await client.upgrade();
  for (let run = 0; run < runsOf(60); run++) {
    const body = JSON.stringify(randomQuestion());
    const question = encodeQuestion(body) as Buffer;
    client.socket.write(question.subarray(0, 9));
    await until(() => server.bodies.held > 0);
    client.socket.write(question.subarray(9));
    const expected = await client.receive();
    t.equal(expected.status, 200);
    t.same(await client.ask(body), expected, `question ${run}`);
  }
  await until(() => server.traffic.running === 0);
});

t.test('which questions are short', { skip: skipNative }, async (t) => {
  const server = await smallServer(t, { limits: { maxPhrases: 60, maxPhraseLength: 100 } });
  const short = new ShortQuestions(server, server.app.log);
  const request = { headers: { host: 'a' }, rawHeaders: ['host', 'a'] } as IncomingMessage;
  const ask = (body: unknown) => short.answer(Buffer.from(JSON.stringify(body)), request);
  const many = (count: number) => ({ phrases: Array.from({ length: count }, () => 'the') });
  for (const body of [{ phrases }, many(1), many(60), { ...many(3), at: [4], bins: 3 }]) {
    t.match(ask(body), { name: server.index.snapshot.name, frame: Buffer });
  }
  const others = [
    ...[many(0), many(61), { ...many(1), records: true }, { ...many(1), last_at: [3] }],
    { phrases: [{ name: 'g', phrases: ['the'] }, 'the'] },
    { phrases: ['x'.repeat(101)] },
    { ...many(3), bins: 2, from_step: 9, to_step: 2 },
    { ...many(3), x: 1 },
    [],
    { phrases: Array.from({ length: 59 }, () => 'x '.repeat(50)), at: [...Array(4000).keys()] },
  ];
  for (const body of others) t.equal(ask(body), undefined, JSON.stringify(body).slice(0, 60));
  t.equal(short.answer(Buffer.from('{'), request), undefined);
  void server.traffic.drain();
  t.equal(ask(many(1)), undefined, 'a server that closes');
});
