// A suffix-array interval: the sorted suffixes that begin with some tokens are neighbours.
//
// Papers number the sorted suffixes of a text from 0 on, as rows of its suffix array. The suffixes
// that begin with one phrase are the rows [start, end), and end - start is its count.

export interface Interval {
  readonly start: number;
  readonly end: number;
}

export const emptyInterval: Interval = Object.freeze({ start: 0, end: 0 });
