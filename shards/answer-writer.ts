// The row of an answer (exposure/count-row.ts) -> its JSON, with the bytes of JSON.stringify of the answer.

import { noRank, rowPlaces } from '../exposure/count-row.ts';
import { type Question, sortSteps } from '../exposure/question.ts';

/** What is asked of phrases, by the steps of the whole. */
export interface CountedQuestion
  extends Pick<Question, 'at' | 'checkpoints' | 'lastAt' | 'records' | 'recordsAt' | 'byFacet'> {
  /** Of the timeline; undefined: there is none. */
  readonly edges?: readonly number[] | undefined;
}

/** A phrase, its tokens as JSON, and the ids of its ends. */
export interface WrittenPhrase {
  readonly phrase: string;
  readonly tokens: string;
  readonly firstId: string | null;
  readonly lastId: string | null;
}

export class AnswerWriter {
  /** Numbers of a row; 0: the answers have more than numbers, and are never rows. */
  readonly width: number;
  /** Writes what was asked for besides count, first and last: `,"at":{...}` and so on. */
  #parts: ((row: Float64Array) => string)[] = [];

  constructor(question: CountedQuestion) {
    const { at = [], checkpoints = [], lastAt = [], records, edges, byFacet } = question;
    const recordsAt = sortSteps(question.recordsAt);
    let next: number = rowPlaces.added;
    const take = (count: number) => {
      const start = next;
      next += count;
      return start;
    };
    if (at.length > 0) this.#addSteps('at', at, take(at.length));
    if (checkpoints.length > 0) this.#addCheckpoints(checkpoints, take(checkpoints.length));
    if (records === true) {
      const place = take(1);
      this.#parts.push((row) => `,"records":${row[place]}`);
    }
    if (recordsAt.length > 0) this.#addSteps('records_at', recordsAt, take(recordsAt.length));
    if (edges !== undefined) this.#addTimeline(edges, take(edges.length - 1));
    this.width = lastAt.length > 0 || byFacet === true ? 0 : next;
  }

  write({ phrase, tokens, firstId, lastId }: WrittenPhrase, row: Float64Array): string {
    const count = row[rowPlaces.count] as number;
    let [first, last] = ['null', 'null'];
    if (count > 0) {
      first = seen(row[rowPlaces.firstStep], row[rowPlaces.firstRank], firstId);
      last = seen(row[rowPlaces.lastStep], row[rowPlaces.lastRank], lastId);
    }
    let text = `{"phrase":${quote(phrase)},"tokens":${tokens},"count":${count},"first":${first},"last":${last}`;
    for (const part of this.#parts) text += part(row);
    return `${text}}`;
  }

  #addSteps(name: string, steps: readonly number[], start: number): void {
    const keys = orderKeys(steps.map(String));
    const written = keys.map(({ key, place }) => ({ key: `${quote(key)}:`, place: start + place }));
    this.#parts.push((row) => {
      return `,"${name}":{${written.map(({ key, place }) => key + row[place]).join(',')}}`;
    });
  }

  #addCheckpoints(
    checkpoints: readonly { readonly name: string; readonly step: number }[],
    start: number,
  ): void {
    const written = orderKeys(checkpoints.map(({ name }) => name)).map(({ key, place }) => {
      const { step } = checkpoints[place] as { step: number };
      return { before: `${quote(key)}:{"step":${step},"count":`, place: start + place };
    });
    this.#parts.push((row) => {
      const each = written.map(({ before, place }) => `${before}${row[place]}}`);
      return `,"checkpoints":{${each.join(',')}}`;
    });
  }

  #addTimeline(edges: readonly number[], start: number): void {
    const before = `,"timeline":{"edges":${JSON.stringify(edges)},"count":[`;
    const end = start + edges.length - 1;
    this.#parts.push((row) => `${before}${row.subarray(start, end).join(',')}]}`);
  }
}

function seen(step: number | undefined, rank: number | undefined, id: string | null): string {
  const shown = rank === noRank ? 'null' : rank;
  return `{"step":${step},"rank":${shown},"id":${id === null ? 'null' : quote(id)}}`;
}

/** Keys in the order of an object's, each with the place where it came last. */
function orderKeys(keys: readonly string[]): { readonly key: string; readonly place: number }[] {
  const places = Object.fromEntries(keys.map((key, place) => [key, place]));
  return Object.entries(places).map(([key, place]) => ({ key, place }));
}

/** Text that JSON has as it is: ASCII without quotes, backslashes and control characters. */
const plain = /^[ !#-[\]-~]*$/;

function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}
