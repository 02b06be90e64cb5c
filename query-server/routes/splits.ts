// POST /v1/splits: minimal pairs in, split by exposure out: rows as NDJSON, or the folder as a zip.

import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { remarksOnSteps } from '../../exposure/step-remarks.ts';
import { SplitSummary } from '../../schemas/split.ts';
import {
  type SplitBody,
  SplitBody as SplitBodySchema,
  SplitLines,
} from '../../schemas/split-request.ts';
import type { PairSet } from '../../splits/pair-set.ts';
import { type SplitFileOptions, splitFiles, summarise } from '../../splits/split-files.ts';
import { type Split, splitPairs } from '../../splits/split-pairs.ts';
import { examplesOf, filledSides, requireFreeFields, rowJson } from '../../splits/split-rows.ts';
import type { App, AppContext } from '../app-context.ts';
import { requireBody, requireJson } from '../body-parsers.ts';
import { negotiate } from '../negotiate.ts';
import { bodyFields, decodeSets, fileOptionsOf, splitOptionsOf } from '../read-split-request.ts';
import { remarkHeaders } from '../remarks.ts';
import type { RequestWork } from '../request-work.ts';
import { jsonType, ndjsonType, snapshotHeader, streamHeaders } from '../response-headers.ts';
import { responses } from '../responses.ts';
import { sendChunks, sendStream } from '../send-chunks.ts';
import { startPiece, type WorkTurns } from '../work-turns.ts';

const ndjson = 'application/x-ndjson';
const zip = 'application/zip';
const json = 'application/json';

/** A split's body may be so many times as large as others: all of BLiMP in one is 32 MB. */
const splitBodies = 4;

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
      let isHandedOver = false;
      try {
        const splits = await split(body, running, turns);
        for (const { sets } of splits.slice(0, 1)) {
          const examples = sets.reduce((sum, { pairs }) => sum + pairs, 0);
          metrics.countPhrases(examples * 2);
        }
        const { snapshot } = running;
        reply.header(snapshotHeader, snapshot.name).header('cache-control', 'no-store');
        const { at } = splitOptionsOf(body);
        reply.headers(remarkHeaders(remarksOnSteps(at === undefined ? {} : { at }, snapshot)));
        if (type === json) return reply.type(jsonType).send(JSON.stringify(splits.map(summarise)));
        if (type === zip) {
          reply.header('content-disposition', 'attachment; filename="split.zip"').type(zip);
          const archive = await pack(splits, files, running, turns);
          isHandedOver = true;
          return sendStream(reply, archive, running);
        }
        isHandedOver = true;
        reply.headers(streamHeaders).type(ndjsonType);
        return await sendChunks(reply, rowChunks(splits, files, running, turns), running);
      } finally {
        if (!isHandedOver) running[Symbol.dispose]();
      }
    },
  );
}

async function split(body: SplitBody, work: RequestWork, turns: WorkTurns): Promise<Split[]> {
  const { snapshot, signal } = work;
  const sets: PairSet[] = [];
  for (const set of decodeSets(body)) {
    sets.push(set);
    await turns.next();
    signal.throwIfAborted();
  }
  requireFreeFields(sets, body.prefix, bodyFields);
  const onProgress = () => turns.next();
  return splitPairs(snapshot, sets, splitOptionsOf(body), { signal, onProgress });
}

async function* rowChunks(
  splits: readonly Split[],
  { prefix = '' }: SplitFileOptions,
  { signal }: RequestWork,
  turns: WorkTurns,
): AsyncGenerator<string, void, undefined> {
  let text = '';
  let piece = startPiece();
  for (const split of splits) {
    text += `{"split":${JSON.stringify(summarise(split))}}\n`;
    for (const set of split.sets) {
      for (const side of filledSides(set)) {
        const head = `{"set":${JSON.stringify(set.name)},"split":"${side}","at":${split.at},"row":`;
        for (const example of examplesOf(set, side)) {
          text += `${head}${rowJson(example, prefix)}}\n`;
          if (text.length >= chunkLength) {
            yield text;
            text = '';
          }
          if (!piece.over()) continue;
          await turns.next();
          signal.throwIfAborted();
          piece = startPiece();
        }
      }
    }
  }
  if (text !== '') yield text;
}

/** The folder that the command writes, several steps in a folder each. */
async function pack(
  splits: readonly Split[],
  options: SplitFileOptions,
  { signal }: RequestWork,
  turns: WorkTurns,
): Promise<Readable> {
  const archive = new ZipFile();
  // One time for all, so that the same split is the same archive.
  const mtime = new Date('1980-01-01T00:00:00Z');
  for (const split of splits) {
    const folder = splits.length === 1 ? '' : `step-${split.at}/`;
    for (const { path, text } of splitFiles(split, options)) {
      archive.addBuffer(Buffer.from(text), folder + path, { mtime });
      await turns.next();
      signal.throwIfAborted();
    }
  }
  archive.end();
  return archive.outputStream as Readable;
}
