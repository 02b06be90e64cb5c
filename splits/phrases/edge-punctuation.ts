// Tells punctuation around the words of a sentence from characters that belong to a word.
//
// By Unicode category, so that "。", "؟", "।", "…" and ".”" end a sentence as "." does. What stands
// inside a word in running text is left to it: hyphens, apostrophes, and signs such as "%" and "#".

/** Of a category of punctuation, and part of a word: "pre-", "5%", "C#", "@home", "R&D". */
const partOfWord = /[-\u2010\u2011\u058a\u05be\u05f3\u05f4%\u066a\u2030\u2031&#@_\u203f\u2040]/u;
const punctuation = /\p{P}/u;
const apostrophe = /['\u2019\u02bc\uff07]/u;
const letterOrDigit = /[\p{L}\p{M}\p{N}]/u;
/** Words whose apostrophe stands first and opens no quotation. */
const shortenedWord =
  /^'(?:tis|twas|twere|twill|em|n|til|till|cause|bout|round|cos|\d+s?)(?!\p{L})/iu;

/**
 * Does punctuation around words stand at this UTF-16 offset? A function of one sentence. An
 * apostrophe right after a letter is part of the word ("boys'"), unless it closes a quotation
 * that an earlier single quote has opened.
 */
export function findPunctuation(sentence: string): (offset: number) => boolean {
  const closing = closingQuotes(sentence);
  return (offset) => {
    const character = characterAt(sentence, offset);
    if (apostrophe.test(character)) {
      return closing.has(offset) || !touchesWord(sentence, offset);
    }
    return punctuation.test(character) && !partOfWord.test(character);
  };
}

/** An apostrophe belongs to the letter before it, or to the shortened word that it begins. */
function touchesWord(sentence: string, offset: number): boolean {
  return letterOrDigit.test(lastCharacter(sentence, offset)) || isShortened(sentence, offset);
}

function isShortened(sentence: string, offset: number): boolean {
  return shortenedWord.test(`'${sentence.slice(offset + 1, offset + 8)}`);
}

/** The character at an offset; empty at the end. */
function characterAt(sentence: string, offset: number): string {
  const point = sentence.codePointAt(offset);
  return point === undefined ? '' : String.fromCodePoint(point);
}

/** The character before an offset; empty at the start and after white space. */
function lastCharacter(sentence: string, offset: number): string {
  const unit = sentence.charCodeAt(offset - 1);
  const isLowHalf = unit >= 0xdc00 && unit <= 0xdfff;
  return sentence.slice(Math.max(0, offset - (isLowHalf ? 2 : 1)), offset).trim();
}

/**
 * Offsets of apostrophes that close a quotation: after each opening quote, the last apostrophe at a
 * word's end before the next opening one. So "the boys' dog" inside a quotation keeps its own.
 */
function closingQuotes(sentence: string): ReadonlySet<number> {
  const closing = new Set<number>();
  let isOpen = false;
  let last: number | undefined;
  for (const { index } of sentence.matchAll(/['\u2018\u2019\u02bc\uff07]/gu)) {
    const isBefore = letterOrDigit.test(characterAt(sentence, index + 1));
    const isAfter = letterOrDigit.test(lastCharacter(sentence, index));
    if (isBefore && !isAfter && !isShortened(sentence, index)) {
      if (isOpen && last !== undefined) closing.add(last);
      isOpen = true;
      last = undefined;
    } else if (isAfter && !isBefore) {
      last = index;
    } else if (!isAfter) {
      // After other punctuation it can only close the quotation.
      isOpen = false;
      last = undefined;
    }
  }
  if (isOpen && last !== undefined) closing.add(last);
  return closing;
}
