// What a schema refuses of a request, in words: where, what was expected, what was found.

import { describeExpected, showValue, type Violation } from '../../errors/expected-value.ts';
import { IndexError } from '../../errors.ts';

/** An error of the validators in validation.ts. */
export interface Refusal extends Violation {
  readonly instancePath?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Violation['parentSchema'] & {
    readonly properties?: Readonly<Record<string, unknown>>;
  };
  readonly data?: unknown;
}

/** The error for a request's `part` (`querystring`, `body`). */
export function describeRefusal(
  refusals: readonly Refusal[],
  part: string | undefined,
): IndexError {
  // Where one of several was expected, the last says so, and those before it what each lacks: worth
  // telling where it is of the kind that was meant.
  const isKind = ({ keyword = '' }: Refusal) => ['type', 'const', 'anyOf'].includes(keyword);
  const refusal = refusals.find((one) => !isKind(one)) ?? refusals.at(-1) ?? {};
  const where = part === 'querystring' ? 'query' : (part ?? 'request');
  const place = `${where}${refusal.instancePath ?? ''}`;
  const isTwice = where === 'query' && Array.isArray(refusal.data);
  const detail = isTwice ? `${place} is there more than once` : describe(place, refusal);
  return new IndexError('bad_argument', detail, { at: place });
}

function describe(place: string, refusal: Refusal): string {
  const { params = {}, data, parentSchema } = refusal;
  const unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (unknown !== undefined) {
    const fields = Object.keys(parentSchema?.properties ?? {});
    const known = fields.length === 0 ? 'none' : fields.join(', ');
    return `${place} has no field ${showValue(unknown)}: expected only ${known} (see /docs)`;
  }
  const missing = params['missingProperty'];
  if (missing !== undefined) return `${place}: ${JSON.stringify(missing)} is missing`;
  return `${place}: expected ${describeExpected(refusal)}; found ${showValue(data)}`;
}
