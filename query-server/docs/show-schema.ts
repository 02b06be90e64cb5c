// A JSON Schema as people read it: the notation of TypeScript's types, with descriptions next to them.

export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
}

export function showSchema(one: Schema = {}, indent = ''): string {
  if (one.const !== undefined) return JSON.stringify(one.const);
  if (one.enum !== undefined) return one.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (one.anyOf !== undefined) {
    return [...new Set(one.anyOf.map((part) => showSchema(part, indent)))].join(' | ');
  }
  if (one.type === 'array') return showArray(one, indent);
  if (one.type === 'object' || one.properties !== undefined) return showObject(one, indent);
  if (one.type === undefined) return one.description ?? 'any';
  return [one.type].flat().join(' | ');
}

function showArray({ items }: Schema, indent: string): string {
  const element = showSchema(items, indent);
  return element.includes(' | ') && !element.startsWith('{') ? `(${element})[]` : `${element}[]`;
}

function showObject(schema: Schema, indent: string): string {
  const { properties, required = [], patternProperties, additionalProperties } = schema;
  if (properties === undefined) {
    const [value] = Object.values(patternProperties ?? {});
    const rest = typeof additionalProperties === 'object' ? additionalProperties : value;
    return `{[key: string]: ${showSchema(rest, indent)}}`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, value]) => {
    const mark = required.includes(name) ? '' : '?';
    const text = value.description === undefined ? '' : `  // ${value.description}`;
    return `${inner}${name}${mark}: ${showSchema(value, inner)}${text}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}
