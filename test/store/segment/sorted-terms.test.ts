import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { buildIndex } from '../../../indexer/build-index.ts';
import { fileOperations } from '../../../store/files.ts';
import { CopiedTermWalk, copyTerms } from '../../../store/segment/term-copy.ts';
import { FileTermWalk, type TermWalk } from '../../../store/segment/term-walk.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { temporaryFolder, writeLines } from '../small-index.ts';

const directory = `${temporaryFolder(t)}/index`;
const long = 'x'.repeat(300);
const units = ['a', 'b', 'é', 'ꭰ', '𐐨', long];
const words = fc
  .sample(fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 4 }), {
    numRuns: 400,
    seed: 3,
  })
  .map((one) => one.join(''));
const from = [
  writeLines(
    `${directory}.jsonl`,
    words.map((text) => ({ text })),
  ),
];
await buildIndex(directory, { from, workers: 1, inline: fileOperations });

function readAll<T>(walk: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = walk.next();
    if (done === true) return value;
  }
}

/** Follows a list of moves: 0 is the next term, d passes those that begin with d bytes alike. */
function follow(walk: TermWalk, sorted: readonly Buffer[], moves: readonly number[]): void {
  let at = -1;
  for (const move of moves) {
    const before = sorted[at];
    const depth = before === undefined ? 0 : Math.min(move, before.length);
    const next = sorted.findIndex((term, place) => {
      return (
        place > at &&
        (depth === 0 || before?.compare(term.subarray(0, depth), 0, undefined, 0, depth) !== 0)
      );
    });
    assert.equal(depth === 0 ? walk.next() : walk.pass(depth), next >= 0);
    if (next < 0) return;
    const term = sorted[next] as Buffer;
    assert.equal(walk.place, next);
    assert.deepEqual(Buffer.from(walk.bytes.subarray(0, walk.length)), term);
    const alike = before?.findIndex((byte, i) => byte !== term[i]) ?? 0;
    const most = alike < 0 ? (before?.length ?? 0) : alike;
    assert.ok(walk.shared <= most && walk.shared >= Math.min(most, 255), `shares ${walk.shared}`);
    at = next;
  }
}

t.test(
  'walks over the file and over a copy find every term, and pass those that begin alike',
  async (t) => {
    using snapshot = Snapshot.open(directory);
    const [segment] = snapshot.segments;
    assert.ok(segment);
    const { terms } = segment;
    const sorted = Array.from({ length: terms.count }, (_, i) =>
      Buffer.from(segment.term(terms.symbol(i))),
    );
    t.ok(sorted.every((term, i) => i === 0 || Buffer.compare(sorted[i - 1] as Buffer, term) < 0));
    t.ok(sorted.length > 100);
    const copy = readAll(copyTerms(new FileTermWalk(terms), terms.count));
    const moves = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.constant(255)),
      {
        maxLength: 500,
        size: 'max',
      },
    );
    const property = fc.property(moves, (moves) => {
      follow(new FileTermWalk(terms), sorted, moves);
      follow(new CopiedTermWalk(copy), sorted, moves);
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 100 }));
    for (const walk of [
      new FileTermWalk(terms),
      new CopiedTermWalk(copy),
      readAll(terms.openWalk()),
    ]) {
      t.doesNotThrow(() => follow(walk, sorted, Array(sorted.length + 1).fill(0)));
    }
  },
);
