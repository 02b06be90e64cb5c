// The maximal spans of a text in several shards -> those of the whole.
//
// A span was seen inside one record, so one shard has all of it: the longest of the shards are the longest of
// the whole. Their counts are not known from that, as another shard may hold a span inside a longer one.

/** Token offsets, half-open. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Spans that no other one holds, each once, in order of start. */
export function maximalSpans<One extends Span>(spans: readonly One[]): One[] {
  const inOrder = spans.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let reached = 0;
  return inOrder.filter(({ end }) => {
    if (end <= reached) return false;
    reached = end;
    return true;
  });
}
