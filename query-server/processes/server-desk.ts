// What holds over all processes of a server, kept by their parent: budgets, places, and questions
// that one process asks all of them.

import { IndexError } from '../../errors.ts';
import { type PlaceName, Places, placeCounts } from '../answering/places.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { keepCounts, type MetricsReport, sumReports } from '../metrics-report.ts';
import {
  encodeError,
  type PeerAnswer,
  type PeerQuestion,
  type PlainError,
  type ToChild,
  type ToParent,
} from './process-messages.ts';

/** What a process may take to answer a question; longer, and its last numbers are used. */
const answerMs = 1000;

export interface Peer {
  send(message: ToChild): void;
}

/** A question that some processes have not answered yet. */
interface Gathering {
  readonly asker: Peer;
  /** Of the asker's. */
  readonly id: number;
  readonly question: PeerQuestion;
  readonly answers: PeerAnswer[];
  readonly open: Set<Peer>;
  readonly timer: NodeJS.Timeout;
}

/** What is kept of a process. */
interface Kept {
  /** Places that it has or waits for, by its numbers; an abort gives the place back. */
  readonly places: Map<number, AbortController>;
  report: MetricsReport | undefined;
}

export class ServerDesk {
  #limiter: RateLimiter | undefined;
  #places: Readonly<Record<PlaceName, Places>> = {
    largeRecords: new Places(placeCounts.largeRecords),
    curves: new Places(placeCounts.curves),
  };
  #peers = new Map<Peer, Kept>();
  #gatherings = new Map<number, Gathering>();
  #questions = 0;
  /** Counts of the processes that have ended. */
  #past: MetricsReport = { numbers: [], requests: [] };

  constructor(rateLimit: number | undefined) {
    this.#limiter = rateLimit === undefined ? undefined : new RateLimiter(rateLimit);
  }

  add(peer: Peer): void {
    this.#peers.set(peer, { places: new Map(), report: undefined });
  }

  /** Gives back what a process had; its counts stay. */
  remove(peer: Peer): void {
    const kept = this.#peers.get(peer);
    if (kept === undefined) return;
    this.#peers.delete(peer);
    for (const place of kept.places.values()) place.abort();
    if (kept.report !== undefined) this.#past = sumReports([this.#past, keepCounts(kept.report)]);
    for (const [id, gathering] of this.#gatherings) {
      if (gathering.asker === peer) this.#end(id, gathering);
      else if (gathering.open.delete(peer)) this.#endIfAnswered(id, gathering);
    }
  }

  /** Messages of other kinds are not for the desk. */
  receive(peer: Peer, message: ToParent): void {
    const kept = this.#peers.get(peer);
    if (kept === undefined) return;
    if (message.kind === 'spend') {
      const refusals = message.addresses.map((address) => this.#refusal(address));
      peer.send({ kind: 'spent', id: message.id, refusals });
    } else if (message.kind === 'take') {
      const controller = new AbortController();
      kept.places.set(message.id, controller);
      this.#take(message.place, controller.signal, () => {
        peer.send({ kind: 'granted', id: message.id });
      });
    } else if (message.kind === 'release') {
      kept.places.get(message.id)?.abort();
      kept.places.delete(message.id);
    } else if (message.kind === 'ask') this.#ask(peer, message.id, message.question);
    else if (message.kind === 'answer') this.#answer(peer, message.id, message.answer);
  }

  #refusal(address: string): PlainError | null {
    try {
      this.#limiter?.require(address);
      return null;
    } catch (error) {
      if (error instanceof IndexError) return encodeError(error);
      throw error;
    }
  }

  /** Keeps the place until the signal aborts. */
  #take(name: PlaceName, signal: AbortSignal, onGranted: () => void): void {
    this.#places[name].take(signal).then(
      (place) => {
        if (signal.aborted) place[Symbol.dispose]();
        else {
          signal.addEventListener('abort', () => place[Symbol.dispose](), { once: true });
          onGranted();
        }
      },
      () => {
        // Nobody waits for it any more.
      },
    );
  }

  #ask(asker: Peer, id: number, question: PeerQuestion): void {
    const own = this.#questions++;
    const timer = setTimeout(() => this.#end(own, gathering), answerMs);
    const open = new Set(this.#peers.keys());
    const gathering: Gathering = { asker, id, question, answers: [], open, timer };
    this.#gatherings.set(own, gathering);
    for (const peer of open) peer.send({ kind: 'question', id: own, question });
  }

  #answer(peer: Peer, id: number, answer: PeerAnswer): void {
    const kept = this.#peers.get(peer);
    if (kept !== undefined && answer.of === 'metrics') kept.report = answer.report;
    const gathering = this.#gatherings.get(id);
    if (gathering === undefined || !gathering.open.delete(peer)) return;
    gathering.answers.push(answer);
    this.#endIfAnswered(id, gathering);
  }

  #endIfAnswered(id: number, gathering: Gathering): void {
    if (gathering.open.size === 0) this.#end(id, gathering);
  }

  #end(own: number, { asker, id, question, answers, timer }: Gathering): void {
    clearTimeout(timer);
    this.#gatherings.delete(own);
    const all = question.of === 'metrics' ? this.#reports() : answers;
    asker.send({ kind: 'answers', id, answers: all });
  }

  /** The newest that each process has sent, so that a count never falls, and those of the past. */
  #reports(): PeerAnswer[] {
    const newest = Array.from(this.#peers.values(), ({ report }) => report ?? []).flat();
    return [this.#past, ...newest].map((report) => ({ of: 'metrics', report }));
  }
}
