// GET /v1/records: the records of steps or ranks as NDJSON, streamed while they are read.

import { IndexError } from '../../errors.ts';
import { walkRecordLines } from '../../exposure/records/record-lines.ts';
import {
  planRecords,
  type RecordQuestion,
  recordsIn,
} from '../../exposure/records/record-range.ts';
import { remarksOnRecords } from '../../exposure/records/record-remarks.ts';
import { RecordLines, RecordsQuery } from '../../schemas/records.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** How many records the question has, before any limit. */
const countHeader = 'firstseen-records';

export function addRecordsRoute(app: App, { work, turns, version }: AppContext): void {
  app.get(
    '/v1/records',
    {
      config: { long: true },
      schema: {
        operationId: 'getRecords',
        summary: 'The records of steps or ranks as they were consumed, as NDJSON',
        querystring: RecordsQuery,
        response: responses(
          'A record a line, in order of rank',
          { 'application/x-ndjson': RecordLines },
          {
            cached: true,
            remarked: true,
            headers: {
              [countHeader]: {
                type: 'integer',
                description: 'records of the steps or ranks, also where limit leaves some out',
              },
            },
          },
        ),
      },
    },
    async (request, reply) => {
      const { limit, without_text: withoutText = false } = request.query;
      const question = readQuestion(request.query);
      using owned = new DisposableStack();
      const running = owned.use(work.begin(reply));
      const { snapshot, signal } = running;
      const withText = !withoutText;
      const ranks = planRecords(snapshot, question);
      const etag = makeEtag(snapshot, version);
      reply.header(snapshotHeader, snapshot.name).header(countHeader, ranks.end - ranks.start);
      reply.headers(remarkHeaders(remarksOnRecords(snapshot, { question, ranks, withText })));
      setEtag(reply, etag);
      if (isFresh(request, etag)) return reply.code(304).send();
      reply.headers(streamHeaders).type(ndjsonType);
      const chunks = walkRecordLines(recordsIn(snapshot, ranks), { snapshot, withText, limit });
      owned.move();
      return await sendChunks(reply, turns.pass(chunks, signal), running);
    },
  );
}

function readQuestion({ step, steps, rank }: RecordsQuery): RecordQuestion {
  const given = Object.entries({ step, steps, rank }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw new IndexError(
      'bad_argument',
      `query: expected one of step, steps and rank, found ${names === '' ? 'none' : names}`,
      { at: 'query' },
    );
  }
  if (step !== undefined) return { unit: 'step', start: step, end: step + 1 };
  if (steps !== undefined) return { unit: 'step', ...readRange('steps', steps) };
  return { unit: 'rank', ...readRange('rank', rank ?? '') };
}

/** The schema has seen to its form. */
function readRange(name: string, text: string): { start: number; end: number } {
  const [start = 0, end = 0] = text.split(':').map(Number);
  if (Number.isSafeInteger(end) && start < end) return { start, end };
  throw new IndexError(
    'bad_argument',
    `query/${name}: expected A:B with A before B, which is from A to B - 1, found ${text}`,
    { at: `query/${name}` },
  );
}
