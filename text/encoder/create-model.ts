// The model that a tokenizer.json names, and the two models that are a few lines: WordPiece and WordLevel.

import { createBpeModel } from './bpe-model.ts';
import { mapVocabulary, type TokenModel } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';
import { createUnigramModel } from './unigram-model.ts';

/** A string: the type of the model, which is not known. */
export function createTokenModel(model: ModelJson): TokenModel | string {
  switch (detectModelType(model)) {
    case 'BPE':
      return createBpeModel(model);
    case 'Unigram':
      return createUnigramModel(model);
    case 'WordPiece':
      return createWordPieceModel(model);
    case 'WordLevel':
      return createWordLevelModel(model);
    default:
      return detectModelType(model);
  }
}

/** Old files leave the type out: it shows in the keys. */
export function detectModelType(model: ModelJson): string {
  if (model.type !== undefined) return model.type;
  if (Array.isArray(model.vocab)) return 'Unigram';
  if (model.merges !== undefined) return 'BPE';
  return model.continuing_subword_prefix === undefined ? 'WordLevel' : 'WordPiece';
}

/** Longest match first, from the left; a word in which a place has none is unknown as a whole. */
function createWordPieceModel(model: ModelJson): TokenModel {
  const vocabulary = mapVocabulary(model);
  const unknown = vocabulary.get(model.unk_token ?? '[UNK]');
  const prefix = model.continuing_subword_prefix ?? '##';
  const maxCharacters = model.max_input_chars_per_word ?? 100;
  const split = (word: string): number[] | undefined => {
    const characters = Array.from(word);
    if (characters.length > maxCharacters) return undefined;
    const ids: number[] = [];
    for (let start = 0; start < characters.length; ) {
      let rest = (start > 0 ? prefix : '') + characters.slice(start).join('');
      let end = characters.length;
      let id = vocabulary.get(rest);
      while (id === undefined && end > start + 1) {
        end--;
        rest = rest.slice(0, rest.length - (characters[end]?.length ?? 0));
        id = vocabulary.get(rest);
      }
      if (id === undefined) return undefined;
      ids.push(id);
      start = end;
    }
    return ids;
  };
  return {
    encode(piece, ids) {
      const found = split(piece);
      if (found !== undefined) ids.push(...found);
      else if (unknown !== undefined) ids.push(unknown);
    },
  };
}

function createWordLevelModel(model: ModelJson): TokenModel {
  const vocabulary = mapVocabulary(model);
  const unknown = vocabulary.get(model.unk_token ?? '');
  return {
    encode(piece, ids) {
      const id = vocabulary.get(piece) ?? unknown;
      if (id !== undefined) ids.push(id);
    },
  };
}
