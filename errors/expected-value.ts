// What a JSON Schema expected of a value, and what was found, in words: for requests to the server
// and for run descriptions. Keywords and parameters are those that Ajv and TypeBox give.

/** A keyword of a schema that a value does not fit. */
export interface Violation {
  readonly keyword?: string;
  readonly params?: object;
  readonly message?: string;
  /** The schema that has the keyword, where the validator says it. */
  readonly parentSchema?: {
    readonly description?: string;
    readonly anyOf?: readonly { readonly const?: unknown; readonly type?: string }[];
  };
}

/** Names of types as they read in a sentence. */
const typeNames = new Map<unknown, string>([
  ['string', 'a text'],
  ['array', 'a list'],
  ['object', 'an object'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

/** A noun, as `sentence` has it: "a whole number", "at least 1". */
export function describeExpected(violation: Violation): string {
  const { keyword = '', params = {}, parentSchema, message = '' } = violation;
  const values = new Map<string, unknown>(Object.entries(params));
  const limit = Number(values.get('limit')).toLocaleString('en');
  const characters = limit === '1' ? 'character' : 'characters';
  switch (keyword) {
    case 'enum':
      return `one of ${[values.get('allowedValues')].flat().join(', ')}`;
    case 'anyOf':
      return describeChoices(parentSchema?.anyOf) ?? message;
    case 'pattern':
      return parentSchema?.description ?? message;
    case 'type':
      return typeNames.get(values.get('type')) ?? message;
    case 'minimum':
      return `at least ${limit}`;
    case 'exclusiveMinimum':
      return `more than ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'minItems':
      return `a list of at least ${limit}`;
    case 'maxItems':
      return `a list of at most ${limit}`;
    case 'minLength':
      return `a text of at least ${limit} ${characters}`;
    case 'maxLength':
      return `a text of at most ${limit} ${characters}`;
    default:
      return message;
  }
}

type Choices = NonNullable<Violation['parentSchema']>['anyOf'];

function describeChoices(choices: Choices): string | undefined {
  const values = choices?.map((one) => one.const) ?? [];
  if (values.every((value) => value !== undefined)) return `one of ${values.join(', ')}`;
  return choices?.map(({ type }) => typeNames.get(type) ?? 'something else').join(' or ');
}

/** A value in words or, where it holds no others, as JSON. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return showJson(value, 40);
}

/** A value as JSON, cut after `max` characters. */
export function showJson(value: unknown, max: number): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= max ? json : `${json.slice(0, max)}...`;
}
