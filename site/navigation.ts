// The pages of the site, in the order in which a reader may want them. A test finds pages left out.

export interface Group {
  readonly title: string;
  /** Paths from the root of the repository, with the words of the menu. */
  readonly pages: readonly (readonly [path: string, title: string])[];
  /** Closed until it is asked for. */
  readonly closed?: true;
}

export const groups: readonly Group[] = [
  {
    title: 'Start',
    pages: [
      ['README.md', 'What it does'],
      ['docs/command-line.md', 'Install, and the command line'],
      ['docs/corpora.md', 'Index a corpus'],
      ['docs/sources.md', 'Where corpora may lie'],
      ['docs/training.md', 'Log a training run'],
      ['docs/scale.md', 'Build on many machines'],
      ['docs/web-page.md', 'The web page'],
    ],
  },
  {
    title: 'Ask',
    pages: [
      ['docs/exposures.md', 'Phrases and exposures'],
      ['docs/search.md', 'Search'],
      ['docs/opensearch.md', 'Search in OpenSearch'],
      ['docs/records.md', 'Records'],
      ['docs/trace.md', 'Trace and overlap'],
      ['docs/words.md', 'Words'],
    ],
  },
  {
    title: 'Evaluate',
    pages: [
      ['docs/evaluate.md', 'In five commands'],
      ['docs/splits.md', 'Splits'],
      ['docs/results.md', 'Results'],
      ['docs/curves.md', 'Curves and dose'],
      ['docs/concepts.md', 'Concepts and attention'],
      ['docs/delayed-generalisation.md', 'A study'],
      ['examples/python/README.md', 'Examples in Python'],
    ],
  },
  {
    title: 'Programs',
    pages: [
      ['docs/library.md', 'The library'],
      ['docs/python.md', 'In Python'],
      ['docs/http.md', 'The server'],
      ['docs/live.md', 'While a model trains'],
      ['docs/watches.md', 'Watch lists'],
      ['docs/router.md', 'A router over shards'],
      ['docs/problems.md', 'Errors'],
    ],
  },
  {
    title: 'Formats',
    closed: true,
    pages: [
      ['docs/formats/README.md', 'Run descriptions'],
      ['docs/formats/jsonl.md', 'jsonl'],
      ['docs/formats/json.md', 'json'],
      ['docs/formats/csv.md', 'csv'],
      ['docs/formats/tsv.md', 'tsv'],
      ['docs/formats/text.md', 'text'],
      ['docs/formats/parquet.md', 'parquet'],
      ['docs/formats/arrow.md', 'arrow'],
      ['docs/formats/mds.md', 'mds'],
      ['docs/formats/order-log.md', 'order-log'],
      ['docs/formats/megatron.md', 'megatron'],
      ['docs/formats/pythia-rows.md', 'pythia-rows'],
      ['docs/formats/olmo.md', 'olmo'],
      ['docs/formats/nanogpt.md', 'nanogpt'],
      ['docs/formats/llmc.md', 'llmc'],
      ['docs/formats/datatrove.md', 'datatrove'],
    ],
  },
  {
    title: 'Project',
    pages: [
      ['bench/RESULTS.md', 'Measurements'],
      ['CHANGELOG.md', 'Changes'],
      ['UPGRADING.md', 'Upgrading'],
      ['ARCHITECTURE.md', 'Architecture'],
      ['FORMAT.md', 'Files of an index'],
      ['CONTRIBUTING.md', 'Contributing'],
      ['SECURITY.md', 'Security'],
      ['CODE_OF_CONDUCT.md', 'Code of conduct'],
    ],
  },
];

/** The page of the site for a file: without docs/, and README as the page of its folder. */
export function sitePath(path: string): string {
  return path.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
}
