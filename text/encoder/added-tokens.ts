// Added tokens: words that a tokenizer takes out of a text before anything else looks at it. What is
// between them are sections, which are tokenized one by one.
//
// The longest match from the left wins. `single_word` asks that no letter, digit, underscore
// or joiner stands next to the token; `lstrip` and `rstrip` let it swallow white space on that side.

import type { AddedTokenJson, TokenizerJson } from './tokenizer-json.ts';

/** [start, end) of a text: an added token with its id, or a section of text (id undefined). */
export interface Section {
  readonly start: number;
  readonly end: number;
  readonly id: number | undefined;
}

export interface AddedTokens {
  /** All of the text in order; white space that an added token swallowed belongs to it. */
  sections(text: string): Section[];
  /** All of them are white space. */
  readonly areSpaces: boolean;
}

/** Those that are matched in the text as it is, or those matched in the normalized text. */
export function createAddedTokens(
  { added_tokens }: TokenizerJson,
  kind: 'as-is' | 'normalized',
  normalize: (text: string) => string = (text) => text,
): AddedTokens | undefined {
  const tokens = new Map<string, AddedTokenJson>();
  for (const token of added_tokens ?? []) {
    const isNormalized = token.normalized ?? token.special !== true;
    if (isNormalized !== (kind === 'normalized')) continue;
    const content = normalize(token.content);
    if (content !== '') tokens.set(content, token);
  }
  if (tokens.size === 0) return undefined;
  const contents = [...tokens.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(contents.map(literally).join('|'), 'g');
  return {
    sections: (text) => cutSections(text, pattern, tokens),
    areSpaces: contents.every((content) => content.trim() === ''),
  };
}

function literally(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function cutSections(
  text: string,
  pattern: RegExp,
  tokens: ReadonlyMap<string, AddedTokenJson>,
): Section[] {
  const sections: Section[] = [];
  let from = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [content] = match;
    const token = tokens.get(content);
    let start = match.index;
    let end = start + content.length;
    if (token === undefined) continue;
    if (token.single_word === true && (isWord(text, start - 1) || isWord(text, end))) continue;
    if (token.lstrip === true) while (start > from && isSpace(text, start - 1)) start--;
    if (token.rstrip === true) while (end < text.length && isSpace(text, end)) end++;
    if (start > from) sections.push({ start: from, end: start, id: undefined });
    sections.push({ start, end, id: token.id });
    from = end;
    pattern.lastIndex = end;
  }
  if (from < text.length) sections.push({ start: from, end: text.length, id: undefined });
  return sections;
}

const wordCharacter = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** Whether the character of which the UTF-16 unit `at` is a part is one of a word. */
function isWord(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false;
  const isSecond = /[\udc00-\udfff]/.test(text.charAt(at));
  const character = text.codePointAt(isSecond ? at - 1 : at) ?? 0;
  return wordCharacter.test(String.fromCodePoint(character));
}

function isSpace(text: string, at: number): boolean {
  return /\p{White_Space}/u.test(text.charAt(at));
}
