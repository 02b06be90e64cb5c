// Where a text may be cut so that the tokens of the whole are those of its pieces, one after the other.
//
// A *cut* between two neighbouring characters is allowed where it can be shown from the tokenizer.json
// that nothing reaches across: no step of the normalizer; and either a step of the pre-tokenizer that
// cuts there anyway (it *parts*), all steps before it being indifferent, or all steps are
// indifferent and no token of the model has that pair of characters inside. Where nothing can be
// shown there is no cut, which costs speed and never an answer.
//
// Characters are classes: the 128 of ASCII, `sign` for the quotes and dashes of print, `other` for what
// else is beyond ASCII, and `never` for what some step might take away, turn into white space or see
// as such.

import { detectModelType } from './create-model.ts';
import { gpt2Pattern, knownPatterns } from './known-patterns.ts';
import type { PreTokenizer } from './pre-tokenizer.ts';
import {
  listSteps,
  type ModelJson,
  prependScheme,
  type StepJson,
  type TokenizerJson,
} from './tokenizer-json.ts';

const otherClass = 128;
const neverClass = 129;
const signClass = 130;
const classCount = 131;
const signs = /[\u2013\u2014\u2018\u2019\u201c\u201d]/;

export interface UnitCuts {
  /** The class of each UTF-16 unit. */
  readonly classes: Uint8Array;
  /** 1 at left << 8 | right: a cut between two units of these classes is allowed. */
  readonly allowed: Uint8Array;
}

/** Where the unit that starts at `start` ends, at `end` at the latest. */
export function unitEnd(
  { classes, allowed }: UnitCuts,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  let row = (classes[text.charCodeAt(start)] as number) << 8;
  for (let i = start + 1; i < end; i++) {
    const right = classes[text.charCodeAt(i)] as number;
    if (allowed[row | right] === 1) return i;
    row = right << 8;
  }
  return end;
}

/** parts: the step cuts there itself; indifferent: a cut changes nothing of what it does; or it does. */
type Effect = 'parts' | 'indifferent' | 'changes';
type StepEffect = (left: number, right: number) => Effect;

const space = 0x20;
const lineFeed = 0x0a;
const apostrophe = 0x27;

/** Undefined: no cut is allowed anywhere. */
export function planUnitCuts(json: TokenizerJson, pre: PreTokenizer): UnitCuts | undefined {
  const normalizers = listSteps(json.normalizer);
  const effects = listSteps(json.pre_tokenizer).map((step, i) =>
    planEffect(step, { isFirst: i === 0, isSpaceGone: pre.normalize(' ', 'inside') !== ' ' }),
  );
  if (!normalizers.every(isLocal)) return undefined;
  const isFree = whenAsked(() => freePairs(json.model, pre));
  const allowed = new Uint8Array(0x10000);
  let count = 0;
  for (let left = 0; left < classCount; left++) {
    for (let right = 0; right < classCount; right++) {
      if (!mayCut(left, right, normalizers)) continue;
      const parting = effects.findIndex((effect) => effect(left, right) !== 'indifferent');
      const isAllowed =
        parting < 0 ? isFree()(left, right) : effects[parting]?.(left, right) === 'parts';
      if (!isAllowed) continue;
      allowed[(left << 8) | right] = 1;
      count++;
    }
  }
  return count === 0 ? undefined : { classes: classifyUnits(pre), allowed };
}

function whenAsked<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Cuts are asked for before spaces and line feeds, and between letters or digits and punctuation. */
function mayCut(left: number, right: number, normalizers: readonly StepJson[]): boolean {
  if (left === neverClass || left === space || left === lineFeed) return false;
  if (right === space || right === lineFeed) return true;
  if (left === otherClass || right === otherClass || right === neverClass) return false;
  if (isAlphanumeric(left) === isAlphanumeric(right)) return false;
  const pair = String.fromCharCode(left, right);
  return !normalizers.some(({ pattern }) => pattern?.String?.includes(pair));
}

function isAlphanumeric(unit: number): boolean {
  return /[0-9A-Za-z]/.test(String.fromCharCode(unit));
}

