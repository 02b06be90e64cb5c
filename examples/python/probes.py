"""Sentences as token ids, and what a model says of them.

Scores are sums of log-probabilities in nats over all tokens of `" " + sentence`, the final
punctuation included, behind one prefix token: as lm-evaluation-harness scores BLiMP.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from pair_sets import Pair, PairSet
from problem import Problem
from token_positions import last_word_end, phrase_ends, token_at


@dataclass(frozen=True)
class Probe:
    """One sentence of a set."""

    row: int
    #: 0 the good sentence, 1 the bad one.
    side: int
    #: The prefix token and the sentence's tokens.
    ids: list[int]
    #: Place in `ids` of the last piece of the last word; None if states are not asked for.
    last: int | None
    #: Places in `ids` of the last pieces of the last and of the first word of the critical phrase.
    critical: tuple[int, int] | None


@dataclass(frozen=True)
class Encoding:
    """How sentences become tokens."""

    tokenizer: Any
    prefix: int
    allow_unknown: bool
    states: bool
    attention: bool


def encode_set(pairs: PairSet, encoding: Encoding) -> list[Probe]:
    """A probe for each sentence: of row 0 the good and the bad one, of row 1, and so on."""
    keys = [(row, side) for row in sorted(pairs.pairs) for side in (0, 1)]
    texts = [" " + sentence_of(pairs.pairs[row], side) for row, side in keys]
    placed = encoding.states or encoding.attention
    if placed and not encoding.tokenizer.is_fast:
        raise Problem("states and attention need a tokenizer that says where its tokens stand in "
                      "the text (a tokenizer.json); this one can be used with --kinds scores")
    encoded = encoding.tokenizer(texts, add_special_tokens=False, return_attention_mask=False,
                                 return_offsets_mapping=placed)
    probes = []
    for at, (row, side) in enumerate(keys):
        where = f"{pairs.name}: row {row}, {('good', 'bad')[side]} sentence"
        tokens = encoded["input_ids"][at]
        require_known(tokens, encoding, where)
        # A text that begins with the prefix token does not get it twice, as in the harness.
        front = [] if tokens[0] == encoding.prefix else [encoding.prefix]
        last = critical = None
        if placed:
            offsets = [(0, 0)] * len(front) + encoded["offset_mapping"][at]
            pair = pairs.pairs[row]
            last = find_last(pair, side, offsets, where) if encoding.states else None
            critical = find_critical(pair, offsets, where) if (
                encoding.attention and side == 0 and pair.critical is not None) else None
        probes.append(Probe(row, side, front + tokens, last, critical))
    if encoding.attention and all(probe.critical is None for probe in probes):
        raise Problem(f"{pairs.name} has no critical phrase, so that there is no attention to "
                      "export: name the folder that `firstseen split` wrote, --split")
    return probes


def sentence_of(pair: Pair, side: int) -> str:
    return (pair.good, pair.bad)[side]


def require_known(tokens: list[int], encoding: Encoding, where: str) -> None:
    unknown = encoding.tokenizer.unk_token_id
    if not tokens:
        raise Problem(f"{where}: the tokenizer makes no token of it")
    if unknown in tokens and unknown != encoding.prefix and not encoding.allow_unknown:
        raise Problem(f"{where}: the tokenizer does not know all of it (unknown token {unknown} "
                      f"at place {tokens.index(unknown)}). --allow-unknown scores it all the same")


def find_last(pair: Pair, side: int, offsets: list[tuple[int, int]], where: str) -> int:
    end = last_word_end(sentence_of(pair, side))
    place = None if end is None else token_at(offsets, end + 1)  # + 1: the space in front
    if place is None:
        raise Problem(f"{where}: no token holds the end of its last word")
    return place


def find_critical(pair: Pair, offsets: list[tuple[int, int]], where: str) -> tuple[int, int]:
    ends = phrase_ends(pair)
    if ends is None:
        raise Problem(f"{where}: its critical phrase {pair.critical!r} does not stand in it")
    first, last = (token_at(offsets, end + 1) for end in ends)
    if first is None or last is None:
        raise Problem(f"{where}: no token holds the end of a word of {pair.critical!r}")
    return last, first


def require_fitting(probes: list[Probe], name: str, vocabulary: int, context: int | None) -> None:
    """Refuses what the model would not take, or would silently take otherwise."""
    for probe in probes:
        where = f"{name}: row {probe.row}, {('good', 'bad')[probe.side]} sentence"
        if context is not None and len(probe.ids) > context:
            raise Problem(f"{where} has {len(probe.ids)} tokens with the prefix, and the model "
                          f"takes {context}. Leave out the set (--sets), or the row of its pair file")
        if max(probe.ids) >= vocabulary:
            raise Problem(f"{where} has the token {max(probe.ids)}, and the model has {vocabulary} "
                          "entries: the tokenizer is not this model's")


@dataclass
class Results:
    """What a model says of a set. Rows that the set does not have are nan."""

    #: [rows, 2] float64, nats; 0 good, 1 bad.
    scores: np.ndarray
    #: [rows, 2, width] float32: output of the last layer after the final norm, at `Probe.last`.
    states: np.ndarray | None
    #: [rows, layers, heads] float32: weight from the critical to the context token, good sentence.
    attention: np.ndarray | None


def equal_lengths(probes: list[Probe], batch_size: int) -> Iterator[list[Probe]]:
    """Batches of sentences with the same number of tokens, short ones first.

    There is no padding, so that no model can treat it wrongly, and a sentence's numbers do not
    depend on the others of its batch.
    """
    ordered = sorted(probes, key=lambda probe: len(probe.ids))
    start = 0
    for end in range(1, len(ordered) + 1):
        full = end - start == batch_size
        if end == len(ordered) or full or len(ordered[end].ids) != len(ordered[start].ids):
            yield ordered[start:end]
            start = end


@torch.inference_mode()
def run_probes(model: Any, probes: list[Probe], rows: int, batch_size: int,
               progress: Callable[[int], None]) -> Results:
    """Runs a model over all sentences of a set; `progress` is told how many each batch had."""
    results = Results(np.full((rows, 2), np.nan), None, None)
    for batch in equal_lengths(probes, batch_size):
        ids = torch.tensor([probe.ids for probe in batch], device=model.device)
        states = any(probe.last is not None for probe in batch)
        attention = any(probe.critical is not None for probe in batch)
        output = model(input_ids=ids, use_cache=False, output_hidden_states=states,
                       output_attentions=attention)
        # [batch, tokens - 1]: of each token but the first, given those before it
        logits = output.logits[:, :-1].float()
        chosen = logits.gather(-1, ids[:, 1:, None])[..., 0] - logits.logsumexp(-1)
        for probe, score in zip(batch, chosen.cpu().double().sum(-1).tolist()):
            results.scores[probe.row, probe.side] = score
        if states:
            keep_states(results, batch, output.hidden_states[-1])
        if attention:
            keep_attention(results, batch, output.attentions)
        progress(len(batch))
    return results


def keep_states(results: Results, batch: list[Probe], hidden: torch.Tensor) -> None:
    """`hidden`: [batch, tokens, width]."""
    if results.states is None:
        results.states = np.full((*results.scores.shape, hidden.shape[-1]), np.nan, np.float32)
    for at, probe in enumerate(batch):
        results.states[probe.row, probe.side] = hidden[at, probe.last].float().cpu().numpy()


def keep_attention(results: Results, batch: list[Probe], layers: Any) -> None:
    """`layers`: of each layer [batch, heads, from token, to token]."""
    if not layers or any(layer is None for layer in layers):
        raise Problem("the model gives no attention weights in some layers, so that there is "
                      "nothing to export with --kinds attention")
    # [batch, layers, heads, from token, to token]
    weights = torch.stack([layer.float() for layer in layers], 1)
    if results.attention is None:
        shape = (len(results.scores), *weights.shape[1:3])
        results.attention = np.full(shape, np.nan, np.float32)
    for at, probe in enumerate(batch):
        if probe.critical is not None:
            source, target = probe.critical
            results.attention[probe.row] = weights[at, :, :, source, target].cpu().numpy()


def require_finite(results: Results, pairs: PairSet, step: int) -> None:
    """A score that is not a number would count as a wrong answer without a word."""
    for row in sorted(pairs.pairs):
        if not np.isfinite(results.scores[row]).all():
            raise Problem(f"step {step}, {pairs.name}: row {row} has the scores "
                          f"{results.scores[row].tolist()}. The weights hold numbers that are not "
                          "finite, or --dtype is too narrow for this model: try --dtype float32")
