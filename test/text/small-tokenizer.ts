// A byte-level tokenizer made on the spot: a token for every byte, some merges, special tokens.

/** How ByteLevel spells each byte. */
export function levelCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const visible =
      (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
    return String.fromCharCode(visible ? byte : next++);
  });
}

const merges = ['t h', 'th e', 'Ġ th', 'Ġth e', 'o f', 'Ġ of', 'a n', 'an d', 'Ġ and', 'Ġ a'];

/** Ids: 0 end of document (special), 1 padding (special), 2 + byte, then the merges; 300 has two spaces. */
export function smallTokenizerJson(): string {
  const characters = levelCharacters();
  const vocab: Record<string, number> = {};
  for (const [byte, character] of characters.entries()) vocab[character] = 2 + byte;
  for (const merge of merges) vocab[merge.replace(' ', '')] = Object.keys(vocab).length + 2;
  const level = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const added = (id: number, content: string, special: boolean) => ({
    id,
    content,
    special,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      added(0, '<|endoftext|>', true),
      added(1, '<|padding|>', true),
      added(300, '  ', false),
    ],
    normalizer: { type: 'NFC' },
    pre_tokenizer: level,
    post_processor: level,
    decoder: level,
    model: { type: 'BPE', unk_token: null, vocab, merges },
  });
}

export const endOfDocument = 0;
/** One more than any id. */
export const smallVocabulary = 301;
