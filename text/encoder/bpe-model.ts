// Byte pair encoding of one pre-token (Sennrich et al. 2016, as Hugging Face tokenizers do it): its
// characters to symbols, the merges of symbol-chain.ts, and the symbols that are left to ids.

import { decodeRules } from './bpe-rules.ts';
import { SymbolChain } from './symbol-chain.ts';
import { createByteFallback, mapVocabulary, type TokenModel } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';

export function createBpeModel(model: ModelJson): TokenModel {
  const vocabulary = mapVocabulary(model);
  const prefix = model.continuing_subword_prefix ?? '';
  const suffix = model.end_of_word_suffix ?? '';
  const rules = decodeRules(model, vocabulary, prefix);
  const unknown = vocabulary.get(model.unk_token ?? '');
  const bytes = model.byte_fallback === true ? createByteFallback(vocabulary) : undefined;
  const chain = new SymbolChain(rules);
  /** Characters of the pre-token that no token has, by place. */
  const unknowns = new Map<number, string>();

  /** The symbol of a character; -1: no token has it. Most characters are among the first. */
  const findSymbol = (spelled: string) =>
    rules.symbols.get(spelled) ?? vocabulary.get(spelled) ?? -1;
  const firstSymbols = Int32Array.from({ length: 512 }, (_, unit) =>
    findSymbol(String.fromCharCode(unit)),
  );
  const isBare = prefix === '' && suffix === '';

  const startChain = (piece: string): void => {
    unknowns.clear();
    chain.clear(piece.length);
    for (let at = 0, place = 0; at < piece.length; place++) {
      const unit = piece.charCodeAt(at);
      const width = unit >= 0xd800 && (piece.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      const character = piece.slice(at, at + width);
      at += width;
      const mark = at === piece.length ? suffix : '';
      const symbol =
        isBare && unit < firstSymbols.length
          ? (firstSymbols[unit] as number)
          : findSymbol(`${place > 0 ? prefix : ''}${character}${mark}`);
      if (symbol < 0) unknowns.set(place, character);
      chain.push(symbol);
    }
  };

  const appendIds = (ids: number[]): void => {
    let wasUnknown = false;
    chain.forEach((symbol, place) => {
      const isKnown = symbol >= 0 && symbol < rules.firstUnlisted;
      if (isKnown) ids.push(symbol);
      const spelled = isKnown ? undefined : bytes?.(unknowns.get(place) ?? rules.spelling(symbol));
      if (spelled !== undefined) ids.push(...spelled);
      const isUnknown = !isKnown && spelled === undefined;
      if (isUnknown && unknown !== undefined && !(wasUnknown && model.fuse_unk === true)) {
        ids.push(unknown);
      }
      wasUnknown = isUnknown;
    });
  };

  return {
    encode(piece, ids) {
      const whole = model.ignore_merges === true ? vocabulary.get(piece) : undefined;
      if (whole !== undefined) {
        ids.push(whole);
        return;
      }
      startChain(piece);
      chain.merge();
      appendIds(ids);
    },
  };
}
