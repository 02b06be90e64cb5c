// What a caught value says, which may be anything.

/** The code of an error of Node, as `ENOENT`; undefined: it has none. */
export function causeCode(cause: unknown): string | undefined {
  const isCoded = typeof cause === 'object' && cause !== null && 'code' in cause;
  return isCoded && typeof cause.code === 'string' ? cause.code : undefined;
}

export function causeMessage(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
