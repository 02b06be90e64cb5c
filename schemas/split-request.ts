// Questions and answers of POST /v1/splits. What split.json holds is in split.ts.

import { type Static, Type } from 'typebox';
import { PolicyName, SamplingName } from './split.ts';

const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Field = Type.String({ minLength: 1 });

/** A set of pairs: objects, or the text of a file. */
const pairs = {
  pairs: Type.Optional(
    Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      description: 'the pairs as objects; or give text and format',
    }),
  ),
  text: Type.Optional(Type.String({ description: 'the text of a pair file' })),
  format: Type.Optional(
    Type.Enum(['jsonl', 'json', 'csv', 'tsv'], { description: 'of the text; default jsonl' }),
  ),
  quoting: Type.Optional(
    Type.Enum(['standard', 'none'], {
      description:
        'quotation marks in CSV and TSV. standard: they enclose cells (the default); none: they are text',
    }),
  ),
  file: Type.Optional(
    Type.String({
      maxLength: 300,
      description: 'the name of the pair file in messages; default: the name of the set',
    }),
  ),
};

export const SplitPairs = Type.Object(
  { name: Type.String({ description: 'of BLiMP its UID, which chooses the rule' }), ...pairs },
  { additionalProperties: false },
);
export type SplitPairs = Static<typeof SplitPairs>;

export const PairColumns = Type.Object(
  {
    good: Type.Optional(Field),
    bad: Type.Optional(Field),
    phrase_good: Type.Optional(Field),
    phrase_bad: Type.Optional(Field),
    phrase_field: Type.Optional(Field),
  },
  {
    additionalProperties: false,
    description: 'fields of the sentences (default sentence_good, sentence_bad), or of the phrases',
  },
);

export const SplitBody = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'of the one set; default "pairs"' })),
    ...pairs,
    sets: Type.Optional(
      Type.Array(SplitPairs, {
        minItems: 1,
        maxItems: 10_000,
        description: 'several sets, instead of one',
      }),
    ),
    policy: Type.Optional(PolicyName),
    at: Type.Optional(
      Type.Union([Step, Type.Array(Step, { minItems: 1, maxItems: 100 })], {
        description: 'by the end of this step, or a split for each of these; default: the last',
      }),
    ),
    min_count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'a phrase is exposed from this exposure on; default 1, the first',
      }),
    ),
    sampling: Type.Optional(SamplingName),
    seed: Type.Optional(Step),
    by_facet: Type.Optional(
      Type.Boolean({
        description:
          'exposures of each example by facet too: by value of the facet field of the index, or else by source file; exposure_by_facet.csv in the zip, by_facet in the lines of examples',
      }),
    ),
    columns: Type.Optional(PairColumns),
    context: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description:
          'words on either side of the one that differs, in sets without a rule; tokens in scripts without spaces',
      }),
    ),
    prefix: Type.Optional(
      Type.String({ maxLength: 100, description: 'put before the names of the added fields' }),
    ),
    task_prefix: Type.Optional(
      Type.String({ maxLength: 100, description: 'put before a set to name its task' }),
    ),
  },
  { additionalProperties: false },
);
export type SplitBody = Static<typeof SplitBody>;

/** NDJSON is text to a schema. */
export const SplitLines = Type.Unsafe<unknown>({
  description:
    'for each step a line {"split":{...split.json}}, then a line {"set","split":"proxy_train"|"proxy_validation","at","row":{...}} for each example, the row as in the files. With by_facet such a line ends with "by_facet":{FACET:{"good","bad","first_good","first_bad"}}: exposures by the step of the split, and the steps of the first ones',
});
