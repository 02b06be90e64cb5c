// The script for fish: a line for each command and option.

import { packageVersion } from '../../package-version.ts';
import type { CommandWords, Completed, OptionWords } from './command-words.ts';

export function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name, summary }) => nameLine(name, summary));
  return `# Completion of firstseen ${packageVersion()} in fish: ~/.config/fish/completions/firstseen.fish

function __firstseen_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end

complete -c firstseen -f
complete -c firstseen -n 'test (count (commandline -opc)) -eq 1' -l version -d 'show the version'
complete -c firstseen -n 'test (count (commandline -opc)) -eq 1' -l help -d 'show every command'
${names.join('\n')}
${nameLine('help', 'show the options of a command, and an example')}
${commands.map(({ name, summary }) => wordLine('help', [name], summary)).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`;
}

function nameLine(name: string, summary: string): string {
  return `complete -c firstseen -n 'test (count (commandline -opc)) -eq 1' -a ${name} -d ${quote(summary)}`;
}

function commandLines({ name, options, operands }: CommandWords): string[] {
  const [first] = operands;
  const words = first?.value.kind === 'words' ? first.value.words : undefined;
  // Words behind an option that takes several are files as well.
  const operand = words === undefined ? `${start(name)} -F` : wordLine(name, words, first?.name);
  return [operand, ...options.map((option) => optionLine(name, option))];
}

function optionLine(name: string, { flag, help, value, optional }: OptionWords): string {
  const line = `${start(name)} -l ${flag.slice(2)}`;
  const takes = value === undefined || optional ? '' : ` ${takeValue(value)}`;
  return `${line}${takes} -d ${quote(help)}`;
}

function takeValue(value: Completed): string {
  if (value.kind === 'words') return `-x -a ${quote(value.words.join(' '))}`;
  return value.kind === 'unknown' ? '-x' : '-r -F';
}

function wordLine(name: string, words: readonly string[], help = ''): string {
  return `${start(name)} -a ${quote(words.join(' '))} -d ${quote(help)}`;
}

function start(name: string): string {
  return `complete -c firstseen -n '__firstseen_command ${name}'`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
