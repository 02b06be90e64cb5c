import t from 'tap';
import {
  findShape,
  nameShape,
  nullShape,
  type Shape,
  ShapeBuilder,
} from '../../../splits/pairs/value-shape.ts';

function shape(json: string): Shape | undefined {
  return findShape(JSON.parse(json));
}

t.test('a value has the shape that datasets would give it', async (t) => {
  t.strictSame(shape('null'), { kind: 'null' });
  t.strictSame(shape('true'), { kind: 'bool' });
  t.strictSame(shape('-7'), { kind: 'int' });
  t.strictSame(shape('9223372036854775000'), { kind: 'int' }, 'up to 64 bits');
  t.strictSame(shape('9223372036854775808'), { kind: 'float' }, 'and not beyond');
  t.strictSame(shape('0.5'), { kind: 'float' });
  t.strictSame(shape('[1, null, 0.5]'), { kind: 'list', of: { kind: 'float' } });
  t.strictSame(shape('[]'), { kind: 'list', of: { kind: 'null' } });
  t.equal(shape('[1, "a"]'), undefined, 'nothing in common');
  t.equal(shape('{"a": {"b": [1, "a"]}}'), undefined);
  t.strictSame(shape('{"a": [{"b": ""}]}'), {
    kind: 'struct',
    fields: new Map([
      ['a', { kind: 'list', of: { kind: 'struct', fields: new Map([['b', { kind: 'string' }]]) } }],
    ]),
  });
});

t.test('shapes merge where values of both have a type in common', async (t) => {
  const merged = (a: string, b: string) => {
    const builder = new ShapeBuilder();
    return builder.add(JSON.parse(a)) && builder.add(JSON.parse(b)) ? builder.shape : undefined;
  };
  t.strictSame(merged('null', '"a"'), { kind: 'string' });
  t.strictSame(merged('"a"', 'null'), { kind: 'string' });
  t.strictSame(merged('1', '0.5'), { kind: 'float' });
  t.strictSame(merged('1', '2'), { kind: 'int' });
  t.strictSame(merged('[]', '[1]'), { kind: 'list', of: { kind: 'int' } });
  t.strictSame(merged('{"a": null}', '{"b": 1, "a": true}'), shape('{"a": true, "b": 1}'));
  for (const [a, b] of [
    ['1', '"1"'],
    ['true', '1'],
    ['[1]', '["a"]'],
    ['{"a": 1}', '{"a": "a"}'],
    ['{}', '[]'],
  ] as const) {
    t.equal(merged(a, b), undefined, `${a} and ${b}`);
  }
});

t.test('a message names a shape', async (t) => {
  t.equal(nameShape(nullShape), 'null');
  t.equal(nameShape(shape('1')), 'a number');
  t.equal(nameShape(shape('""')), 'a string');
  t.equal(nameShape(shape('{}')), 'an object');
  t.equal(nameShape(undefined), 'a list of different things');
});
