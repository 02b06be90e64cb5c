// POST /v1/overlap over shards: every shard says which n-grams of an item it has, and where.

import type { Static } from 'typebox';
import { OverlapPlan } from '../../library/questions/item-overlaps.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { negotiate } from '../../query-server/http/negotiate.ts';
import { sendChunks } from '../../query-server/http/send-chunks.ts';
import { beginOverlap, overlapRoute } from '../../query-server/routes/overlap.ts';
import type { FailedItem, ItemOverlap, OverlapBody, Overlaps } from '../../schemas/overlap.ts';
import { mergeOverlaps } from '../../shards/merge-overlaps.ts';
import { answerSlices, frameSlices } from '../answer-slices.ts';
import type { LiveShards, Whole } from '../live-shards.ts';
import { unavailable } from '../replica.ts';
import type { RouterContext } from '../router-context.ts';

type Item = OverlapBody['items'][number];
type Overlap = ItemOverlap | FailedItem;

export function addOverlapRoute(app: App, { work, shards }: RouterContext): void {
  app.post<{ Body: OverlapBody }>('/v1/overlap', overlapRoute, async ({ headers, body }, reply) => {
    const type = negotiate(headers.accept, ['application/json', 'application/x-ndjson']);
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { n, coverage, at, positions } = body;
    const { parts } = new OverlapPlan({ n, coverage, at });
    const question = { ...parts, positions };
    const slices = sliceItems(body.items);
    const { value: slice = [] } = slices.next();
    const asked = { shards, question, signal: running.signal };
    const { whole, first } = await shards.onOneWhole(async (whole) => {
      return { whole, first: await askItems(slice, { ...asked, whole }) };
    });
    const { snapshot: name, firstStep, lastStep } = whole.joined;
    const frame = beginOverlap(reply, { type, body, snapshot: { name, firstStep, lastStep } });
    const answers = answerSlices(first, slices, (items) => askItems(items, { ...asked, whole }));
    owned.move();
    return await sendChunks(reply, frameSlices(answers, body.items.length, frame), running);
  });
}

/** Items, and UTF-16 code units of them, that the shards are asked together. */
const maxItems = 256;
const maxLength = 1 << 18;

function* sliceItems(items: readonly Item[]): Generator<readonly Item[], void, undefined> {
  let slice: Item[] = [];
  let length = 0;
  for (const item of items) {
    slice.push(item);
    length += item.text.length;
    if (slice.length < maxItems && length < maxLength) continue;
    yield slice;
    slice = [];
    length = 0;
  }
  if (slice.length > 0) yield slice;
}

interface AskedItems {
  readonly shards: LiveShards;
  readonly whole: Whole;
  readonly question: Parameters<typeof mergeOverlaps>[2];
  readonly signal: AbortSignal;
}

const headers = { 'content-type': 'application/json' };

/** No item needs no answer. */
async function askItems(
  items: readonly Item[],
  { shards, whole, question, signal }: AskedItems,
): Promise<Overlap[]> {
  if (items.length === 0) return [];
  const body = JSON.stringify({ items, n: question.n, positions: true });
  const texts = await shards.askAll(whole, { path: '/v1/overlap', body, headers }, signal);
  const each = texts.map((text, i) => {
    const { items: answers }: Static<typeof Overlaps> = JSON.parse(text);
    if (answers.length === items.length) return answers;
    const name = shards.servers[i]?.name ?? '';
    throw unavailable(name, `it has ${answers.length} answers to ${items.length} items`);
  });
  return items.map((_, i) => {
    const answers = each.map((one) => one[i] as Overlap);
    return mergeOverlaps(answers, whole.joined, question);
  });
}
