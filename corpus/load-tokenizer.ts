// A tokenizer from its file.

import { readFileSync } from 'node:fs';
import type { NamedPath } from '../input/paths/named-path.ts';
import { unreadable } from '../input/paths/unreadable.ts';
import { requireData } from '../text/require-data.ts';
import { findStandIn, parseTokenizer, type Tokenizer } from '../text/tokenizer.ts';

/** Throws `input_not_found`, `source_unreadable`, `source_damaged` and `tokenizer_invalid`. */
export function loadTokenizer(
  place: NamedPath,
  onEvent?: (event: TokenizerEvent) => void,
): Tokenizer {
  const tokenizer = parseTokenizer(readText(place), place.name);
  tell(place, tokenizer.standIn, onEvent);
  return tokenizer;
}

export interface TokenizerEvent {
  /** It has no decoder: its tokens are spelled by that step of its pre-tokenizer. */
  readonly kind: 'tokenizer-without-decoder';
  readonly name: string;
  readonly step: string;
}

/** Says what loadTokenizer does, and throws as it does, without making the tokenizer. */
export function tellTokenizer(
  place: NamedPath,
  onEvent: ((event: TokenizerEvent) => void) | undefined,
): void {
  tell(place, findStandIn(readText(place), place.name), onEvent);
}

function tell(
  { name }: NamedPath,
  step: string | undefined,
  onEvent: ((event: TokenizerEvent) => void) | undefined,
): void {
  if (step !== undefined) onEvent?.({ kind: 'tokenizer-without-decoder', name, step });
}

function readText({ name, path }: NamedPath): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(name, cause, {
      doing: 'read the tokenizer',
      special: { folder: { code: 'bad_argument', solve: 'Name a tokenizer.json.' } },
    });
  }
  requireData(bytes, name);
  return bytes.toString();
}
