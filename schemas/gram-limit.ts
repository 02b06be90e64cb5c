// The longest n-grams of an overlap; on its own, so that a question needs no schema library.

/** Tokens. */
export const maxGramTokens = 1000;
