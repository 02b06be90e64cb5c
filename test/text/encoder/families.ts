// The tokenizers of scripts/tokenizers/make_families.py, and what the Rust library made of its texts.

import { readdirSync, readFileSync } from 'node:fs';
import type { TokenizerJson } from '../../../text/encoder/tokenizer-json.ts';

const folder = new URL('families/', import.meta.url);

interface Expected {
  readonly texts: readonly string[];
  readonly ids: Readonly<Record<string, readonly (readonly number[])[]>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

export const expected = read('expected.json') as Expected;

export const familyNames = readdirSync(folder)
  .filter((name) => name !== 'expected.json')
  .map((name) => name.replace('.json', ''));

export function familyJson(name: string): TokenizerJson {
  return read(`${name}.json`) as TokenizerJson;
}
