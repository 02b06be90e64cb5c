// Connections of routers, which ask for counts on them without HTTP (counts-messages.ts).
//
// A router asks for some dozens of phrases at a time, in requests that always look the same. Between two of
// them other processes run, so each costs what it takes to load its code, and HTTP cost more than the search.
// Most of them are short (short-questions.ts). The guards of a request hold for each question. A router that gets
// no such connection posts its questions.

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { IndexError } from '../../errors.ts';
import { PhrasePlan } from '../../library/questions/phrase-plan.ts';
import type { BatchBody } from '../../schemas/exposure-batch.ts';
import { answerCounts } from '../answering/answer-counts.ts';
import { namedQuestion } from '../answering/named-question.ts';
import { countPhrases, decodeBody, requirePhrases } from '../answering/read-batch.ts';
import type { AppContext } from '../app-context.ts';
import { stripBasePath } from '../http/base-path.ts';
import type { HeldBody } from '../http/body-memory.ts';
import { bodyTooLarge } from '../http/collect-body.ts';
import type { App } from '../http/fastify-app.ts';
import { admitRequest, isAdmitted } from '../http/guards.ts';
import { clientClosedRequest, describeProblem, logProblem } from '../http/problems.ts';
import { hasBody, rawHeader } from '../http/raw-header.ts';
import type { RequestWork } from '../http/request-work.ts';
import { ByteQueue } from './byte-queue.ts';
import {
  countsPath,
  countsProtocol,
  encodePart,
  idleMs,
  lengthBytes,
  maxQuestionBytes,
  moreFollows,
} from './counts-messages.ts';
import { readQuestion, ShortQuestions } from './short-questions.ts';

/** Whether a request asks for such a connection, and may. `basePath`: what clients have before the path. */
export function asksForCounts(
  request: IncomingMessage,
  context: AppContext,
  basePath = '',
): boolean {
  if (request.method !== 'GET' || stripBasePath(basePath)(request) !== countsPath) return false;
  if (rawHeader(request, 'upgrade') !== countsProtocol || hasBody(request)) return false;
  // Budgets are counted in requests.
  if (context.serverWide.budgets !== undefined) return false;
  return !isAnswering(request.socket) && isAdmitted(request, context);
}

/**
 * Whether an earlier request of the connection is not answered yet. After an upgrade Node would not say that
 * its response was closed.
 */
function isAnswering(socket: object): boolean {
  return '_httpMessage' in socket && Boolean(socket._httpMessage);
}

