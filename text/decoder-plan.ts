// The decoder of a tokenizer.json as changes of tokens: first those of each token by itself, then,
// behind a step that joins the tokens, those of the whole text.

import { compilePattern } from './encoder/split-step.ts';
import { prependScheme } from './encoder/tokenizer-json.ts';

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

type Change = (token: string, place: Place) => string;

/** The steps of a decoder, those of nested sequences in their place. */
export function listDecoderSteps(decoder: DecoderJson | null): DecoderJson[] {
  if (decoder === null) return [];
  if (decoder.type !== 'Sequence') return [decoder];
  return (decoder.decoders ?? []).flatMap(listDecoderSteps);
}

export class DecoderPlan {
  readonly changes: Change[] = [];
  readonly endings: ((text: string) => string)[] = [];
  isByteLevel = false;
  hasByteFallback = false;
  /** A step has joined the tokens: the next ones see the whole text. */
  isJoined = false;
  /** Whether the first or the last token of a text can be spelled otherwise than one inside. */
  marksFirst = false;
  marksLast = false;

  add(change: Change): void {
    if (this.isJoined) this.endings.push((text) => change(text, { isFirst: true, isLast: true }));
    else this.changes.push(change);
  }

  /** False: the type of the step is not known. */
  addStep(step: DecoderJson): boolean {
    const plan = planners.get(step.type);
    plan?.(this, step);
    return plan !== undefined;
  }
}

type Planner = (plan: DecoderPlan, step: DecoderJson) => void;

const planners = new Map(
  Object.entries<Planner>({
    ByteLevel(plan) {
      plan.isByteLevel = true;
      plan.isJoined = true;
    },
    ByteFallback(plan) {
      plan.hasByteFallback = true;
    },
    Fuse(plan) {
      plan.isJoined = true;
    },
    Metaspace(plan, step) {
      const mark = step.replacement ?? '\u2581';
      const strips = prependScheme(step) !== 'never';
      plan.marksFirst ||= strips;
      plan.add((token, { isFirst }) => token.replaceAll(mark, isFirst && strips ? '' : ' '));
    },
    Replace(plan, { pattern: given, content }) {
      const pattern = given?.Regex === undefined ? (given?.String ?? '') : compilePattern(given);
      plan.add((token) => token.replaceAll(pattern, () => content ?? ''));
    },
    Strip: (plan, step) => plan.add((token) => strip(token, step)),
    WordPiece(plan, step) {
      const prefix = step.prefix ?? '##';
      plan.marksFirst = true;
      plan.add((token, { isFirst }) => {
        if (isFirst) return token;
        return token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      });
      if (step.cleanup === true) plan.endings.push(cleanUp);
    },
    BPEDecoder(plan, step) {
      const suffix = step.suffix ?? '</w>';
      plan.marksLast = true;
      plan.add((token, { isLast }) => token.replaceAll(suffix, isLast ? '' : ' '));
    },
  }),
);

/** At most `start` times the content from the start, and `stop` times from the end. */
function strip(text: string, { content = ' ', start = 0, stop = 0 }: DecoderJson): string {
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
