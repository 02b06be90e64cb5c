// Text to model tokens, as the tokenizer.json says: all of a text's ids, or how much of a text its
// first N tokens are.
//
// A text is cut by added tokens into sections, a section into units (unit-cuts.ts), and a unit goes
// through normalizer, pre-tokenizer and model. Counting looks units up (unit-counter.ts); only a unit
// in which the N-th token lies is encoded. Where units cannot be told, a section is one.

import { type Kernel, loadKernel } from '../../native/kernel.ts';
import type { UnitWalker } from '../../native/unit-walker.ts';
import { type AddedTokens, createAddedTokens, type Section } from './added-tokens.ts';
import { createTokenModel } from './create-model.ts';
import { createPreTokenizer, type PreTokenizer, type Standing } from './pre-tokenizer.ts';
import type { TokenModel } from './token-model.ts';
import { listSteps, type StepJson, type TokenizerJson } from './tokenizer-json.ts';
import { UnitCounter } from './unit-counter.ts';
import { planUnitCuts, type UnitCuts, unitEnd } from './unit-cuts.ts';

/** The first tokens of a text. */
interface TextReach {
  /** How many. */
  readonly tokens: number;
  /** They are those of text.slice(0, end), then `rest`: the first ids of what comes there. */
  readonly end: number;
  readonly rest: readonly number[];
  /** The text has more. */
  readonly isCut: boolean;
}

export interface Encoder {
  /** All ids of a text, without those that a template would add. */
  encode(text: string): number[];
  /** The ids of a piece that stands inside a text: nothing is put in front of it. */
  encodeInside(piece: string): number[];
  /** The first `maxTokens` tokens of a text; all of them if there are no more. */
  reach(text: string, maxTokens: number): TextReach;
}

type UnitKernel = Pick<Kernel, 'createUnitWalker'>;

/** Throws an Error that names a step or a model that is not known. */
export function createEncoder(json: TokenizerJson, kernel: UnitKernel = loadKernel()): Encoder {
  const pre = createPreTokenizer(json);
  const model = createTokenModel(json.model);
  if (typeof model === 'string') throw new Error(`unknown model type: ${model}`);
  return new SectionEncoder(json, { pre, model }, kernel);
}

interface Stages {
  readonly pre: PreTokenizer;
  readonly model: TokenModel;
}

class SectionEncoder implements Encoder {
  #pre: PreTokenizer;
  #model: TokenModel;
  #units: { readonly cuts: UnitCuts; readonly walker: UnitWalker } | undefined;
  #asIs: AddedTokens | undefined;
  /** Matched in the normalized text, which is the text itself as far as they go. */
  #spaces: AddedTokens | undefined;
  #normalized: AddedTokens | undefined;
  #keepsAscii: boolean;

