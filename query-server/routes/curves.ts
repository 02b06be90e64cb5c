// POST /v1/curves: minimal pairs and results at checkpoints in, curves by exposure, lags and tests out.
// The split is made of the served index, or of the shards of a router; what follows runs in a thread of its own.

import multipart from '@fastify/multipart';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IndexError } from '../../errors.ts';
import { remarksOnSteps } from '../../library/questions/question-remarks.ts';
import { eachPairSplit, type PairSplit } from '../../library/splits/pair-splits.ts';
import { CurveLines, CurvesAnswer } from '../../schemas/curves-answer.ts';
import { CurvesForm as CurvesFormSchema } from '../../schemas/curves-request.ts';
import { remarkHeaders } from '../answering/remarks.ts';
import type { AppContext } from '../app-context.ts';
import type { MadeCurves } from '../curves/curve-messages.ts';
import { makeCurvesInThread } from '../curves/curve-thread.ts';
import { type CurvesForm, type FormLimits, receiveForm } from '../curves/receive-form.ts';
import type { Report } from '../curves/watched-curves.ts';
import type { App } from '../http/fastify-app.ts';
import { takePlace } from '../http/guards.ts';
import { negotiate } from '../http/negotiate.ts';
import type { RequestWork, WorkRegister } from '../http/request-work.ts';
import { jsonType, ndjsonType, snapshotHeader } from '../http/response-headers.ts';
import { responses } from '../http/responses.ts';
import { decodeSets, decodeSplitOptions, splitBodies } from '../splits/read-split-request.ts';
import { addCurvesProgressRoute } from './curves-progress.ts';

const json = 'application/json';
const ndjson = 'application/x-ndjson';
const form = 'multipart/form-data';

/** Where the exposures of a split come from. */
type Exposures = Parameters<typeof eachPairSplit>[0];

/** What the route needs: of a server with one index, or of a router. */
interface CurvesContext<Snapshot>
  extends Pick<
    AppContext,
    'limits' | 'bodies' | 'uploads' | 'traffic' | 'watched' | 'turns' | 'metrics' | 'serverWide'
  > {
  readonly work: WorkRegister<Snapshot>;
  /** Makes a split of the newest snapshot; `make` may be called again where another one came. */
  split<Made>(
    running: RequestWork<Snapshot>,
    make: (exposures: Exposures) => Promise<Made>,
  ): Promise<Made>;
}

export function addCurvesRoute<Snapshot>(app: App, context: CurvesContext<Snapshot>): void {
  addCurvesProgressRoute(app, context.serverWide);
  // In a scope of its own, as no other route takes a form, and this one nothing else.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    await scope.register(multipart);
    addRoute(scope.withTypeProvider<TypeBoxTypeProvider>(), context);
  });
}

function addRoute<Snapshot>(app: App, context: CurvesContext<Snapshot>): void {
  const { limits, bodies, uploads } = context;
  const formLimits: FormLimits = {
    maxPairBytes: splitBodies * limits.maxBodyBytes,
    maxResultsBytes: limits.maxResultsBytes,
    maxResultFiles: limits.maxResultFiles,
    hold: (giveUp) => ({ memory: bodies.hold(giveUp), disk: uploads.hold(giveUp) }),
  };
  app.post(
    '/v1/curves',
    {
      config: { streamed: true },
      onRequest: requireForm,
      // The form is not there yet when Fastify would look at it.
      validatorCompiler: () => () => true,
      schema: {
        operationId: 'postCurves',
        summary: 'Accuracy by exposure at checkpoints, the lag of unexposed examples, and its p',
        body: { content: { [form]: { schema: CurvesFormSchema } } },
        response: responses(
          'The curves of each set, seed and kind of split',
          { [json]: CurvesAnswer, [ndjson]: CurveLines },
          { remarked: true },
        ),
      },
    },
    async (request, reply) => {
      const type = negotiate(request.headers.accept, [json, ndjson]);
      const received = await receiveForm(request, reply, formLimits);
      const answer = await answerForm(received, reply, context);
      return sendCurves(reply, answer, type);
    },
  );
}