/** For an app that upgrades what `asksForCounts`. */
export function addCountsConnections(app: App, context: AppContext): void {
  // Node before 24.9 would upgrade whatever asks for it, HTTP/2 too.
  if (!('shouldUpgradeCallback' in app.server)) return;
  const sockets = new Set<Socket>();
  const short = new ShortQuestions(context, app.log);
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!(socket instanceof Socket)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${countsProtocol}\r\n\r\n`,
    );
    new CountsConnection({ socket, request, context, app, short }).begin(head);
  });
  // Nobody else knows them: the server would wait for their end.
  app.addHook('preClose', (done) => {
    for (const socket of sockets) socket.destroy();
    done();
  });
}

interface Connected {
  readonly socket: Socket;
  /** The one that was upgraded. */
  readonly request: IncomingMessage;
  readonly context: AppContext;
  readonly app: App;
  readonly short: ShortQuestions;
}

/** A question that arrives, or is being answered. */
interface Question {
  readonly start: number;
  readonly body: HeldBody;
  /** Bytes of the body; undefined: not known yet. */
  length?: number | undefined;
  /** Until the body has to be there. */
  timer?: NodeJS.Timeout;
  isWhole?: boolean;
  /** It has a place among the long requests. */
  isLong?: boolean;
}

/** What a question may take to arrive, as the body of a request may. */
const arrivalMs = 60_000;

class CountsConnection {
  #connected: Connected;
  #received = new ByteQueue();
  #question: Question | undefined;
  /** What comes now is not read. */
  #isEnding = false;

  constructor(connected: Connected) {
    this.#connected = connected;
  }

  /** `head`: what came with the upgrade. */
  begin(head: Buffer): void {
    const { socket, context } = this.#connected;
    // A server may give a question more time than that.
    socket.setTimeout(Math.max(idleMs, context.limits.deadlineMs + 30_000));
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => socket.destroy());
    socket.on('close', () => this.#leave(clientClosedRequest));
    if (head.length > 0) this.#receive(head);
  }

  #receive(chunk: Buffer): void {
    if (this.#isEnding || this.#answerShort(chunk)) return;
    const { socket } = this.#connected;
    const question = this.#question ?? this.#enter();
    // One question at a time: whoever sends more is no router of ours.
    if (question.isWhole) {
      socket.destroy();
      return;
    }
    question.body.add(chunk.length);
    this.#received.push(chunk);
    const bytes = this.#takeBody(question);
    // There was no room for it, or it is too long.
    if (this.#isEnding) return;
    if (bytes === undefined) {
      question.timer ??= setTimeout(() => this.#refuse(tooSlow()), arrivalMs);
      return;
    }
    clearTimeout(question.timer);
    question.isWhole = true;
    question.body.arrived();
    if (this.#received.length > 0) socket.destroy();
    else void this.#answer(bytes);
  }

  /** False: it is not one short question, whole. */
  #answerShort(chunk: Buffer): boolean {
    if (this.#question !== undefined || this.#received.length > 0) return false;
    if (chunk.length < lengthBytes) return false;
    if (chunk.readUInt32LE() !== chunk.length - lengthBytes) return false;
    const start = performance.now();
    const { request, context, short } = this.#connected;
    const { traffic, metrics } = context;
    if (!traffic.hasLongPlace) return false;
    const answer = short.answer(chunk.subarray(lengthBytes), request);
    if (answer === undefined) return false;
    traffic.enter();
    metrics.countPhrases(answer.phrases);
    this.#question = { start, body: noBody, isWhole: true };
    this.#sendLast(200, partOf(answer, 200, answer.frame));
    return true;
  }

  /** Undefined: it is not whole. */
  #takeBody(question: Question): Buffer | undefined {
    question.length ??= this.#received.take(lengthBytes)?.readUInt32LE();
    const { length } = question;
    if (length === undefined) return undefined;
    const { maxBodyBytes } = this.#connected.context.limits;
    if (length <= Math.min(maxQuestionBytes, maxBodyBytes)) return this.#received.take(length);
    this.#refuse(bodyTooLarge('the question is longer than the server takes'));
    return undefined;
  }

  #enter(): Question {
    const { traffic, bodies } = this.#connected.context;
    traffic.enter();
    const body = bodies.hold((error) => this.#refuse(error));
    this.#question = { start: performance.now(), body };
    return this.#question;
  }

  #leave(status: number): void {
    const question = this.#question;
    if (question === undefined) return;
    this.#question = undefined;
    const { app, context } = this.#connected;
    const ms = performance.now() - question.start;
    clearTimeout(question.timer);
    question.body.letGo();
    if (question.isLong) context.traffic.leaveLong();
    context.traffic.leave();
    context.metrics.observe({ method: 'POST', route: countsPath, status }, ms);
    app.log.debug({ method: 'POST', route: countsPath, status, ms });
  }

  /** What is left of the question is not read. */
  #refuse(error: unknown): void {
    this.#sendProblem(error);
    this.#end();
  }

  #end(): void {
    this.#isEnding = true;
    this.#connected.socket.destroySoon();
  }

  async #answer(bytes: Buffer): Promise<void> {
    const { socket, request, context } = this.#connected;
    const { traffic, work } = context;
    try {
      admitRequest(request, {}, context);
      traffic.enterLong();
      if (this.#question !== undefined) this.#question.isLong = true;
      using running = work.begin({ raw: socket, request: { raw: request } });
      await this.#sendFrames(readQuestion(bytes), running);
    } catch (error) {
      // A problem would wait behind what nobody reads.
      if (socket.writableNeedDrain) socket.destroy();
      if (!socket.destroyed) this.#sendProblem(error);
      if (traffic.draining) this.#end();
    }
  }

  async #sendFrames(
    { phrases, ...asked }: BatchBody,
    { snapshot, signal }: RequestWork,
  ): Promise<void> {
    const { socket, context } = this.#connected;
    const { turns, metrics, limits } = context;
    const { maxPhraseLength, maxPhrases } = limits;
    const count = countPhrases(phrases);
    requirePhrases(count, maxPhrases);
    const plan = new PhrasePlan(snapshot, namedQuestion(snapshot, decodeBody(asked)));
    metrics.countPhrases(count);
    const pause = turns.pause(signal);
    let last: Buffer = noBytes;
    for (const content of answerCounts(phrases, { snapshot, plan, maxPhraseLength })) {
      if (content !== undefined) {
        // No faster than they are read.
        if (last.length > 0 && !socket.write(partOf(snapshot, moreFollows, last))) {
          await once(socket, 'drain', { signal });
        }
        last = content;
      }
      const turn = pause();
      if (turn !== undefined) await turn;
    }
    this.#sendLast(200, partOf(snapshot, 200, last));
  }

  /** The question ends when all is with the system, so that a server that closes waits for it. */
  #sendLast(status: number, part: Buffer): void {
    this.#connected.socket.write(part, (error) => {
      if (!error) this.#leave(status);
    });
  }

  #sendProblem(error: unknown): void {
    const { app } = this.#connected;
    const problem = describeProblem(error, countsPath);
    logProblem(app.log, problem, countsPath);
    const { status, text } = problem;
    this.#sendLast(status, partOf({ name: '' }, status, Buffer.from(text)));
  }
}

const noBytes = Buffer.alloc(0);
/** Of a question that came in one piece. */
const noBody: HeldBody = { add() {}, arrived() {}, letGo() {} };

function partOf(snapshot: { readonly name: string }, status: number, content: Buffer): Buffer {
  return encodePart({ status, snapshot: snapshot.name, content });
}

function tooSlow(): IndexError {
  const message = `the question did not arrive within ${arrivalMs / 1000} s: send it at once`;
  return new IndexError('request_timeout', message);
}
