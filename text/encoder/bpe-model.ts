// Byte pair encoding of one pre-token (Sennrich et al. 2016, as Hugging Face tokenizers do it): its
// characters to symbols, the merges of symbol-chain.ts, and the symbols that are left to ids.

import { type BpeRules, decodeRules } from './bpe-rules.ts';
import { SymbolChain } from './symbol-chain.ts';
import { createByteFallback, mapVocabulary, type TokenModel } from './token-model.ts';
import type { ModelJson } from './tokenizer-json.ts';

export function createBpeModel(model: ModelJson): TokenModel {
  const vocabulary = mapVocabulary(model);
  const rules = decodeRules(model, vocabulary);
  const unknown = vocabulary.get(model.unk_token ?? '');
  const bytes = model.byte_fallback === true ? createByteFallback(vocabulary) : undefined;
  const chain = new SymbolChain(rules);
  const start = createStart(model, rules, chain);
  return {
    encode(piece, ids) {
      const whole = model.ignore_merges === true ? vocabulary.get(piece) : undefined;
      if (whole !== undefined) {
        ids.push(whole);
        return;
      }
      const unknowns = start(piece);
      chain.merge();
      let wasUnknown = false;
      chain.forEach((symbol, place) => {
        const isKnown = symbol >= 0 && symbol < rules.firstUnlisted;
        if (isKnown) ids.push(symbol);
        const spelled = isKnown
          ? undefined
          : bytes?.(unknowns.get(place) ?? rules.spelling(symbol));
        if (spelled !== undefined) ids.push(...spelled);
        const isUnknown = !isKnown && spelled === undefined;
        if (isUnknown && unknown !== undefined && !(wasUnknown && model.fuse_unk === true)) {
          ids.push(unknown);
        }
        wasUnknown = isUnknown;
      });
    },
  };
}

/** Fills the chain with the characters of a pre-token; gives those that no token has, by place. */
function createStart(model: ModelJson, rules: BpeRules, chain: SymbolChain) {
  const prefix = model.continuing_subword_prefix ?? '';
  const suffix = model.end_of_word_suffix ?? '';
  const isBare = prefix === '' && suffix === '';
  // Most characters are among the first.
  const firstSymbols = Int32Array.from({ length: 512 }, (_, unit) =>
    rules.find(String.fromCharCode(unit)),
  );
  const unknowns = new Map<number, string>();
  return (piece: string): ReadonlyMap<number, string> => {
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
          : rules.find(`${place > 0 ? prefix : ''}${character}${mark}`);
      if (symbol < 0) unknowns.set(place, character);
      chain.push(symbol);
    }
    return unknowns;
  };
}
