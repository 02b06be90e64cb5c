#!/usr/bin/env python3
"""Small tokenizers of the families that the field uses, and what the library `tokenizers` makes of some texts.

    make_families.py OUT_DIR

Writes OUT_DIR/NAME.json for each family and OUT_DIR/expected.json: {"version", "texts", "ids": {NAME: [[id, ...], ...]},
"decoded": {NAME: [[[id, ...], text], ...]}}: the ids of each text, and the text of some rows of ids.
The tests hold text/encoder/ and text/token-table.ts to it. The training text is this project's own documentation.
Needs Python 3.10 and tokenizers 0.22.
"""
import json
import random
import sys
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

ROOT = Path(__file__).resolve().parents[2]
GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
GPT4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEEPSEEK = [
    r"\p{N}{1,3}",
    r"[一-龥぀-ゟ゠-ヿ]+",
    r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""",
]
LLAMA_DECODER = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]


def training_text():
    names = ["README.md", "ARCHITECTURE.md", "FORMAT.md", "docs/http.md", "docs/splits.md", "docs/problems.md"]
    return [line for name in names for line in (ROOT / name).read_text().splitlines() if line.strip()]


def byte_level(pre, decoder=decoders.ByteLevel(), normalizer=None, added=()):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre
    if decoder is not None:
        tokenizer.decoder = decoder
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(
        vocab_size=620, special_tokens=["<|endoftext|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    tokenizer.add_tokens(list(added))
    return tokenizer.to_str()


def sentence_piece_bpe(normalizer, pre, decoder, bytes_too=True, train_with=None):
    """`train_with`: the pre-tokenizer of the training, where the finished tokenizer has another."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=bytes_too))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = train_with or pre
    fallback = [f"<0x{byte:02X}>" for byte in range(256)] if bytes_too else []
    trainer = trainers.BpeTrainer(
        vocab_size=700, special_tokens=["<unk>", "<s>", "</s>", *fallback], limit_alphabet=90, show_progress=False
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    tokenizer.decoder = decoder
    as_json = json.loads(tokenizer.to_str())
    as_json["added_tokens"] = [token for token in as_json["added_tokens"] if token["id"] < 3]
    as_json["pre_tokenizer"] = None if pre is None else json.loads(pre.__getstate__())
    return json.dumps(as_json, ensure_ascii=False)


def with_added(text, tokens):
    tokenizer = Tokenizer.from_str(text)
    tokenizer.add_tokens(list(tokens))
    return tokenizer.to_str()


def unigram(normalizer, pre, byte_fallback=False):
    tokenizer = Tokenizer(models.Unigram())
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=500, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(training_text(), trainer)
    if not byte_fallback:
        return tokenizer.to_str()
    as_json = json.loads(tokenizer.to_str())
    as_json["model"]["vocab"] += [[f"<0x{byte:02X}>", -20.0] for byte in range(256)]
    as_json["model"]["byte_fallback"] = True
    return json.dumps(as_json, ensure_ascii=False)


def word_piece(normalizer):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(training_text(), trainers.WordPieceTrainer(vocab_size=500, special_tokens=special, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return tokenizer.to_str()


def families():
    level = pre_tokenizers.ByteLevel
    meta = pre_tokenizers.Metaspace
    split = lambda pattern, behavior="isolated": pre_tokenizers.Split(Regex(pattern), behavior)
    bare = level(add_prefix_space=False, use_regex=False)
    yield "gpt2", byte_level(level(add_prefix_space=False))
    yield "gpt2-prefix", byte_level(level(add_prefix_space=True))
    yield "gpt2-no-decoder", byte_level(level(add_prefix_space=False), decoder=None)
    spaces = [AddedToken(" " * count, normalized=True) for count in (2, 4, 8)]
    yield "neox", byte_level(level(add_prefix_space=False), normalizer=normalizers.NFC(), added=spaces)
    yield "llama3", byte_level(pre_tokenizers.Sequence([split(GPT4), bare]))
    yield "gpt4o", byte_level(pre_tokenizers.Sequence([split(GPT4O), bare]))
    yield "deepseek", byte_level(pre_tokenizers.Sequence([*map(split, DEEPSEEK), bare]))
    yield "digits", byte_level(pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), level(add_prefix_space=False)]))
    punctuation = pre_tokenizers.Punctuation(behavior="contiguous")
    yield "falcon", byte_level(pre_tokenizers.Sequence([punctuation, level(add_prefix_space=False), pre_tokenizers.Digits(individual_digits=False)]))
    yield "other-pattern", byte_level(pre_tokenizers.Sequence([split(r" ?[^(\s|[.,!?…。，、।۔،])]+"), bare]))
    prepend = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    at_marks = pre_tokenizers.Split("▁", "merged_with_next")
    llama2 = sentence_piece_bpe(prepend, None, decoders.Sequence(LLAMA_DECODER), train_with=at_marks)
    yield "llama2", llama2
    user_defined = [AddedToken("custom", single_word=True), AddedToken("<left>", lstrip=True), AddedToken("<right>", rstrip=True)]
    yield "llama2-added", with_added(llama2, [*user_defined, AddedToken("\n\n", normalized=False)])
    yield "gemma", with_added(
        sentence_piece_bpe(
            normalizers.Replace(" ", "▁"),
            pre_tokenizers.Split(" ", "merged_with_previous"),
            decoders.Sequence(LLAMA_DECODER[:3]),
            train_with=at_marks,
        ),
        [AddedToken(text, normalized=False) for text in ("\n", "\n\n", "▁▁", "▁▁▁")],
    )
    yield "spans-words", sentence_piece_bpe(prepend, None, decoders.Sequence(LLAMA_DECODER), train_with=pre_tokenizers.Split("\n", "isolated"))
    first = meta(prepend_scheme="first", split=False)
    yield "metaspace-first", sentence_piece_bpe(None, first, decoders.Metaspace(prepend_scheme="first"), train_with=meta(prepend_scheme="first"))
    yield "metaspace-always", sentence_piece_bpe(None, meta(), decoders.Metaspace(), bytes_too=False)
    yield "metaspace-never", sentence_piece_bpe(None, meta(prepend_scheme="never"), decoders.Metaspace(prepend_scheme="never"))
    one_space = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    yield "unigram", unigram(one_space, meta())
    yield "unigram-bytes", unigram(None, meta(), byte_fallback=True)
    yield "t5", unigram(None, pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), meta()]))
    yield "bert-uncased", word_piece(normalizers.BertNormalizer())
    yield "bert-cased", word_piece(normalizers.BertNormalizer(lowercase=False, strip_accents=False))
    words = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.train_from_iterator(training_text(), trainers.WordLevelTrainer(vocab_size=300, special_tokens=["[UNK]"], show_progress=False))
    yield "word-level", words.to_str()


