// What a build comes to, as `index --json` has it.

/** Amounts are of the index, after the call. */
export interface BuildSummary {
  readonly records: number;
  readonly tokens: number;
  /** The last step that consumed a record; 0: none did. */
  readonly steps: number;
  readonly first_step: number;
  readonly distinct_steps: number;
  /** Records that were left out because they cannot be read. */
  readonly skipped: number;
  /** Records in which something that is not a character became U+FFFD. */
  readonly repaired: number;
  /** Records of which `truncate` cut off the end. */
  readonly cut: number;
  readonly blank: number;
  /** Sources, and files of sources, without a record. */
  readonly empty: number;
  readonly segments: number;
  /** Sources of which something was not consumed, in words; absent: none. */
  readonly dropped?: readonly { readonly source: string; readonly dropped: string }[];
  /** The field of facets, and how many distinct values it has; absent: the index has none. */
  readonly facet?: string;
  readonly facets?: number;
  /** No record has a value in that field: mostly the name is wrong. */
  readonly facet_absent?: true;
  /** Null: nothing was committed. */
  readonly snapshot: string | null;
  readonly seconds: number;
}
