// The error of a field that has too many distinct values to be one of facets.

import { IndexError } from '../errors.ts';
import { maxFacets } from '../store/segment/record-facets.ts';

/** `place`: source and line of a record with one value too many, or the source's alone. */
export function tooManyFacets(place: string, facet: string): IndexError {
  return new IndexError(
    'bad_argument',
    `${place}: the facet ${JSON.stringify(facet.slice(0, 40))} is one more than the ${maxFacets} distinct values that an index may have: expected a field of few values, as a domain or a stage. Name another with --facet-field.`,
    { found: maxFacets + 1, expected: maxFacets },
  );
}
