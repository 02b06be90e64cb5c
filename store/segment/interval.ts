// A suffix-array interval: the sorted suffixes that begin with some tokens are neighbours.
//
// Sorted suffixes are numbered from 0 on. Papers, FORMAT.md and the kernel call them rows. The
// suffixes that begin with one phrase are [start, end), and end - start is its count.

export interface Interval {
  readonly start: number;
  readonly end: number;
}

export const emptyInterval: Interval = Object.freeze({ start: 0, end: 0 });
