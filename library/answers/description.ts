// What is in an index, as `info --json` has it.

/** A source of an index: a file, or the files of a run. */
export interface SourceDescription {
  /** As it was given to the indexer. */
  readonly name: string;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly lines: number;
  readonly records: number;
  readonly skipped: number;
  /** Read to its end. */
  readonly complete: boolean;
  /** Further keys stand where they say something (docs/command-line.md). */
  readonly [key: string]: unknown;
}

export interface IndexDescription {
  readonly format: number;
  readonly analyzer: string;
  readonly analyzer_version: number;
  readonly unicode: string;
  readonly resolution: 'record' | 'step';
  readonly facet: string;
  readonly facets: number | null;
  readonly snapshot: string;
  readonly records: number;
  readonly tokens: number;
  readonly words: number;
  /** The first and the last step that consumed a record; 0 in an empty index. */
  readonly first_step: number;
  readonly steps: number;
  readonly distinct_steps: number | null;
  readonly model_tokens: number | null;
  readonly segments: number;
  readonly bytes: { readonly index: number; readonly text: number };
  readonly skipped: {
    readonly count: number;
    readonly first: readonly {
      readonly source: string;
      readonly line: number;
      readonly code: string;
    }[];
  };
  readonly empty: number;
  readonly repaired: number;
  readonly sources: readonly SourceDescription[];
  readonly cut: number;
  readonly blank: number;
  /** The run description, with the defaults filled in. */
  readonly run: Readonly<Record<string, unknown>>;
  readonly tokenizer?: { readonly name: string; readonly bytes: number; readonly sha256: string };
}
