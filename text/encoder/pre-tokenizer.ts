// A section of text to pre-tokens: normalizer and pre-tokenizer, each step as the Rust library does
// it, which made the data. Most steps are the JavaScript library's; where that differs from Rust's:
// - a `Split`, and what amounts to one, is split-step.ts's, with the letters and spaces of Unicode,
// - `Metaspace` cuts at each space unless it says `"split": false`,
// - old files say `add_prefix_space` where new ones say `prepend_scheme`,
// - a sigma at the end of a word is lower-cased like any other,
// - `BertNormalizer` puts Han characters beyond the basic plane between spaces too.
//
// Where a section starts matters: some steps put a space or a mark in front of it.

import { levelCharacters } from '../byte-level.ts';
import { gpt2Pattern } from './known-patterns.ts';
import { libraryWith } from './library.ts';
import { asSplit, createSplit } from './split-step.ts';
import { listSteps, prependScheme, type StepJson, type TokenizerJson } from './tokenizer-json.ts';

/** Where a piece of text stands: it starts the whole text, a section, or neither. */
export type Standing = 'text' | 'section' | 'inside';

export interface PreTokenizer {
  normalize(text: string, standing: Standing): string;
  /** The pre-tokens of a normalized piece of text, in order; none of them is empty. */
  split(normalized: string, standing: Standing): string[];
  /** Whether a piece at the start of a section can have other pre-tokens than one inside. */
  readonly marksStarts: boolean;
}

/** Throws the library's Error for a step that it does not know. */
export function createPreTokenizer(json: TokenizerJson): PreTokenizer {
  const steps = listSteps(json.pre_tokenizer);
  const normalizers = listSteps(json.normalizer);
  const [first] = steps;
  const putsSpace = first?.type === 'ByteLevel' && first.add_prefix_space === true;
  const putsMark = first?.type === 'Metaspace' && prependScheme(first) !== 'never';
  const prepends = normalizers.some(({ type }) => type === 'Prepend');
  const variants = {
    text: createVariant(normalizers, steps, 'text'),
    section: createVariant(normalizers, steps, 'section'),
    inside: createVariant(normalizers, steps, 'inside'),
  };
  return {
    marksStarts: putsSpace || putsMark || prepends,
    normalize: (text, standing) => variants[standing].normalize(text),
    split(normalized, standing) {
      const { stages } = variants[standing];
      const isMarked = putsSpace && standing !== 'inside' && !normalized.startsWith(' ');
      let pieces = normalized === '' ? [] : [isMarked ? ` ${normalized}` : normalized];
      for (const stage of stages) {
        const [only] = pieces;
        pieces = pieces.length === 1 && only !== undefined ? stage(only) : pieces.flatMap(stage);
      }
      return pieces.filter((piece) => piece !== '');
    },
  };
}

type Stage = (text: string) => string[];

interface Variant {
  normalize(text: string): string;
  readonly stages: readonly Stage[];
}

/** The steps as they are for pieces of that standing. */
function createVariant(
  normalizers: readonly StepJson[],
  steps: readonly StepJson[],
  standing: Standing,
): Variant {
  const kept = normalizers.filter(({ type }) => standing !== 'inside' || type !== 'Prepend');
  const { normalizer } = libraryWith({ normalizer: { type: 'Sequence', normalizers: kept } });
  const parts = kept.some(partsHan);
  const lowers = kept.some(
    ({ type, lowercase }) => type === 'Lowercase' || (type === 'BertNormalizer' && lowercase),
  );
  return {
    normalize(text) {
      if (kept.length === 0) return text;
      const lowered = lowers ? text.replaceAll('\u03a3', '\u03c3') : text;
      const ready = parts ? lowered.replaceAll(rareHan, ' $& ') : lowered;
      return normalizer?._call(ready) ?? ready;
    },
    stages: steps.flatMap((step, i) => createStages(step, i === 0, standing)),
  };
}

function partsHan({ type, handle_chinese_chars: parts }: StepJson): boolean {
  return type === 'BertNormalizer' && parts !== false;
}

/** The library looks at UTF-16 units, so these are not among its Han characters. The ranges are Rust's. */
const rareHan = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

function createStages(step: StepJson, isFirst: boolean, standing: Standing): Stage[] {
  const split = asSplit(step);
  if (split !== undefined) return [createSplit(split)];
  if (step.type === 'ByteLevel') {
    const putsSpace = step.add_prefix_space === true && !isFirst;
    if (step.use_regex === false) return [putsSpace ? libraryStage(step) : spellBytes];
    // Here the space would have to come before the pattern: the step as the library has it.
    if (putsSpace) return [libraryStage(step)];
    return [
      createSplit({ type: 'Split', pattern: { Regex: gpt2Pattern }, behavior: 'Isolated' }),
      spellBytes,
    ];
  }
  if (step.type === 'Metaspace') {
    const scheme = prependScheme(step);
    const isStart = scheme === 'always' ? standing !== 'inside' : standing === 'text';
    const marks = scheme !== 'never' && (isStart || !isFirst);
    const mark = libraryStage({ ...step, prepend_scheme: marks ? 'always' : 'never' });
    const replacement = step.replacement ?? '\u2581';
    if (step.split === false) return [mark];
    return [mark, (text) => cutBefore(text, replacement)];
  }
  return [libraryStage(step)];
}

/** ByteLevel's spelling of a text: a character for each byte of its UTF-8. */
function spellBytes(text: string): string[] {
  let spelled = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return [Array.from(Buffer.from(text), spellByte).join('')];
    spelled += spellByte(unit);
  }
  return [spelled];
}

function spellByte(byte: number): string {
  return levelCharacters[byte] ?? '';
}

function libraryStage(step: StepJson): Stage {
  const { pre_tokenizer } = libraryWith({ pre_tokenizer: step });
  return (text): string[] => pre_tokenizer?._call(text) ?? [text];
}

function cutBefore(text: string, mark: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = text.indexOf(mark, 1); at >= 0; at = text.indexOf(mark, at + 1)) {
    pieces.push(text.slice(start, at));
    start = at;
  }
  pieces.push(text.slice(start));
  return pieces;
}
