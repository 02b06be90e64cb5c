// Ids and texts of firstseen against those of rust_values.py: for each family how many differ, and
// the first that does.
//
//   node scripts/tokenizers/compare-values.ts FILE   (JSON lines [family, number, ids, text])

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { familyJson } from '../../test/text/encoder/families.ts';
import { randomText } from '../../test/text/encoder/random-texts.ts';
import { parseTokenizer, type Tokenizer } from '../../text/tokenizer.ts';

type Value = [family: string, number: number, ids: number[], text: string];

const tokenizers = new Map<string, Tokenizer>();
const tallies = new Map<string, { texts: number; differ: number }>();

function tokenizerOf(name: string): Tokenizer {
  const known = tokenizers.get(name) ?? parseTokenizer(JSON.stringify(familyJson(name)), name);
  tokenizers.set(name, known);
  return known;
}

function compare([family, number, ids, text]: Value): void {
  const tally = tallies.get(family) ?? { texts: 0, differ: 0 };
  tallies.set(family, tally);
  tally.texts++;
  const tokenizer = tokenizerOf(family);
  const given = randomText(number);
  const ownIds = [...tokenizer.encode(given)];
  const decoded = tokenizer.decode(ids);
  const own = typeof decoded === 'number' ? `the unknown id ${ids[decoded]}` : decoded.text;
  if (ownIds.join() === ids.join() && own === text) return;
  if (tally.differ++ > 0) return;
  const shown = { number, given, ids, ownIds, text, own };
  process.stdout.write(`${family}, the first that differs:\n${JSON.stringify(shown, null, 1)}\n`);
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('expected a file of rust_values.py values');
for await (const line of createInterface(createReadStream(file))) compare(JSON.parse(line));
for (const [family, { texts, differ }] of tallies) {
  process.stdout.write(`${family}: ${differ} of ${texts} texts differ\n`);
}
