// What commander says of an error of usage, in the form of all other errors (docs/command-line.md).

/**
 * One line, without prefix and code. Commander names a value that a parser refuses, and the parser's
 * words say what was found: they are kept.
 */
export function usageMessage(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .trimEnd()
    .replaceAll('\n', ' ');
  const refused = ofOption.exec(line) ?? ofArgument.exec(line);
  if (refused === null) return line;
  const [, name = '', expected = ''] = refused;
  return `${name}: e${expected}`;
}

const ofOption = /^(option '[^']*') argument '.*' is invalid\. E(xpected .*?)\.?$/;
const ofArgument =
  /^command-argument value '.*' is invalid for (argument '[^']*')\. E(xpected .*?)\.?$/;
