// What a schema refuses, in words: where, what was expected, what was found.

import { IndexError } from '../../errors.ts';

/** An error of the validators in validation.ts. */
export interface Refusal {
  readonly instancePath?: string;
  readonly message?: string;
  readonly keyword?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly parentSchema?: {
    readonly description?: string;
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly anyOf?: readonly { readonly const?: unknown; readonly type?: string }[];
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
  const { params = {}, data } = refusal;
  const unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (unknown !== undefined) {
    const fields = Object.keys(refusal.parentSchema?.properties ?? {});
    const known = fields.length === 0 ? 'none' : fields.join(', ');
    return `${place} has no field ${foundOf(unknown)}: expected only ${known} (see /docs)`;
  }
  const missing = params['missingProperty'];
  if (missing !== undefined) return `${place}: ${JSON.stringify(missing)} is missing`;
  return `${place}: expected ${expectedOf(refusal)}; found ${foundOf(data)}`;
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'an object',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function expectedOf({ keyword, params = {}, parentSchema = {}, message = '' }: Refusal): string {
  const { description, anyOf } = parentSchema;
  const limit = Number(params['limit']).toLocaleString('en');
  switch (keyword) {
    case 'enum':
      return `one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
    case 'anyOf': {
      const choices = anyOf?.map((one) => one.const) ?? [];
      if (choices.every((choice) => choice !== undefined)) return `one of ${choices.join(', ')}`;
      return anyOf?.map((one) => types[one.type ?? ''] ?? 'something else').join(' or ') ?? message;
    }
    case 'pattern':
      return description ?? message;
    case 'type':
      return types[String(params['type'])] ?? message;
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'minItems':
      return `at least ${limit} in the list`;
    case 'maxItems':
      return `at most ${limit} in the list`;
    case 'minLength':
      return `a text of at least ${limit} characters`;
    case 'maxLength':
      return `a text of at most ${limit} characters`;
    default:
      return message;
  }
}

/** A value as JSON, not much of it. */
function foundOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= 40 ? json : `${json.slice(0, 40)}...`;
}