WORDS = (
    "the of and step record index phrase was it's didn't I'll they've U.S. 3.14 1873 12345 Mr. (and \"Well,\" said— end... foo_bar "
    "don’t café naïve Straße ΑΣ ΑΣ. ΣΑΣ'Σ İstanbul ﬁne Ａｂｃ １２ 漢字 日本語 ไทย हिन्दी 한국어 e\u0301 ñ n\u0303 q\u0301 😀 👨\u200d👩\u200d👧 \u200b x\u200by "
    "\u00ad so\u00adft \ufeff \u0085 a\u0085b \u2028 \u00a0 a\u00a0b \u3000 ¨ ´ ▁ a▁b ▁▁ <s> </s> <unk> [UNK] [CLS] <|endoftext|> <0x41> \u0301 =\u0338 '' `` "
    ",; !? ... $ €5 % @user #tag http://x.y/z?a=b A1b2 McDonald '' 's 'S 'LL n't \ufffd \x00 \x07 ½ ² Ⅷ custom customs <left> <right> “From” ‘Do?’ a–b"
).split(" ")
GAPS = [" "] * 12 + ["  ", "   ", "\n", "\n\n", "\t", " \n", "\r\n", "", "", "    ", "          ", " \n\n "]


def sample_texts():
    rng = random.Random(20260600230)
    joined = ["".join(rng.choice(WORDS) + rng.choice(GAPS) for _ in range(rng.choice([1, 2, 4, 12]))) for _ in range(90)]
    short = ["".join(rng.choice(" \nab,.'1é漢▁Σσ") for _ in range(rng.randint(1, 14))) for _ in range(110)]
    return ["", " ", *joined, *short]


def sample_rows(tokenizer, encoded):
    """Rows of ids without special tokens: those of some texts, and random ones."""
    rng = random.Random(7)
    special = {token_id for token_id, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    known = [token_id for token_id in range(tokenizer.get_vocab_size()) if tokenizer.id_to_token(token_id) and token_id not in special]
    rows = [[rng.choice(known) for _ in range(rng.randint(1, 6))] for _ in range(40)] + encoded[::6]
    return [row for row in rows if row and not special & set(row)]


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    texts = sample_texts()
    ids = {}
    decoded = {}
    for name, text in families():
        tokenizer = Tokenizer.from_str(text)
        (out / f"{name}.json").write_text(json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) + "\n")
        ids[name] = [tokenizer.encode(one, add_special_tokens=False).ids for one in texts]
        decoded[name] = [[row, tokenizer.decode(row)] for row in sample_rows(tokenizer, ids[name])]
    expected = {"version": tokenizers.__version__, "texts": texts, "ids": ids, "decoded": decoded}
    (out / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


main()
