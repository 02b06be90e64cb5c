import t from 'tap';
import { ByteQueue } from '../../query-server/counts/byte-queue.ts';
import {
  decodePartHead,
  encodePart,
  encodeQuestion,
  maxQuestionBytes,
  partHeadBytes,
} from '../../query-server/counts/counts-messages.ts';
import { seededRandom } from '../phrases.ts';

t.test('bytes come out as they went in, however they are cut', async (t) => {
  const seed = Math.floor(Math.random() * 1e9);
  t.comment(`seed ${seed}`);
  const random = seededRandom(seed);
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  for (let run = 0; run < 300; run++) {
    const all = Buffer.from(Array.from({ length: upTo(200) }, () => upTo(255)));
    const queue = new ByteQueue();
    const taken: Buffer[] = [];
    for (let at = 0; at < all.length; ) {
      const next = at + upTo(Math.min(20, all.length - at));
      queue.push(all.subarray(at, next));
      at = next;
      const length = upTo(30);
      const left = queue.length;
      const bytes = queue.take(length);
      t.equal(bytes?.length, length <= left ? length : undefined);
      taken.push(bytes ?? Buffer.alloc(0));
    }
    taken.push(queue.take(queue.length) as Buffer);
    t.ok(Buffer.concat(taken).equals(all), `run ${run}`);
  }
});

t.test('messages', async (t) => {
  const question = encodeQuestion('{"phrases":["é"]}');
  t.equal(question?.readUInt32LE(), 18);
  t.equal(question?.toString('utf8', 4), '{"phrases":["é"]}');
  t.ok(encodeQuestion('x'.repeat(maxQuestionBytes)));
  t.equal(encodeQuestion(`é${'x'.repeat(maxQuestionBytes - 1)}`), undefined);
  const part = encodePart({ status: 503, snapshot: 'abc', content: Buffer.from('{}') });
  t.same(decodePartHead(part), { status: 503, name: 3, content: 2 });
  t.equal(part.toString('utf8', partHeadBytes), 'abc{}');
});
