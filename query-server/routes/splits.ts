// POST /v1/splits: minimal pairs in, split by exposure out: rows as NDJSON, or the folder as a zip.

import { remarksOnSteps } from '../../exposure/step-remarks.ts';
import { SplitSummary } from '../../schemas/split.ts';
import {
  type SplitBody,
  SplitBody as SplitBodySchema,
  SplitLines,
} from '../../schemas/split-request.ts';
import { requireFreeFields } from '../../splits/output/added-fields.ts';
import type { SplitFileOptions } from '../../splits/output/split-files.ts';
import { rowJson } from '../../splits/output/split-rows.ts';
import { filledSides, pickExamples } from '../../splits/output/split-sides.ts';
import { summarise } from '../../splits/output/split-summary.ts';
import type { Pause } from '../../splits/pause.ts';
import type { Split } from '../../splits/split.ts';
import { eachSplit } from '../../splits/split-pairs.ts';
import { packSplits } from '../answering/pack-splits.ts';
import {
  bodyFields,
  decodeSets,
  fileOptionsOf,
  splitBodies,
  splitOptionsOf,
} from '../answering/read-split-request.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import { pauseOf, type WorkTurns } from '../answering/work-turns.ts';
import type { App, AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../http/body-parsers.ts';
import { negotiate } from '../http/negotiate.ts';
import type { RequestWork } from '../http/request-work.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks, sendStream } from '../http/send-chunks.ts';

const ndjson = 'application/x-ndjson';
const zip = 'application/zip';
const json = 'application/json';

/** UTF-16 code units after which a chunk of rows goes out. */
const chunkLength = 64 << 10;

export function addSplitRoute(app: App, { work, turns, metrics, limits }: AppContext): void {
  app.post(
    '/v1/splits',
    {
      config: { long: true },
      bodyLimit: splitBodies * limits.maxBodyBytes,
      preValidation: [requireBody, requireJson],
      schema: {
        operationId: 'postSplit',
        summary: 'Split minimal pairs by whether their critical phrases were exposed',
        body: { content: { [json]: { schema: SplitBodySchema } } },
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
    async (request, reply) => {
      const type = negotiate(request.headers.accept, [ndjson, zip, json]);
      const body = request.body as SplitBody;
      const files = fileOptionsOf(body);
      const running = work.begin(reply);
      const { snapshot, signal } = running;
      const pause = pauseOf(turns, signal);
      let isHandedOver = false;
      try {
        const splits = await startSplits(body, running, turns);
        metrics.countPhrases(2 * pairsIn(splits.first));
        reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
        const { at } = splitOptionsOf(body);
        reply.headers(remarkHeaders(remarksOnSteps(at === undefined ? {} : { at }, snapshot)));
        if (type === json) {
          const summaries = [];
          for await (const split of splits.all) summaries.push(JSON.stringify(summarise(split)));
          return reply.type(jsonType).send(`[${summaries.join(',')}]`);
        }
        if (type === zip) {
          reply.header('content-disposition', 'attachment; filename="split.zip"').type(zip);
          const isOne = new Set([at ?? []].flat()).size < 2;
          const archive = packSplits(splits.all, { ...files, isOne }, pause);
          isHandedOver = true;
          return sendStream(reply, archive, running);
        }
        isHandedOver = true;
        reply.headers(streamHeaders).type(ndjsonType);
        return await sendChunks(reply, rowChunks(splits.all, files, pause), running);
      } finally {
        if (!isHandedOver) running[Symbol.dispose]();
      }
    },
  );
}

/** Splits of a request, each made when it is asked for; the first is, so that errors come now. */
async function startSplits(
  body: SplitBody,
  { snapshot, signal }: RequestWork,
  turns: WorkTurns,
): Promise<{ first: Split; all: AsyncGenerator<Split, void, undefined> }> {
  const pause = pauseOf(turns, signal);
  const sets = await decodeSets(body, pause);
  forgetPairs(body);
  requireFreeFields(sets, body.prefix, bodyFields);
  const onProgress = () => turns.next();
  const run = { signal, onProgress, pause };
  const splits = eachSplit(snapshot, sets, { ...splitOptionsOf(body), ...run });
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
  first: Split,
  rest: AsyncGenerator<Split, void, undefined>,
): AsyncGenerator<Split, void, undefined> {
  yield first;
  yield* rest;
}

function pairsIn({ sets }: Split): number {
  return sets.reduce((sum, { pairs }) => sum + pairs, 0);
}

async function* rowChunks(
  splits: AsyncIterable<Split>,
  { prefix = '' }: SplitFileOptions,
  pause: Pause,
): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const split of splits) {
    text += `{"split":${JSON.stringify(summarise(split))}}\n`;
    for (const set of split.sets) {
      for (const side of filledSides(set)) {
        const head = `{"set":${JSON.stringify(set.name)},"split":"${side}","at":${split.at},"row":`;
        for (const example of pickExamples(set, side)) {
          text += `${head}${rowJson(example, prefix)}}\n`;
          if (text.length >= chunkLength) {
            yield text;
            text = '';
          }
          const turn = pause();
          if (turn !== undefined) await turn;
        }
      }
    }
  }
  if (text !== '') yield text;
}
