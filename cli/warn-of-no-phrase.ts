// A phrase list that was read and holds none.

export function warnOfNoPhrase(list: string): void {
  const name = list === '-' ? 'standard input' : list;
  process.stderr.write(`firstseen: warning: ${name} holds no phrase: nothing was asked\n`);
}
