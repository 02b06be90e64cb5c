// The library's steps without its model: a tokenizer with an empty vocabulary.

import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenizerJson } from './tokenizer-json.ts';

/** Throws the library's Error for a step that it does not know. */
export function libraryWith(
  steps: Partial<Pick<TokenizerJson, 'normalizer' | 'pre_tokenizer'>>,
): Tokenizer {
  const model = { type: 'BPE', vocab: {}, merges: [] };
  const none = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  return new Tokenizer({ ...none, ...steps, added_tokens: [], model }, {});
}
