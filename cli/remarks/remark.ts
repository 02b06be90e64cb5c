// Remarks go to stderr, a line each.

export function remark(text: string): void {
  process.stderr.write(`firstseen: ${text}\n`);
}

export function warn(text: string): void {
  remark(`warning: ${text}`);
}