interface MadeSplit {
  readonly exposures: Exposures;
  readonly split: PairSplit;
}

interface Answer extends MadeSplit {
  readonly made: MadeCurves;
}

/** Disposes of the form: its files are gone before the answer is sent. */
async function answerForm<Snapshot>(
  form: CurvesForm,
  reply: FastifyReply,
  context: CurvesContext<Snapshot>,
): Promise<Answer> {
  await using received = form;
  const { question, folder } = received;
  takePlace(context.traffic, reply);
  using running = context.work.begin(reply);
  const { signal } = running;
  using watch = context.watched.watch(question.watch);
  watch.report({ stage: 'waiting', done: 0, total: 0 });
  using _place = await context.serverWide.places.curves.take(signal);
  const make = (exposures: Exposures) => {
    return makeSplit(received, { exposures, signal }, { context, report: watch.report });
  };
  const { exposures, split } = await context.split(running, make);
  const job = { question, folder: folder.path, results: folder.results, names: folder.names };
  const run = { signal, turns: context.turns, onProgress: watch.report };
  return { exposures, split, made: await makeCurvesInThread(job, split, run) };
}

function requireForm(
  request: FastifyRequest,
  _: FastifyReply,
  done: (error?: Error) => void,
): void {
  const found = request.headers['content-type'];
  const [name = ''] = (found ?? '').split(';', 1);
  const isForm = name.trim().toLowerCase() === form;
  const shown = found === undefined ? 'no content-type' : JSON.stringify(found.slice(0, 100));
  const expected = `expected a body of content-type ${form}, with the parts question, pairs and results`;
  done(
    isForm ? undefined : new IndexError('unsupported_media_type', `${expected}; found ${shown}`),
  );
}

interface SplitRun {
  readonly context: Pick<AppContext, 'turns' | 'metrics'>;
  readonly report: Report;
}

async function makeSplit(
  { question, pairs }: CurvesForm,
  { exposures, signal }: { readonly exposures: Exposures; readonly signal: AbortSignal },
  { context: { turns, metrics }, report }: SplitRun,
): Promise<MadeSplit> {
  const pause = turns.pause(signal);
  // The seed is of the tests: this split leaves nothing out.
  const { seed: _, ...asked } = question;
  const sets = await decodeSets({ ...asked, sets: [...pairs] }, pause);
  // When an example was exposed does not depend on the checkpoints, so one of them is enough.
  const options = {
    ...decodeSplitOptions(asked),
    checkpoints: [question.at ?? exposures.lastStep],
  };
  const onProgress = (progress: { readonly done: number; readonly total: number }) => {
    report({ stage: 'splitting', ...progress });
    return turns.next();
  };
  const run = { signal, pause, onProgress };
  const [split] = await Array.fromAsync(eachPairSplit(exposures, sets, { ...options, ...run }));
  if (split === undefined) throw new Error('there is a split for one step');
  metrics.countPhrases(2 * split.pairs);
  return { exposures, split };
}

function sendCurves(
  reply: FastifyReply,
  { exposures, split, made }: Answer,
  type: typeof json | typeof ndjson,
): FastifyReply {
  const { lines, thresholds, permutations, remarks } = made;
  reply.header(snapshotHeader, exposures.name).header('cache-control', 'no-store');
  reply.headers(remarkHeaders(remarksOnSteps({ at: [split.at] }, exposures)));
  if (type === ndjson)
    return reply.type(ndjsonType).send(lines.map((line) => `${line}\n`).join(''));
  const head = { snapshot: exposures.name, at: split.at, thresholds, permutations };
  return reply
    .type(jsonType)
    .send(
      `${JSON.stringify(head).slice(0, -1)},"curves":[${lines.join(',')}],"remarks":${JSON.stringify(remarks)}}`,
    );
}
