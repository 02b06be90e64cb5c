// The script for zsh: a function for its completion system, to be found in $fpath or to be sourced.

import { packageVersion } from '../../package-version.ts';
import type { CommandWords, Completed, OptionWords } from './command-words.ts';

export function zshScript(commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, summary }) => quote(`${name}:${escapeColons(summary)}`));
  return `#compdef firstseen
# Completion of firstseen ${packageVersion()} in zsh: a file _firstseen in a folder of $fpath.

_firstseen() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${described.map((one) => `    ${one}`).join('\n')}
    'help:show the options of a command, and an example'
  )
  _arguments -C '(- *)'{-h,--help}'[show every command]' '(- *)'{-V,--version}'[show the version]' \\
    '1: :->command' '*:: :->rest'
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
        help) _describe -t commands command commands ;;
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}

if [[ $funcstack[1] == _firstseen ]]; then
  _firstseen "$@"
else
  compdef _firstseen firstseen
fi
`;
}

function commandCase({ name, options, operands }: CommandWords): string {
  const last = operands.length - 1;
  const places = operands.map(({ name, value }, place) => {
    const before = place === last ? '*' : String(place + 1);
    return quote(`${before}:${name}:${action(value)}`);
  });
  // Words behind an option that takes several are files as well.
  const rest = operands.length === 0 ? [quote('*:file:_files')] : places;
  const specs = [...options.map(showOption), ...rest];
  return `        ${name})
          _arguments \\
${specs.map((spec) => `            ${spec}`).join(' \\\n')} ;;`;
}

function showOption({ flag, help, value, optional }: OptionWords): string {
  const text = help.replaceAll(/[[\]:]/g, '\\$&');
  if (value === undefined) return quote(`${flag}[${text}]`);
  const name = optional ? ':' : '';
  return quote(`*${flag}=[${text}]:${name}${flag.slice(2)}:${action(value)}`);
}

function action(value: Completed): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'unknown':
      return ' ';
  }
}

function escapeColons(text: string): string {
  return text.replaceAll(':', '\\:');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