function isPunctuation(unit: number): boolean {
  return unit === signClass || (unit > space && unit < 0x7f && !isAlphanumeric(unit));
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a normalizer's step does with each side of a cut what it does with the whole. */
function isLocal({ type, pattern }: StepJson): boolean {
  switch (type) {
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
    case 'Lowercase':
    case 'StripAccents':
    case 'BertNormalizer':
    case 'Precompiled':
    case 'Prepend':
      return true;
    case 'Replace':
      // A run of spaces is never cut, nor a pattern that has a space or line feed inside.
      if (pattern?.Regex !== undefined) return pattern.Regex === ' {2,}';
      return pattern?.String !== undefined && !/[ \n]/.test(pattern.String.slice(1));
    default:
      return false;
  }
}

interface StepPlace {
  readonly isFirst: boolean;
  /** The normalizer made something else of the space. */
  readonly isSpaceGone: boolean;
}

function planEffect(step: StepJson, { isFirst, isSpaceGone }: StepPlace): StepEffect {
  const changes: StepEffect = () => 'changes';
  switch (step.type) {
    case 'ByteLevel':
      if (!isFirst && step.add_prefix_space === true) return changes;
      return step.use_regex === false ? () => 'indifferent' : patternEffect(gpt2Pattern);
    case 'Split': {
      const isPlain = step.behavior === 'Isolated' || (step.invert === true && isRemoved(step));
      if (step.pattern?.Regex !== undefined) {
        return isPlain ? patternEffect(step.pattern.Regex) : changes;
      }
      return isSpaceGone && step.pattern?.String === ' ' ? () => 'indifferent' : changes;
    }
    case 'Metaspace': {
      if (!isFirst && prependScheme(step) !== 'never') return changes;
      return (_, right) => (right === space && step.split !== false ? 'parts' : 'indifferent');
    }
    case 'WhitespaceSplit':
      return (_, right) => (isSpace(right) ? 'parts' : 'indifferent');
    case 'Whitespace':
      return (left, right) => (isSpace(right) || !isBar(left, right) ? 'parts' : 'changes');
    case 'BertPreTokenizer':
      return () => 'parts';
    case 'Digits':
      return (left, right) => (isDigit(left) !== isDigit(right) ? 'parts' : 'indifferent');
    case 'Punctuation':
      if (!['Isolated', 'Contiguous'].includes(step.behavior ?? 'Isolated')) return changes;
      return (left, right) =>
        isPunctuation(left) || isPunctuation(right) ? 'parts' : 'indifferent';
    default:
      return changes;
  }
}

function isRemoved({ behavior }: StepJson): boolean {
  return behavior === undefined || behavior === 'Removed' || behavior === 'Isolated';
}

function isSpace(unit: number): boolean {
  return unit === space || unit === lineFeed;
}

/** The underscore is of the kind of letters. */
function isBar(left: number, right: number): boolean {
  return left === 0x5f || right === 0x5f || left === otherClass;
}

function patternEffect(pattern: string): StepEffect {
  const known = knownPatterns.get(pattern);
  if (known === undefined) return () => 'changes';
  const effect: Effect = known.isRun ? 'indifferent' : 'parts';
  return (left, right) => {
    if (right === space) return effect;
    const isWord = left !== otherClass && isAlphanumeric(left);
    if (right === lineFeed) return known.takesLines && !isWord ? 'changes' : effect;
    if (isWord) return right === apostrophe && known.takesContractions ? 'changes' : effect;
    // What is known of GPT-4's and the like: punctuation may begin a word.
    return isPunctuation(left) && left !== apostrophe && !known.takesLines ? effect : 'changes';
  };
}

/**
 * Whether no token has a pair of characters inside, so that a model that sees the whole text at once
 * never joins over a cut between them. What stands to the right has to be a token by itself: then it
 * is never part of a run of unknown characters, which would become one token.
 */
function freePairs(model: ModelJson, pre: PreTokenizer): (left: number, right: number) => boolean {
  const type = detectModelType(model);
  // Of a unigram model sums of scores decide, and equal sums by how they were rounded on the way.
  if (type !== 'BPE') return () => false;
  const tokens = Object.keys(model.vocab);
  const merges = (model.merges ?? []).map((merge) =>
    typeof merge === 'string' ? merge.replace(' ', '') : merge.join(''),
  );
  if ((model.continuing_subword_prefix ?? '') !== '') return () => false;
  if ((model.end_of_word_suffix ?? '') !== '') return () => false;
  const known = new Set(tokens);
  const pairs = new Set<string>();
  /** Symbols that some token has behind another symbol than a space's. */
  const inner = new Set<string>();
  const symbols = Array.from({ length: otherClass }, (_, unit) => findSymbol(unit, pre));
  const spaceSymbol = symbols[space];
  for (const token of [...tokens, ...merges]) {
    let before: string | undefined;
    for (const symbol of token) {
      if (before !== undefined) pairs.add(before + symbol);
      if (before !== undefined && before !== spaceSymbol) inner.add(symbol);
      before = symbol;
    }
  }
  return (left, right) => {
    const after = symbols[right];
    if (after === undefined || !known.has(after)) return false;
    if (left === otherClass || left === signClass) return !inner.has(after);
    const before = symbols[left];
    return before !== undefined && !pairs.has(before + after);
  };
}

/** The one character that the model sees of an ASCII character inside a text; undefined: there is not one. */
function findSymbol(unit: number, pre: PreTokenizer): string | undefined {
  const normalized = pre.normalize(String.fromCharCode(unit), 'inside');
  const pieces = pre.split(normalized, 'inside');
  const characters = Array.from(pieces.join(''));
  return characters.length === 1 ? characters[0] : undefined;
}

/** Besides white space and control characters: what a normalizer may take for a space or take away. */
const unsure = /[\s\p{White_Space}\p{Cc}\p{Cf}\u180e\u2581\ufffd\ufffc]/u;

function classifyUnits(pre: PreTokenizer): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(otherClass);
  for (let unit = 0; unit < classes.length; unit++) {
    if (unit === space || unit === lineFeed) classes[unit] = unit;
    else if (unsure.test(String.fromCharCode(unit))) classes[unit] = neverClass;
    else if (signs.test(String.fromCharCode(unit))) classes[unit] = signClass;
    else if (unit < otherClass) classes[unit] = isItself(unit, pre) ? unit : neverClass;
  }
  return classes;
}

/** A letter may be lower-cased; everything else stays. */
function isItself(unit: number, pre: PreTokenizer): boolean {
  const character = String.fromCharCode(unit);
  const normalized = pre.normalize(character, 'inside');
  return normalized === character || normalized === character.toLowerCase();
}
