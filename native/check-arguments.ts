// The checks that the arguments of several verbs share. Each throws a plain RangeError.

export function check(holds: boolean, expected: string): void {
  if (!holds) throw new RangeError(`expected ${expected}`);
}

/** A whole number in [0, 2^31). */
export function isCount(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < 2 ** 31;
}

export function checkRising(numbers: Uint32Array, name: string): void {
  let last = 0;
  for (let i = 0; i < numbers.length; i++) {
    const next = numbers[i] as number;
    if (next < last) throw new RangeError(`expected ${name} that never fall`);
    last = next;
  }
}

/** No two of the arrays share memory. */
export function checkApart(arrays: readonly ArrayBufferView[]): void {
  for (const [i, one] of arrays.entries()) {
    for (const other of arrays.slice(i + 1)) check(apart(one, other), 'arrays apart');
  }
}

export function apart(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return (
    one.buffer !== other.buffer ||
    one.byteOffset + one.byteLength <= other.byteOffset ||
    other.byteOffset + other.byteLength <= one.byteOffset
  );
}
