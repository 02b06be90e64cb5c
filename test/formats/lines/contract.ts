// What every kind of source does, whatever its bytes come from. `pack` makes such a source from
// the records; the contract compares what is read with what was packed.

import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import { IndexError } from '../../../errors.ts';
import { openSource } from '../../../formats/lines/open-source.ts';
import type { SourcePlan } from '../../../formats/lines/source-plan.ts';
import { findBatchFault, type ReadOptions, readSource } from './read-source.ts';

export interface Packed {
  plan: SourcePlan;
  /** The raw bytes, for the identity. */
  raw: Uint8Array;
  /** Passed on to openSource, anew for each pass. */
  open?: () => ReadOptions;
}

export interface SourceKind {
  name: string;
  hasIds: boolean;
  /** Lines before the first record. */
  linesBefore?: number;
  pack(t: Test, texts: readonly string[]): Promise<Packed>;
}

const texts = [
  'the first record',
  'zwei Umlaute: äöü, ein Zeichen: 語, eins mit vier Byte: 😀',
  '"quotes", \\backslashes\\ and [brackets] {of} every kind,',
  'x'.repeat(5000),
  ...Array.from({ length: 200 }, (_, i) => `record number ${i} ${'é'.repeat(i % 7)}`),
  'the last record',
];

export function testSourceContract(t: Test, kind: SourceKind): void {
  t.test(`${kind.name}: the records come whole and in order, in batches of any size`, async (t) => {
    for (const batchBytes of [1, 100, 4096, 1 << 20]) {
      const { plan, open } = await kind.pack(t, texts);
      const read = await readSource(plan, { ...open?.(), batchBytes });
      t.same(
        read.records.map((record) => record.text),
        texts,
        `batches of ${batchBytes} bytes`,
      );
      t.same(read.bad, []);
      t.equal(findBatchFault(read.batches, { batchBytes }), undefined);
      if (kind.hasIds) t.equal(read.records[7]?.id, 'id-7');
    }
  });

  t.test(`${kind.name}: the identity is that of the raw bytes`, async (t) => {
    const { plan, open, raw } = await kind.pack(t, texts);
    const read = await readSource(plan, open?.());
    const sha256 = createHash('sha256').update(raw).digest('hex');
    t.same(read.identity, { sizeBytes: raw.length, sha256 });
  });

  t.test(`${kind.name}: a source without records is an error that names it`, async (t) => {
    const { plan, open } = await kind.pack(t, []);
    const error = await readSource(plan, open?.()).catch((cause) => cause);
    t.type(error, IndexError);
    t.equal(error.code, 'source_empty');
    t.match(error.message, plan.name);
  });

  t.test(`${kind.name}: an aborted signal ends the pass, and closing twice is well`, async (t) => {
    const { plan, open } = await kind.pack(t, texts);
    const source = await openSource(plan, open?.());
    t.throws(() => source.identity(), /read whole/, 'no identity before the pass');
    const controller = new AbortController();
    const batches = source.batches({
      signal: controller.signal,
      batchBytes: 64,
      maxLineBytes: 1 << 20,
    });
    const reading = (async () => {
      for await (const _ of batches) controller.abort(new Error('enough'));
    })();
    await t.rejects(reading, { message: 'enough' });
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
  });

  t.test(`${kind.name}: a pass can be left early, and there is only one`, async (t) => {
    const { plan, open } = await kind.pack(t, texts);
    await using source = await openSource(plan, open?.());
    const options = { signal: new AbortController().signal, batchBytes: 64, maxLineBytes: 1 << 20 };
    let batches = 0;
    for await (const _ of source.batches(options)) {
      batches += 1;
      break;
    }
    t.equal(batches, 1);
    const again = source.batches(options)[Symbol.asyncIterator]();
    await t.rejects(again.next(), /only once/);
  });

  t.test(`${kind.name}: a record that is too long is told and the others come`, async (t) => {
    const { linesBefore = 0 } = kind;
    const { plan, open } = await kind.pack(t, texts);
    const read = await readSource(plan, { ...open?.(), batchBytes: 256, maxLineBytes: 1000 });
    t.same(
      read.bad.map(({ line, code }) => ({ line, code })),
      [{ line: 4 + linesBefore, code: 'record_too_long' }],
    );
    t.same(
      read.records.map((record) => record.text),
      texts.filter((text) => text.length < 1000),
    );
    t.equal(read.records.at(-1)?.line, texts.length + linesBefore);
    t.equal(findBatchFault(read.batches, { batchBytes: 256 }), undefined);
  });
}
