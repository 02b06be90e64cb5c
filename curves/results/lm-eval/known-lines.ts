// Lines of a task that were read before, by which most others are read without parsing them.
//
// At each checkpoint a row's line is the same except for the responses and the metric at its end:
//
//   {"doc_id":0,"doc":{...},"target":"0","arguments":{...},"resps": | [...] | , "filtered_resps": | [...] | ,"filter":...,"acc":0.0}\n
//   head                                                                                                   ending
//
// All that decodeSample looks at, if the metric says what is right, is in head and ending. So a line
// with a head and an ending that were parsed together before, and two plain arrays between them, has
// the same judgement. Any other line is parsed whole.

import { decodeSample, type Judgement, type Sample, SampleFault } from './decode-sample.ts';
import { skipArray } from './skip-array.ts';

interface Ending {
  readonly bytes: Buffer;
  readonly judgement: Judgement;
}

interface Known {
  readonly head: Buffer;
  /** The last one that fitted first. */
  readonly endings: Ending[];
  /** The line that followed this one when it was last read. */
  next: Known | undefined;
}

export interface ReadLine {
  readonly judgement: Judgement;
  /** The byte behind the line. */
  readonly end: number;
  /** Undefined: the same bytes gave one before. */
  readonly document: Sample['document'] | undefined;
}

const headEnd = Buffer.from('"resps": ');
const between = Buffer.from(', "filtered_resps": ');
const lineFeed = 0x0a;
/** Right and wrong, and some more where there are other metrics. */
const maxEndings = 8;

export class KnownLines {
  #byRow = new Map<number, Known>();
  #expected: Known | undefined;
  #before: Known | undefined;
  #first: Known | undefined;
  #metric: string | undefined;

  constructor(metric?: string) {
    this.#metric = metric;
  }

  /** The next line is the first one of a file. */
  beginFile(): void {
    this.#before = undefined;
    this.#expected = this.#first;
  }

  /** The whole line at `at` in bytes that go on to `end`, if it is known; else undefined. */
  readKnown(bytes: Buffer, at: number, end: number): ReadLine | undefined {
    const known = this.#expected;
    if (known === undefined) return undefined;
    const responses = at + known.head.length;
    if (responses >= end || known.head.compare(bytes, at, responses) !== 0) return undefined;
    const ending = skipResponses(bytes, responses, end);
    if (ending < 0) return undefined;
    const { endings } = known;
    for (const [i, { bytes: expected, judgement }] of endings.entries()) {
      const lineEnd = ending + expected.length;
      if (lineEnd > end || expected.compare(bytes, ending, lineEnd) !== 0) continue;
      if (i > 0) moveToFront(endings, i);
      this.#before = known;
      this.#expected = known.next;
      return { judgement, end: lineEnd, document: undefined };
    }
    return undefined;
  }

  /** Parses a line, with its line feed if it has one, and remembers it. Throws `SampleFault`. */
  readWhole(line: Buffer): ReadLine {
    const sample = decodeSample(decodeText(line), this.#metric);
    const known = this.#remember(line, sample);
    if (this.#before !== undefined) this.#before.next = known;
    else this.#first = known;
    this.#before = known;
    this.#expected = known?.next;
    return { judgement: sample.judgement, end: line.length, document: sample.document };
  }

  #remember(line: Buffer, { judgement, isByMetric }: Sample): Known | undefined {
    const headAt = line.indexOf(headEnd);
    if (!isByMetric || headAt < 0 || line.at(-1) !== lineFeed) return undefined;
    const responses = headAt + headEnd.length;
    const endingAt = skipResponses(line, responses, line.length);
    if (endingAt < 0) return undefined;
    const before = this.#byRow.get(judgement.row);
    const head = line.subarray(0, responses);
    const ending = { bytes: Buffer.from(line.subarray(endingAt)), judgement };
    if (before?.head.equals(head)) {
      before.endings.unshift(ending);
      before.endings.splice(maxEndings);
      return before;
    }
    if (!endsAtTop(head)) return undefined;
    const known = { head: Buffer.from(head), endings: [ending], next: before?.next };
    this.#byRow.set(judgement.row, known);
    return known;
  }
}

function moveToFront(endings: Ending[], i: number): void {
  endings.unshift(...endings.splice(i, 1));
}

/** The byte behind both arrays of responses; -1: they are not as the harness writes them. */
function skipResponses(bytes: Buffer, at: number, end: number): number {
  const first = skipArray(bytes, at, end);
  const second = first + between.length;
  if (first < 0 || second >= end || between.compare(bytes, first, second) !== 0) return -1;
  return skipArray(bytes, second, end);
}

/** Whether `"resps": ` is a field of the line's own object, and not of one inside of it. */
function endsAtTop(head: Buffer): boolean {
  try {
    JSON.parse(`${head.toString('utf8')}0}`);
    return true;
  } catch {
    return false;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeText(line: Buffer): string {
  try {
    return decoder.decode(line.at(-1) === lineFeed ? line.subarray(0, -1) : line);
  } catch {
    throw new SampleFault('the line is not valid UTF-8');
  }
}
