// GET /v1/records over shards: one shard after the other, in order of rank, streamed as they come.

import type { FastifyReply } from 'fastify';
import { remarkOnNoRecord, requireRecordRange } from '../../library/questions/asked-records.ts';
import type { RecordSteps } from '../../library/questions/found-records.ts';
import type { QueriedRecords } from '../../library/questions/records-having.ts';
import { remarkHeaders, remarksHeader } from '../../query-server/answering/remarks.ts';
import { isFresh, makeEtag, setEtag } from '../../query-server/http/etags.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import {
  ndjsonType,
  snapshotHeader,
  streamHeaders,
} from '../../query-server/http/response-headers.ts';
import { sendChunks } from '../../query-server/http/send-chunks.ts';
import {
  countHeader,
  readRecordsQuestion,
  recordsRoute,
} from '../../query-server/routes/records.ts';
import type { RecordsQuery } from '../../schemas/records.ts';
import { LineRanks } from '../../shards/move-line-ranks.ts';
import {
  nearSteps,
  planHaving,
  planRange,
  type RecordsOfShard,
} from '../../shards/plan-records.ts';
import type { PlacedShard } from '../../shards/shard.ts';
import { countRecordsBy } from '../ask-axis.ts';
import type { LiveShards, Whole } from '../live-shards.ts';
import { queryOf } from '../query-of.ts';
import type { RouterContext } from '../router-context.ts';
import type { ShardStream } from '../shard-servers.ts';

export function addRecordsRoute(app: App, context: RouterContext): void {
  const { shards, work, version } = context;
  app.get('/v1/records', recordsRoute, async (request, reply) => {
    const question = readRecordsQuestion(request.query);
    using owned = new DisposableStack();
    const running = owned.use(work.begin(reply));
    const { signal } = running;
    const found = await shards.onOneWhole((whole) => {
      return findRecords(shards, { question, query: request.query, whole }, signal);
    });
    const { whole, first } = found;
    if (first !== undefined) owned.use(first);
    const name = whole.joined.snapshot;
    const etag = makeEtag({ name }, version);
    reply.header(snapshotHeader, name);
    setRemarks(reply, found);
    setEtag(reply, etag);
    if (isFresh(request, etag)) return reply.code(304).send();
    reply.headers(streamHeaders).type(ndjsonType);
    owned.move();
    return await sendChunks(reply, walkLines(shards, found, signal), running);
  });
}

interface Asked {
  readonly question: RecordSteps | QueriedRecords;
  readonly query: RecordsQuery;
  readonly whole: Whole;
}

interface Found extends Asked {
  readonly pieces: readonly RecordsOfShard[];
  /** Undefined: not known before they are found. */
  readonly count: number | undefined;
  /** The answer of the first piece; undefined where there is none. */
  readonly first: ShardStream<string | undefined> | undefined;
}

/** The first shard has begun to answer, so that errors come now. */
async function findRecords(shards: LiveShards, asked: Asked, signal: AbortSignal): Promise<Found> {
  const { question, query, whole } = asked;
  const { joined } = whole;
  const isQuery = 'query' in question;
  if (!isQuery) requireRecordRange(question, joined);
  const pieces = isQuery ? planHaving(question, joined) : planRange(question, joined);
  const count = isQuery ? undefined : await countRecords(shards, { question, whole }, signal);
  const [piece] = pieces;
  if (piece === undefined) return { ...asked, pieces, count, first: undefined };
  const first = await openPiece(shards, { whole, query, piece, limit: query.limit }, signal);
  try {
    if (isQuery && question.until !== undefined) requireUntil(question.until, whole);
  } catch (error) {
    first[Symbol.dispose]();
    throw error;
  }
  return { ...asked, pieces, count, first };
}

/** A query that cannot be asked is refused before a step behind the last one. */
function requireUntil(until: number, { joined }: Whole): void {
  requireRecordRange({ unit: 'step', start: until, end: until + 1 }, joined);
}

async function countRecords(
  shards: LiveShards,
  { question, whole }: { readonly question: RecordSteps; readonly whole: Whole },
  signal: AbortSignal,
): Promise<number> {
  const { unit, start, end } = question;
  if (unit === 'rank') return end - start;
  const edges = start === 0 ? [end - 1] : [end - 1, start - 1];
  const [by = 0, before = 0] = await countRecordsBy(shards, { whole, edges }, signal);
  return by - before;
}

interface Piece {
  readonly whole: Whole;
  readonly query: RecordsQuery;
  readonly piece: RecordsOfShard;
  readonly limit: number | undefined;
}

function openPiece(shards: LiveShards, { whole, query, piece, limit }: Piece, signal: AbortSignal) {
  const { without_text } = query;
  const path = `/v1/records${queryOf({ ...piece.query, limit, without_text })}`;
  return shards.openOne({ whole, shard: piece.shard }, { path }, signal);
}

function setRemarks(reply: FastifyReply, { question, whole, first, count }: Found): void {
  if (count !== undefined) reply.header(countHeader, count);
  if (first === undefined && 'unit' in question) {
    const near = nearSteps(question, whole.joined);
    reply.headers(remarkHeaders([remarkOnNoRecord(question, near)]));
  } else if (first?.head !== undefined) reply.header(remarksHeader, first.head);
}

async function* walkLines(
  shards: LiveShards,
  { whole, query, pieces, first }: Found,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let left = query.limit;
  let opened = first;
  for (const piece of pieces) {
    if (left === 0) break;
    using stream =
      opened ?? (await openPiece(shards, { whole, query, piece, limit: left }, signal));
    opened = undefined;
    const lines = new LineRanks(whole.joined.shards[piece.shard] as PlacedShard);
    for await (const chunk of stream.chunks) {
      const moved = lines.move(chunk);
      if (moved.length > 0) yield moved;
    }
    lines.end();
    if (left !== undefined) left -= lines.lines;
  }
}
