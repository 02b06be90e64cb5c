// The bytes that the tokens of a row spell, as the decoder of a tokenizer.json says and the library
// `tokenizers` does it: each token by itself, then the joined text.
//
// Without a decoder the spelling follows the pre-tokenizer, where that has one of its own: else `Ġcat`
// would be a word. Otherwise tokens are joined by spaces, as the library does.

import { levelCharacters } from './byte-level.ts';
import { type DecoderJson, DecoderPlan, listDecoderSteps, type Place } from './decoder-plan.ts';
import { listSteps, type StepJson } from './encoder/tokenizer-json.ts';

export const insidePlace: Place = { isFirst: false, isLast: false };

export interface TokenSpeller {
  /** The bytes of a token; those of a `<0x41>` too. */
  spell(token: string, place: Place): Uint8Array;
  /** Whether the first or the last token of a text can be spelled otherwise than one inside. */
  readonly marksFirst: boolean;
  readonly marksLast: boolean;
  /** Whether the token is a byte by itself: the bytes of such neighbours have to be UTF-8 as a whole. */
  isByte(token: string): boolean;
  /** Ends the joined text. */
  finish(text: string): string;
}

/** A speller, or the name of a decoder that is not known. */
export function createTokenSpeller(
  decoder: DecoderJson | null,
  preTokenizer: StepJson | null = null,
): TokenSpeller | string {
  const plan = new DecoderPlan();
  const steps = listDecoderSteps(decoder ?? findSpellingStep(preTokenizer) ?? null);
  if (steps.length === 0) {
    plan.marksFirst = true;
    plan.add((token, { isFirst }) => (isFirst ? token : ` ${token}`));
  }
  for (const step of steps) if (!plan.addStep(step)) return step.type;
  const isByte = (token: string) => plan.hasByteFallback && /^<0x[0-9A-Fa-f]{2}>$/.test(token);
  return {
    isByte,
    spell(token, place) {
      if (isByte(token)) return Uint8Array.of(Number.parseInt(token.slice(3, 5), 16));
      const spelled = plan.changes.reduce((text, change) => change(text, place), token);
      return plan.isByteLevel ? decodeLevel(spelled) : Buffer.from(spelled);
    },
    marksFirst: plan.marksFirst,
    marksLast: plan.marksLast,
    finish: (text) => plan.endings.reduce((ended, ending) => ending(ended), text),
  };
}

/** The step of a pre-tokenizer that spells a text otherwise; undefined: there is none. */
export function findSpellingStep(preTokenizer: StepJson | null): StepJson | undefined {
  return listSteps(preTokenizer).find(({ type }) => type === 'ByteLevel' || type === 'Metaspace');
}

const byteOfCharacter = new Map(levelCharacters.map((character, byte) => [character, byte]));

/** A token with a character that spells no byte, as added tokens may be, is its UTF-8. */
function decodeLevel(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return Buffer.from(token);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
