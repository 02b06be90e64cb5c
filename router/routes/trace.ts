// POST /v1/trace over shards: the longest spans of all shards, and then their numbers from all shards.

import type { Static } from 'typebox';
import { IndexError } from '../../errors.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { remarkHeaders } from '../../query-server/answering/remarks.ts';
import { requireBody, requireJson } from '../../query-server/http/body-parsers.ts';
import type { App } from '../../query-server/http/fastify-app.ts';
import { jsonType, snapshotHeader } from '../../query-server/http/response-headers.ts';
import { decodeLimit, traceSchema } from '../../query-server/routes/trace.ts';
import type { Answered } from '../../schemas/answer.ts';
import type { Trace, TraceBody, TracedSpan } from '../../schemas/trace.ts';
import { maximalSpans } from '../../shards/maximal-spans.ts';
import { mergeExposures } from '../../shards/merge-exposures.ts';
import { rarestSpans, type SpanTokens } from '../../shards/rarest-spans.ts';
import { askExposures } from '../ask-exposures.ts';
import { askPhrases, PlannedQuestion, sliceForShards } from '../ask-phrases.ts';
import type { LiveShards, Whole } from '../live-shards.ts';
import type { RouterContext } from '../router-context.ts';

type TraceAnswer = Static<typeof Trace>;

export function addTraceRoute(app: App, { work, shards }: RouterContext): void {
  app.post<{ Body: TraceBody }>(
    '/v1/trace',
    { config: { long: true }, preValidation: [requireBody, requireJson], schema: traceSchema },
    async ({ body }, reply) => {
      using running = work.begin(reply);
      const { whole, trace } = await shards.onOneWhole(async (whole) => {
        return { whole, trace: await traceOver(shards, { body, whole }, running.signal) };
      });
      const { joined } = whole;
      const { at = [], until } = body;
      const steps = until === undefined ? at : [...at, until];
      reply.header(snapshotHeader, joined.snapshot).header('cache-control', 'no-store');
      reply.headers(remarkHeaders(remarksOnSteps({ at: steps }, joined))).type(jsonType);
      return reply.send(JSON.stringify(trace));
    },
  );
}

interface AskedTrace {
  readonly body: TraceBody;
  readonly whole: Whole;
}

async function traceOver(
  shards: LiveShards,
  { body, whole }: AskedTrace,
  signal: AbortSignal,
): Promise<TraceAnswer> {
  const { at, rarest, ...asked } = body;
  const headers = { 'content-type': 'application/json' };
  const request = { path: '/v1/trace', body: JSON.stringify(asked), headers };
  const texts = await shards.askAll(whole, request, signal);
  const traces = texts.map((text): TraceAnswer => JSON.parse(text));
  const [{ tokens } = { tokens: 0 }] = traces;
  const spans = maximalSpans(traces.flatMap(({ spans }) => spans));
  const found = await describeSpans(shards, { spans, at, whole }, signal);
  const limit = decodeLimit(rarest);
  if (limit === undefined) return { tokens, spans: found.map(({ span }) => span) };
  const counts = await countTokens(shards, { spans: found, whole }, signal);
  const kept = rarestSpans(found, {
    counts,
    ...{ allTokens: whole.description.tokens, limit, textTokens: tokens },
  });
  return { tokens, spans: kept, truncated: kept.length < found.length };
}

/** How often each token of the spans stands in the whole. */
async function countTokens(
  shards: LiveShards,
  { spans, whole }: { readonly spans: readonly SpanTokens[]; readonly whole: Whole },
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const distinct = [...new Set(spans.flatMap(({ tokens }) => tokens))];
  const phrases = distinct.map((token) => [token]);
  const question = { phrases, at: [whole.joined.lastStep] };
  const found = await askExposures(shards, { question, whole }, signal);
  const counts = found.map((exposures) => mergeExposures(exposures, 1).counts[0] ?? 0);
  return new Map(distinct.map((token, i) => [token, counts[i] ?? 0]));
}

interface AskedSpans {
  readonly spans: readonly TracedSpan[];
  readonly at: readonly number[] | undefined;
  readonly whole: Whole;
}

/** The spans as phrases, with the numbers of the whole. */
async function describeSpans(
  shards: LiveShards,
  { spans, at, whole }: AskedSpans,
  signal: AbortSignal,
): Promise<SpanTokens[]> {
  const isIds = whole.joined.analyzer === 'ids';
  // Ids stand in a text as they like, and in a phrase as a JSON array.
  const asked = spans.map(({ text }) => (isIds ? `[${text.match(/\d+/g)}]` : text));
  const question = { at };
  const answers: Answered[] = [];
  const planned = new PlannedQuestion(question, whole);
  for (const phrases of sliceForShards(asked, question)) {
    answers.push(...(await askPhrases(shards, { phrases, asked: planned }, signal)));
  }
  return spans.map((span, i) => describeSpan(span, answers[i]));
}

/** A span whose text has other tokens by itself would have other numbers. */
function describeSpan({ start, end, text }: TracedSpan, answer: Answered | undefined): SpanTokens {
  const isSame = answer !== undefined && 'tokens' in answer && answer.tokens.length === end - start;
  if (!isSame || answer.first === null || answer.last === null) {
    throw new IndexError(
      'not_routed',
      `the span of tokens ${start} to ${end} of the text cannot be asked as a phrase: ask one index of the whole corpus`,
    );
  }
  const { tokens, count, first, last, at } = answer;
  return {
    span: { start, end, text, count, first, last, ...(at !== undefined && { at }) },
    tokens,
  };
}
