// POST /v1/records: steps of records while a model consumes them, and GET /v1/runs: how far each run is.
// Only on a server that was given an intake.

import type { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { httpStatus, IndexError } from '../../errors.ts';
import type { IntakeAnswer } from '../../schemas/intake-answer.ts';
import { NoQuery } from '../../schemas/no-query.ts';
import { PartlyTakenLines, RunList, StepLines, TakenLines } from '../../schemas/record-intake.ts';
import type { AppContext } from '../app-context.ts';
import { requirePlain } from '../http/body-parsers.ts';
import type { App } from '../http/fastify-app.ts';
import { ClientGone } from '../http/request-work.ts';
import { ndjsonType } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import type { Intake } from '../intake.ts';

const ndjson = 'application/x-ndjson';

export function addIngestRoutes(app: App, { work }: AppContext, intake: Intake): void {
  addRuns(app, intake);
  // In a scope of its own, as the body is not collected: it goes on as it comes.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([ndjson, 'application/jsonl'], (request, payload, done) => {
      try {
        requirePlain(request);
        done(null, payload);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
    scope.addContentTypeParser('*', (request, _payload, done) => done(wrongType(request)));
    addRoute(scope.withTypeProvider<TypeBoxTypeProvider>(), work, intake);
  });
}

function wrongType({ headers }: FastifyRequest): IndexError {
  const found = JSON.stringify((headers['content-type'] ?? '').slice(0, 100));
  const expected = `expected a body of content-type ${ndjson}`;
  return new IndexError('unsupported_media_type', `${expected}, found ${found}`);
}

function addRoute(app: App, work: AppContext['work'], intake: Intake): void {
  app.post(
    '/v1/records',
    {
      config: { streamed: true, writes: true },
      // The lines are checked where they are read.
      validatorCompiler: () => () => true,
      schema: {
        operationId: 'postRecords',
        summary: 'Takes steps of records while a model consumes them (serve --ingest)',
        querystring: NoQuery,
        body: { content: { [ndjson]: { schema: StepLines } } },
        response: {
          ...responses('Every step, in order', { [ndjson]: TakenLines }),
          403: refusal('The token may only read'),
          409: refusal('A step has other records already, or comes too late'),
          429: refusal('Too many records wait for a commit'),
          507: refusal('The records could not be written to disk'),
        },
      },
    },
    async (request, reply) => {
      const answer = await sendBody(request, intake);
      work.bodyArrived(request.raw);
      return sendAnswer(reply, answer);
    },
  );
}

function refusal(description: string): object {
  return {
    description,
    content: {
      'application/problem+json': { schema: { $ref: 'Problem#' } },
      [ndjson]: { schema: PartlyTakenLines },
    },
  };
}

async function sendBody(request: FastifyRequest, intake: Intake): Promise<IntakeAnswer> {
  const body = request.body as Readable | undefined;
  if (body === undefined) {
    throw new IndexError('not_json', 'the request has no body: expected a line for each step');
  }
  const sent = intake.request();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) await sent.push(chunk);
  } catch (error) {
    sent.abort();
    throw request.raw.destroyed ? new ClientGone() : error;
  }
  return await sent.end();
}

/** A problem where the first line is refused; else the lines that were taken, with the status of the refusal. */
function sendAnswer(reply: FastifyReply, { lines, steps, refused }: IntakeAnswer): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (refused === undefined) return reply.type(ndjsonType).send(lines);
  const { code, message, details, run, step } = refused;
  if (code === 'internal_error') throw new Error(message);
  if (steps === 0) throw new IndexError(code, message, details);
  const { retry_after } = details;
  if (retry_after !== undefined) reply.header('retry-after', String(retry_after));
  const last = JSON.stringify({ run, step, error: { code, message } });
  return reply.code(httpStatus(code)).type(ndjsonType).send(`${lines}${last}\n`);
}

function addRuns(app: App, intake: Intake): void {
  app.get(
    '/v1/runs',
    {
      schema: {
        operationId: 'getRuns',
        summary: 'The runs whose records are taken, and how far each is (serve --ingest)',
        querystring: NoQuery,
        response: responses('In order of names', { 'application/json': RunList }),
      },
    },
    async (_request, reply) => {
      const runs = await intake.runs();
      return reply.header('cache-control', 'no-store').send({ runs: [...runs] });
    },
  );
}
