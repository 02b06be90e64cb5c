// Where the spans of a text stand in it, and which of them each piece of the text shows. Pure.
//
// The answer has spans by tokens, with the text of each. Spans are maximal and come in order, so start
// and end rise from one to the next. The first place at which both rise is the span's own.

/** @typedef {{ start: number, end: number }} Place UTF-16 units [start, end) of the text */
/** @typedef {{ start: number, end: number, span: number | null }} Piece `span`: its place in the list */

/**
 * @param {string} text
 * @param {readonly { readonly text: string }[]} spans
 * @returns {(Place | null)[]} null for a span that is not in the text
 */
export function placeSpans(text, spans) {
  let before = { start: -1, end: 0 };
  return spans.map((span) => {
    const { length } = span.text;
    const from = Math.max(before.start + 1, before.end - length + 1);
    const start = findAtWord(text, span.text, from);
    if (start < 0 || length === 0) return null;
    before = { start, end: start + length };
    return before;
  });
}

/** Where `part` stands from `from` on: between words if it can be, as tokens do not end inside them. @param {string} text @param {string} part @param {number} from */
function findAtWord(text, part, from) {
  const first = text.indexOf(part, from);
  for (let at = first; at >= 0; at = text.indexOf(part, at + 1)) {
    if (!isInWord(text, at) && !isInWord(text, at + part.length)) return at;
  }
  return first;
}

/** Is there a letter or digit on both sides of `at`? @param {string} text @param {number} at */
function isInWord(text, at) {
  return /^[\p{L}\p{N}]{2}$/u.test(text.slice(Math.max(0, at - 1), at + 1));
}

/**
 * The text in pieces, from its start to its end. A piece that several spans cover shows the longest of
 * them, of equal ones the first; `whole` is shown in all of its pieces. So a span may have no piece.
 * @param {string} text
 * @param {readonly (Place | null)[]} places rising
 * @param {number | null} [whole] a span's place in the list
 * @returns {Piece[]}
 */
export function cutPieces(text, places, whole = null) {
  const edges = new Set([0, text.length]);
  for (const place of places) {
    if (place === null) continue;
    edges.add(place.start);
    edges.add(place.end);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  /** @type {Piece[]} */
  const pieces = [];
  // Those that may cover the next piece; they end in order.
  let first = 0;
  for (const [i, start] of sorted.entries()) {
    const end = sorted[i + 1];
    if (end === undefined) break;
    while (first < places.length && (places[first]?.end ?? 0) <= start) first++;
    const isOfWhole = covers(whole === null ? null : places[whole], start);
    const span = isOfWhole ? whole : longestAt(places, first, start);
    const last = pieces.at(-1);
    if (last !== undefined && last.span === span) last.end = end;
    else pieces.push({ start, end, span });
  }
  return pieces;
}

/** @param {Place | null | undefined} place @param {number} at */
function covers(place, at) {
  return !!place && place.start <= at && at < place.end;
}

/** The longest span from `first` on that covers `at`; null: none. @param {readonly (Place | null)[]} places @param {number} first @param {number} at */
function longestAt(places, first, at) {
  let found = null;
  let longest = 0;
  for (let i = first; i < places.length; i++) {
    const place = places[i];
    if (!place) continue;
    if (place.start > at) break;
    const length = place.end - place.start;
    if (place.end <= at || length <= longest) continue;
    longest = length;
    found = i;
  }
  return found;
}
