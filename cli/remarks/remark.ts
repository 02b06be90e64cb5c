// Remarks go to stderr, a line each.

export function remark(text: string): void {
  process.stderr.write(`firstseen: ${text}\n`);
}

/** Of a file that is whole. */
export function remarkWritten(path: string): void {
  remark(`written to ${path}`);
}

export function warn(text: string): void {
  remark(`warning: ${text}`);
}
