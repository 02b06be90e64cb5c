// Cuts a text at white space where there is some near, else between two graphemes. Pure.

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** How far from the end of what fits white space is looked for; scripts without any have none. */
const nearby = 24;

/** The beginning of a text, of at most so many code units. @param {string} text @param {number} max */
export function cutEnd(text, max) {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  const from = Math.max(0, max - nearby);
  const words = text.slice(from, max + 1).match(/^.*(?=\s)/su)?.[0];
  const atSpace = text.slice(0, from + (words?.length ?? 0)).trimEnd();
  if (words !== undefined && atSpace !== '') return atSpace;
  return text.slice(0, graphemes.segment(text).containing(max)?.index).trimEnd();
}

/** The end of a text, of at most so many code units. @param {string} text @param {number} max */
export function cutStart(text, max) {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  const start = text.length - max;
  const space = text.slice(start - 1, start + nearby).search(/\s/u);
  const fromSpace = space < 0 ? '' : text.slice(start - 1 + space).trimStart();
  if (fromSpace !== '') return fromSpace;
  const piece = graphemes.segment(text).containing(start);
  const isInside = piece !== undefined && piece.index < start;
  return text.slice(isInside ? piece.index + piece.segment.length : start).trimStart();
}

/**
 * The sides of a hit without the pieces of words at their outer ends, where the server had to cut.
 * @param {{ before: string, after: string, truncated: { before: boolean, after: boolean } }} context
 */
export function mendSides({ before, after, truncated }) {
  return {
    before: truncated.before ? dropPieces(cutStart(before, before.length - 1)) : before,
    after: truncated.after ? cutEnd(after, after.length - 1) : after,
  };
}

/** What cannot begin a grapheme, after a cut. @param {string} text */
function dropPieces(text) {
  return text.replace(/^(?:[\p{M}\ufffd]|\u200d.)+/su, '').trimStart();
}
