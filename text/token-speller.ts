// What bytes a token of a vocabulary stands for, by the decoder that a tokenizer.json names.
//
// White space that a decoder would trim at the ends of a text is left: it never matters for a match.

import { levelCharacters } from './byte-level.ts';

export interface DecoderJson {
  readonly type: string;
  readonly decoders?: readonly DecoderJson[];
  readonly pattern?: { readonly String?: string };
  readonly content?: string;
  readonly replacement?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

export type TokenSpeller = (token: string) => Uint8Array;

/** A speller, or the name of a decoder that is not known. No decoder joins tokens by a space. */
export function createTokenSpeller(decoder: DecoderJson | null): TokenSpeller | string {
  if (decoder === null) return (token) => Buffer.from(` ${token}`);
  const steps = decoder.type === 'Sequence' ? (decoder.decoders ?? []) : [decoder];
  let isByteLevel = false;
  let hasByteFallback = false;
  const changes: ((token: string) => string)[] = [];
  for (const step of steps) {
    switch (step.type) {
      case 'ByteLevel':
        isByteLevel = true;
        break;
      case 'ByteFallback':
        hasByteFallback = true;
        break;
      case 'Metaspace': {
        const replacement = step.replacement ?? '\u2581';
        changes.push((token) => token.replaceAll(replacement, ' '));
        break;
      }
      case 'Replace': {
        const pattern = step.pattern?.String;
        if (pattern === undefined) return 'Replace by a regular expression';
        changes.push((token) => token.replaceAll(pattern, step.content ?? ''));
        break;
      }
      case 'WordPiece': {
        const prefix = step.prefix ?? '##';
        changes.push((token) =>
          token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`,
        );
        break;
      }
      case 'BPEDecoder': {
        const suffix = step.suffix ?? '</w>';
        changes.push((token) => token.replaceAll(suffix, ' '));
        break;
      }
      case 'Fuse':
      case 'Strip':
        break;
      default:
        return step.type;
    }
  }
  return (token) => {
    if (hasByteFallback && /^<0x[0-9A-Fa-f]{2}>$/.test(token)) {
      return Uint8Array.of(Number.parseInt(token.slice(3, 5), 16));
    }
    let spelled = token;
    for (const change of changes) spelled = change(spelled);
    return isByteLevel ? bytesOfLevel(spelled) : Buffer.from(spelled);
  };
}

const byteOfCharacter = new Map(levelCharacters.map((character, byte) => [character, byte]));

/** A character that spells no byte is its UTF-8. */
function bytesOfLevel(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) bytes.push(...Buffer.from(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