  constructor(json: TokenizerJson, { pre, model }: Stages, kernel: UnitKernel) {
    this.#pre = pre;
    this.#model = model;
    this.#keepsAscii = listSteps(json.normalizer).every(keepsAscii);
    this.#asIs = createAddedTokens(json, 'as-is');
    const normalized = createAddedTokens(json, 'normalized', (text) =>
      pre.normalize(text, 'section'),
    );
    if (this.#keepsAscii && normalized?.areSpaces === true) this.#spaces = normalized;
    else this.#normalized = normalized;
    const cuts = planUnitCuts(json, pre);
    if (cuts === undefined) return;
    const count = (unit: string) => this.#encodePiece(unit, 'inside').length;
    const walker = kernel.createUnitWalker(cuts, count) ?? new UnitCounter(cuts, count);
    this.#units = { cuts, walker };
  }

  encode(text: string): number[] {
    return this.#encodeAll(text, sectionStanding);
  }

  encodeInside(piece: string): number[] {
    return this.#encodeAll(piece, (section) => (section.start === 0 ? 'inside' : 'section'));
  }

  #encodeAll(text: string, standingAt: (section: Section) => Standing): number[] {
    const ids: number[] = [];
    for (const section of this.#sections(text)) {
      if (section.id !== undefined) ids.push(section.id);
      else for (const id of this.#encodeSection(text, section, standingAt(section))) ids.push(id);
    }
    return ids;
  }

  reach(text: string, maxTokens: number): TextReach {
    let tokens = 0;
    for (const section of this.#sections(text)) {
      if (section.id !== undefined) {
        if (tokens === maxTokens) return { tokens, end: section.start, rest: [], isCut: true };
        tokens++;
        continue;
      }
      const reached = this.#reachSection(text, section, maxTokens - tokens);
      if (reached.isCut) return { ...reached, tokens: maxTokens };
      tokens += reached.tokens;
    }
    return { tokens, end: text.length, rest: [], isCut: false };
  }

  #reachSection(text: string, section: Section, maxTokens: number): TextReach {
    const units = this.#isMixed(text, section) ? undefined : this.#units;
    if (units === undefined) return cutIds(this.#encodeSection(text, section), section, maxTokens);
    let { start } = section;
    let tokens = 0;
    if (this.#pre.marksStarts) {
      const end = unitEnd(units.cuts, text, section);
      const ids = this.#encodePiece(text.slice(start, end), sectionStanding(section));
      if (ids.length > maxTokens) return cutIds(ids, { start, end }, maxTokens);
      tokens = ids.length;
      start = end;
    }
    const reached = units.walker.walk(text.slice(start, section.end), maxTokens - tokens);
    tokens += reached.tokens;
    start += reached.end;
    if (start === section.end) return { tokens, end: start, rest: [], isCut: false };
    const end = unitEnd(units.cuts, text, { start, end: section.end });
    const ids = this.#encodePiece(text.slice(start, end), 'inside');
    return { tokens: maxTokens, end: start, rest: ids.slice(0, maxTokens - tokens), isCut: true };
  }

  /** Added tokens, and the text between them. */
  #sections(text: string): Section[] {
    const sections = this.#asIs?.sections(text) ?? [{ start: 0, end: text.length, id: undefined }];
    const spaces = this.#spaces;
    if (spaces === undefined) return sections;
    return sections.flatMap((section) => {
      if (section.id !== undefined) return [section];
      const { start } = section;
      const within = spaces.sections(text.slice(start, section.end));
      return within.map((one) => ({ ...one, start: start + one.start, end: start + one.end }));
    });
  }

  /** Whether the normalized text of a section has added tokens. */
  #isMixed(text: string, { start, end }: Section): boolean {
    if (this.#normalized === undefined) return false;
    const piece = text.slice(start, end);
    const isNormal = this.#keepsAscii && isAscii(piece);
    const normalized = isNormal ? piece : this.#pre.normalize(piece, 'section');
    return this.#normalized.sections(normalized).some(({ id }) => id !== undefined);
  }

  #encodeSection(text: string, section: Section, standing = sectionStanding(section)): number[] {
    const piece = text.slice(section.start, section.end);
    if (this.#normalized === undefined) return this.#encodePiece(piece, standing);
    const normalized = this.#pre.normalize(piece, standing);
    return this.#normalized.sections(normalized).flatMap(({ start, end, id }) => {
      if (id !== undefined) return [id];
      return this.#encodeNormalized(
        normalized.slice(start, end),
        start === 0 ? standing : 'section',
      );
    });
  }

  #encodePiece(piece: string, standing: Standing): number[] {
    return this.#encodeNormalized(this.#pre.normalize(piece, standing), standing);
  }

  #encodeNormalized(piece: string, standing: Standing): number[] {
    const ids: number[] = [];
    for (const token of this.#pre.split(piece, standing)) this.#model.encode(token, ids);
    return ids;
  }
}

/** Whether ASCII text stays as it is. */
function keepsAscii({ type }: StepJson): boolean {
  return ['NFC', 'NFD', 'NFKC', 'NFKD', 'StripAccents'].includes(type);
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

function sectionStanding({ start }: Section): Standing {
  return start === 0 ? 'text' : 'section';
}

function cutIds(
  ids: readonly number[],
  { start, end }: { readonly start: number; readonly end: number },
  maxTokens: number,
): TextReach {
  if (ids.length <= maxTokens) return { tokens: ids.length, end, rest: [], isCut: false };
  return { tokens: maxTokens, end: start, rest: ids.slice(0, maxTokens), isCut: true };
}
