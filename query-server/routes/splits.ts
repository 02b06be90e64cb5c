// POST /v1/splits: minimal pairs in, split by exposure out: rows as NDJSON, or the folder as a zip.

import type { FastifyReply } from 'fastify';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { requireRoom } from '../../library/splits/decode-pairs.ts';
import {
  eachPairSplit,
  type PairSplit,
  type SplitFileOptions,
} from '../../library/splits/pair-splits.ts';
import { splitLines } from '../../library/splits/split-lines.ts';
import { SplitSummary } from '../../schemas/split.ts';
import { SplitBody, SplitLines } from '../../schemas/split-request.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { WorkTurns } from '../answering/work-turns.ts';
import type { AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { negotiate } from '../http/negotiate.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks, sendStream } from '../http/send-chunks.ts';
import { packSplits } from '../splits/pack-splits.ts';
import {
  bodyFields,
  decodeFileOptions,
  decodeSets,
  decodeSplitOptions,
  splitBodies,
} from '../splits/read-split-request.ts';

const ndjson = 'application/x-ndjson';
const zip = 'application/zip';
const json = 'application/json';

export function addSplitRoute(app: App, context: AppContext): void {
  app.post<{ Body: SplitBody }>(
    '/v1/splits',
    {
      config: { long: true },
      bodyLimit: splitBodies * context.limits.maxBodyBytes,
      preValidation: [requireBody, requireJson],
      schema: {
        operationId: 'postSplit',
        summary: 'Split minimal pairs by whether their critical phrases were exposed',
        body: { content: { [json]: { schema: SplitBody } } },
        response: responses(
          'The split',
          {
            [ndjson]: SplitLines,
            [zip]: { type: 'string', format: 'binary', description: 'the folder of `split`' },
            [json]: { type: 'array', items: SplitSummary, description: 'split.json of each step' },
          },
          { remarked: true },
        ),
      },
    },
    ({ headers, body }, reply) => {
      const type = negotiate(headers.accept, [ndjson, zip, json]);
      return answerSplit(reply, { type, body }, context);
    },
  );
}

interface SplitQuestion {
  readonly type: typeof ndjson | typeof zip | typeof json;
  readonly body: SplitBody;
}

async function answerSplit(
  reply: FastifyReply,
  { type, body }: SplitQuestion,
  { work, turns, metrics }: AppContext,
): Promise<FastifyReply> {
  using owned = new DisposableStack();
  const running = owned.use(work.begin(reply));
  const { snapshot, signal } = running;
  const splits = await startSplits(body, running, turns);
  metrics.countPhrases(2 * splits.first.pairs);
  const { at } = decodeSplitOptions(body);
  reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
  reply.headers(remarkHeaders(remarksOnSteps({ at }, snapshot)));
  if (type === json) {
    const summaries = [];
    for await (const split of splits.all) summaries.push(JSON.stringify(split.summary()));
    return reply.type(jsonType).send(`[${summaries.join(',')}]`);
  }
  owned.move();
  if (type === zip) {
    reply.header('content-disposition', 'attachment; filename="split.zip"').type(zip);
    const options = { ...decodeFileOptions(body), isOne: new Set(at).size < 2 };
    const archive = packSplits(splits.all, options, (text) => turns.stream([text], signal));
    return sendStream(reply, archive, running);
  }
  reply.headers(streamHeaders).type(ndjsonType);
  const texts = writeRows(splits.all, decodeFileOptions(body));
  return await sendChunks(reply, turns.stream(texts, signal), running);
}

/** Splits of a request, each made when it is asked for; the first is, so that errors come now. */
async function startSplits(
  body: SplitBody,
  { snapshot, signal }: RequestWork,
  turns: WorkTurns,
): Promise<{ first: PairSplit; all: AsyncGenerator<PairSplit, void, undefined> }> {
  const pause = turns.pause(signal);
  const sets = await decodeSets(body, pause);
  forgetPairs(body);
  requireRoom(sets, { prefix: body.prefix, names: bodyFields });
  const onProgress = () => turns.next();
  const run = { signal, onProgress, pause };
  const splits = eachPairSplit(snapshot, sets, { ...decodeSplitOptions(body), ...run });
  const { value: first } = await splits.next();
  if (first === undefined) throw new Error('there is a split for at least one step');
  return { first, all: startingWith(first, splits) };
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
