// A phrase list that was read and holds nothing, or may be something else than its name says.

export function warnOfNoPhrase(list: string): void {
  const name = list === '-' ? 'standard input' : list;
  warnOfList(`${name} holds no phrase: nothing was asked`);
}

export function warnOfList(remark: string): void {
  process.stderr.write(`firstseen: warning: ${remark}\n`);
}
