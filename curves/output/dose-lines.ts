// Doses as JSON objects: lines of `firstseen dose --json`.

import type { DoseOfSet } from '../dose/dose.ts';

/** A line for each range, then one with the fit. */
export function doseLines({ set, seed, step, rows, fit }: DoseOfSet): object[] {
  return [
    ...rows.map(({ low, high, examples, accuracy, interval }) => ({
      ...{ set, seed, step, low, high, examples, accuracy, interval },
    })),
    {
      ...{ set, seed, step },
      fit: fit && {
        ...Object.fromEntries(
          fit.terms.map((term, i) => [
            term,
            { estimate: fit.estimates[i], standard_error: fit.standardErrors[i] },
          ]),
        ),
        log_likelihood: fit.logLikelihood,
      },
    },
  ];
}
