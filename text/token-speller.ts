// What the tokens of a row spell, as the decoder of a tokenizer.json says and the library `tokenizers`
// does it: each token by itself, then what was joined.
//
// Without a decoder the spelling follows the pre-tokenizer, where that has one of its own: else `Ġcat`
// would be a word. Otherwise tokens are joined by spaces, which is what the library does.

import { levelCharacters } from './byte-level.ts';
import { compilePattern } from './encoder/split-step.ts';
import { type StepJson, schemeOf, stepsOf } from './encoder/tokenizer-json.ts';

export interface DecoderJson {
  readonly type: string;
  readonly decoders?: readonly DecoderJson[];
  readonly pattern?: { readonly String?: string; readonly Regex?: string };
  readonly content?: string;
  readonly replacement?: string;
  readonly prepend_scheme?: string;
  readonly add_prefix_space?: boolean;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly cleanup?: boolean;
  readonly start?: number;
  readonly stop?: number;
}

/** Where a token stands in the text that is spelled. */
export interface Place {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export const insidePlace: Place = { isFirst: false, isLast: false };

export interface TokenSpeller {
  /** The bytes of a token; those of a `<0x41>` too. */
  spell(token: string, place: Place): Uint8Array;
  /** Whether the first or the last token of a text can be spelled otherwise than one inside. */
  readonly marksFirst: boolean;
  readonly marksLast: boolean;
  /** Whether the token is a byte by itself: what such neighbours spell has to be UTF-8 as a whole. */
  isByte(token: string): boolean;
  /** Ends what was joined. */
  finish(text: string): string;
}

type Change = (token: string, place: Place) => string;

interface Plan {
  readonly changes: Change[];
  readonly endings: ((text: string) => string)[];
  isByteLevel: boolean;
  hasByteFallback: boolean;
  /** A step has joined the tokens: the next ones see the whole text. */
  isJoined: boolean;
  marksFirst: boolean;
  marksLast: boolean;
}

/** A speller, or the name of a decoder that is not known. */
export function createTokenSpeller(
  decoder: DecoderJson | null,
  preTokenizer: StepJson | null = null,
): TokenSpeller | string {
  const standIn = decoder === null ? spellingStep(preTokenizer) : undefined;
  const plan: Plan = {
    ...{ changes: [], endings: [], isByteLevel: false, hasByteFallback: false },
    ...{ isJoined: false, marksFirst: false, marksLast: false },
  };
  const steps = decoderSteps(decoder ?? standIn ?? null);
  if (steps.length === 0) {
    plan.marksFirst = true;
    plan.changes.push((token, { isFirst }) => (isFirst ? token : ` ${token}`));
  }
  for (const step of steps) {
    const unknown = addStep(plan, step);
    if (unknown !== undefined) return unknown;
  }
  const isByte = (token: string) => plan.hasByteFallback && /^<0x[0-9A-Fa-f]{2}>$/.test(token);
  return {
    isByte,
    spell(token, place) {
      if (isByte(token)) return Uint8Array.of(Number.parseInt(token.slice(3, 5), 16));
      const spelled = plan.changes.reduce((text, change) => change(text, place), token);
      return plan.isByteLevel ? bytesOfLevel(spelled) : Buffer.from(spelled);
    },
    marksFirst: plan.marksFirst,
    marksLast: plan.marksLast,
    finish: (text) => plan.endings.reduce((ended, ending) => ending(ended), text),
  };
}

/** The step of a pre-tokenizer that spells a text otherwise; undefined: there is none. */
export function spellingStep(preTokenizer: StepJson | null): StepJson | undefined {
  return stepsOf(preTokenizer).find(({ type }) => type === 'ByteLevel' || type === 'Metaspace');
}

/** The steps of a decoder, those of nested sequences in their place. */
export function decoderSteps(decoder: DecoderJson | null): DecoderJson[] {
  if (decoder === null) return [];
  return decoder.type === 'Sequence' ? (decoder.decoders ?? []).flatMap(decoderSteps) : [decoder];
}

/** Adds a step to the plan; the name of one that is not known. */
function addStep(plan: Plan, step: DecoderJson): string | undefined {
  const add = (change: Change) => {
    if (plan.isJoined) plan.endings.push((text) => change(text, { isFirst: true, isLast: true }));
    else plan.changes.push(change);
  };
  switch (step.type) {
    case 'ByteLevel':
      plan.isByteLevel = true;
      plan.isJoined = true;
      return undefined;
    case 'ByteFallback':
      plan.hasByteFallback = true;
      return undefined;
    case 'Fuse':
      plan.isJoined = true;
      return undefined;
    case 'Metaspace': {
      const mark = step.replacement ?? '\u2581';
      const strips = schemeOf(step) !== 'never';
      plan.marksFirst ||= strips;
      add((token, { isFirst }) => token.replaceAll(mark, isFirst && strips ? '' : ' '));
      return undefined;
    }
    case 'Replace': {
      const { pattern: given } = step;
      const pattern = given?.Regex === undefined ? (given?.String ?? '') : compilePattern(given);
      const content = step.content ?? '';
      add((token) => token.replaceAll(pattern, () => content));
      return undefined;
    }
    case 'Strip': {
      const { content = ' ', start = 0, stop = 0 } = step;
      add((token) => strip(token, content, { start, stop }));
      return undefined;
    }
    case 'WordPiece': {
      const prefix = step.prefix ?? '##';
      plan.marksFirst = true;
      add((token, { isFirst }) => {
        if (isFirst) return token;
        return token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      });
      if (step.cleanup === true) plan.endings.push(cleanUp);
      return undefined;
    }
    case 'BPEDecoder': {
      const suffix = step.suffix ?? '</w>';
      plan.marksLast = true;
      add((token, { isLast }) => token.replaceAll(suffix, isLast ? '' : ' '));
      return undefined;
    }
    default:
      return step.type;
  }
}

/** At most `start` times the content from the start, and `stop` times from the end. */
function strip(
  text: string,
  content: string,
  { start, stop }: { readonly start: number; readonly stop: number },
): string {
  let from = 0;
  let to = text.length;
  for (let i = 0; i < start && text.startsWith(content, from); i++) from += content.length;
  for (let i = 0; i < stop && to > from && text.endsWith(content, to); i++) to -= content.length;
  return text.slice(from, to);
}

/** WordPiece's `cleanup` over a whole text, as `decode` of the JavaScript library and transformers do. */
function cleanUp(text: string): string {
  return text
    .replace(/ ([.?!,])/g, '$1')
    .replaceAll(" ' ", "'")
    .replace(/ (n't|'m|'s|'ve|'re)/g, '$1');
}

const byteOfCharacter = new Map(levelCharacters.map((character, byte) => [character, byte]));

/** A token with a character that spells no byte, as added tokens may be, is its UTF-8. */
function bytesOfLevel(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return Buffer.from(token);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
