// GET /v1/records: the records of steps or ranks, or of a query, as NDJSON, streamed while they are read.

import { IndexError } from '../../errors.ts';
import { findRecords, type RecordSteps } from '../../library/questions/found-records.ts';
import { findRecordsHaving, type QueriedRecords } from '../../library/questions/records-having.ts';
import { RecordLines, RecordsQuery } from '../../schemas/records.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import { isFresh, makeEtag, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { ndjsonType, snapshotHeader, streamHeaders } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { sendChunks } from '../http/send-chunks.ts';

/** How many records the question has, before any limit. */
export const countHeader = 'firstseen-records';

/** What the route takes and answers. */
export const recordsRoute = {
  config: { long: true as const },
  schema: {
    operationId: 'getRecords',
    summary: 'The records of steps or ranks, or of a query, as they were consumed, as NDJSON',
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
            description:
              'records of the steps or ranks, also where limit leaves some out; absent for having',
          },
        },
      },
    ),
  },
};

export function addRecordsRoute(app: App, { work, turns, version }: AppContext): void {
  app.get('/v1/records', recordsRoute, async (request, reply) => {
    const { limit, without_text: withoutText = false } = request.query;
    const question = readRecordsQuestion(request.query);
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { snapshot, signal } = running;
    const withText = !withoutText;
    const found =
      'query' in question
        ? findRecordsHaving(snapshot, question, withText)
        : findRecords(snapshot, question, withText);
    const etag = makeEtag(snapshot, version);
    reply.header(snapshotHeader, snapshot.name);
    if (found.count !== undefined) reply.header(countHeader, found.count);
    reply.headers(remarkHeaders(found.remarks));
    setEtag(reply, etag);
    if (isFresh(request, etag)) return reply.code(304).send();
    reply.headers(streamHeaders).type(ndjsonType);
    owned.move();
    return await sendChunks(reply, turns.pass(found.lines(limit), signal), running);
  });
}

/** Throws `bad_argument` for a question that is not one of the four. */
export function readRecordsQuestion(query: RecordsQuery): RecordSteps | QueriedRecords {
  const { step, steps, rank, having, from_step: fromStep, until } = query;
  const all = Object.entries({ step, steps, rank, having });
  const given = all.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length !== 1) {
    const names = given.length === 0 ? 'none' : given.join(' and ');
    throw wrongQuery(`expected one of step, steps, rank and having, found ${names}`);
  }
  if (having !== undefined) return { query: having, fromStep, until };
  if (until !== undefined || fromStep !== undefined) {
    throw wrongQuery('from_step and until limit the records of having, which is not there');
  }
  if (step !== undefined) return { unit: 'step', start: step, end: step + 1 };
  if (steps !== undefined) return { unit: 'step', ...readRange('steps', steps) };
  return { unit: 'rank', ...readRange('rank', rank ?? '') };
}

function wrongQuery(message: string): IndexError {
  return new IndexError('bad_argument', `query: ${message}`, { at: 'query' });
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
