// A request for splits -> their sets, the splits one by one, and the answer in the form that was asked for.

import type { FastifyReply } from 'fastify';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import type { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import { type DecodedPairs, requireRoom } from '../../library/splits/decode-pairs.ts';
import {
  eachPairSplit,
  type PairSplit,
  type SplitFileOptions,
  type SplitQuestion,
} from '../../library/splits/pair-splits.ts';
import { splitLines } from '../../library/splits/split-lines.ts';
import type { SplitBody } from '../../schemas/split-request.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { Pause, WorkTurns } from '../answering/work-turns.ts';
import { negotiate } from '../http/negotiate.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { sendChunks, sendStream } from '../http/send-chunks.ts';
import { packSplits } from './pack-splits.ts';
import {
  bodyFields,
  decodeFileOptions,
  decodeSets,
  decodeSplitOptions,
} from './read-split-request.ts';

const ndjson = 'application/x-ndjson';
const zip = 'application/zip';
const json = 'application/json';

type SplitType = typeof ndjson | typeof zip | typeof json;

/** Throws `not_acceptable`. */
export function negotiateSplit(accept: string | undefined): SplitType {
  return negotiate(accept, [ndjson, zip, json]);
}

interface SplitPairs {
  readonly sets: readonly DecodedPairs[];
  readonly question: SplitQuestion;
}

/** The sets of a body, which does not have them any more. Rejects with what decoding rejects with. */
export async function readSplitBody(body: SplitBody, pause: Pause): Promise<SplitPairs> {
  const sets = await decodeSets(body, pause);
  forgetPairs(body);
  requireRoom(sets, { prefix: body.prefix, names: bodyFields });
  return { sets, question: decodeSplitOptions(body) };
}

/** Splits of a request, each made when it is asked for; the first is, so that errors come now. */
export async function startSplits(
  source: Parameters<typeof eachPairSplit>[0],
  { sets, question }: SplitPairs,
  { signal, turns }: { readonly signal: AbortSignal; readonly turns: WorkTurns },
): Promise<{ first: PairSplit; all: AsyncGenerator<PairSplit, void, undefined> }> {
  const onProgress = () => turns.next();
  const run = { signal, onProgress, pause: turns.pause(signal) };
  const splits = eachPairSplit(source, sets, { ...question, ...run });
  const { value: first } = await splits.next();
  if (first === undefined) throw new Error('there is a split for at least one step');
  return { first, all: startingWith(first, splits) };
}

interface SplitAnswer {
  readonly type: SplitType;
  readonly body: SplitBody;
  readonly splits: AsyncGenerator<PairSplit, void, undefined>;
}

interface SplitSending {
  readonly snapshot: Pick<OpenSnapshot, 'name' | 'firstStep' | 'lastStep'>;
  /** Disposed of when all is sent. */
  readonly running: Omit<RequestWork, 'snapshot'>;
  readonly turns: WorkTurns;
}

export async function sendSplits(
  reply: FastifyReply,
  { type, body, splits }: SplitAnswer,
  { snapshot, running, turns }: SplitSending,
): Promise<FastifyReply> {
  using owned = new DisposableStack();
  owned.use(running);
  const { signal } = running;
  const { at } = decodeSplitOptions(body);
  reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
  reply.headers(remarkHeaders(remarksOnSteps({ at }, snapshot)));
  if (type === json) {
    const summaries = [];
    for await (const split of splits) summaries.push(JSON.stringify(split.summary()));
    return reply.type(jsonType).send(`[${summaries.join(',')}]`);
  }
  owned.move();
  if (type === zip) {
    reply.header('content-disposition', 'attachment; filename="split.zip"').type(zip);
    const options = { ...decodeFileOptions(body), isOne: new Set(at).size < 2 };
    const archive = packSplits(splits, options, (text) => turns.stream([text], signal));
    return sendStream(reply, archive, running);
  }
  reply.headers(streamHeaders).type(ndjsonType);
  const texts = writeRows(splits, decodeFileOptions(body));
  return await sendChunks(reply, turns.stream(texts, signal), running);
}

/** Pairs are in the sets by now, and need not be kept twice while an answer is made. */
function forgetPairs(body: SplitBody): void {
  delete body.pairs;
  delete body.text;
  delete body.sets;
}

async function* startingWith(
  first: PairSplit,
  rest: AsyncGenerator<PairSplit, void, undefined>,
): AsyncGenerator<PairSplit, void, undefined> {
  yield first;
  yield* rest;
}

async function* writeRows(
  splits: AsyncIterable<PairSplit>,
  { prefix }: SplitFileOptions,
): AsyncGenerator<Iterable<string>, void, undefined> {
  for await (const split of splits) yield splitLines(split, prefix);
}
