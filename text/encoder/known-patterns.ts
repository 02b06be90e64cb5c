// The patterns by which the field's byte-level tokenizers cut a text into pre-tokens, as their
// tokenizer.json spells them, and what is known of each.
//
// Of all of them: a match never goes from something else on to a space, nor from an ASCII letter or
// digit on to punctuation, but for `takesContractions`; no look-ahead sees beyond the first character that is
// not white space; nothing looks back.

/** What GPT-2 called a pre-token; `ByteLevel` has it built in. */
export const gpt2Pattern =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

interface KnownPattern {
  /** Punctuation takes the line feeds behind it, and may begin a word. Otherwise it does neither. */
  readonly takesLines: boolean;
  /** A word takes the apostrophe of a contraction. */
  readonly takesContractions: boolean;
  /** It matches some runs and leaves all other text in one piece. */
  readonly isRun: boolean;
}

const gpt2Like: KnownPattern = { takesLines: false, takesContractions: false, isRun: false };
const gpt4Like: KnownPattern = { ...gpt2Like, takesLines: true };
const gpt4oLike: KnownPattern = { ...gpt4Like, takesContractions: true };
const run: KnownPattern = { ...gpt2Like, isRun: true };

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const ends = '|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const words = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+`;
const signs = '| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*';
const upper = '[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]';
const lower = '[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]';

export const knownPatterns: ReadonlyMap<string, KnownPattern> = new Map([
  [gpt2Pattern, gpt2Like],
  // GPT-4, Llama 3; OLMo 2; Qwen 2
  [`${words}|\\p{N}{1,3}${signs}${ends}`, gpt4Like],
  [`${words}|\\p{N}{1,3}${signs}|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+`, gpt4Like],
  [`${words}|\\p{N}${signs}${ends}`, gpt4Like],
  // GPT-4o
  [
    `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+${contractions}?|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*${contractions}?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*${ends}`,
    gpt4oLike,
  ],
  // DeepSeek V3 cuts by three patterns, one after the other
  ['\\p{N}{1,3}', run],
  ['[一-龥぀-ゟ゠-ヿ]+', run],
  [
    `[!"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_\`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*${ends}`,
    gpt4Like,
  ],
]);

/** What every one of them leaves in one piece. */
export const plainWord = /^ ?[A-Z]?[a-z]+$/;
