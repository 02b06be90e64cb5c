// The script for bash, 3.2 or newer. It needs no other package.
//
// An empty list makes bash complete files, because of `-o default`; a value that is not a file turns
// that off, where bash is new enough. `--format=csv` reaches the function as three words.

import { packageVersion } from '../../package-version.ts';
import type { CommandWords, Completed } from './command-words.ts';

export function bashScript(commands: readonly CommandWords[]): string {
  const names = [...commands.map(({ name }) => name), 'help'].join(' ');
  return `# Completion of firstseen ${packageVersion()} in bash: source this file.

_firstseen() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command=\${COMP_WORDS[1]} words='' flags=''
  COMPREPLY=()
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$word"))
    compopt +o default 2>/dev/null
    return
  fi
  case "$command $before" in
    'help help') words='${names}' ;;
${valueCases(commands).join('\n')}
  esac
  case $command in
${commands.map(flagCase).join('\n')}
  esac
  if [[ $word == -* && ( -z $words || $before != -* ) ]]; then
    words=$flags
  fi
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    compopt +o default 2>/dev/null
  fi
}

complete -o bashdefault -o default -F _firstseen firstseen
`;
}

/** A case for each list of words, one for all files, and one for all that a shell cannot know. */
function valueCases(commands: readonly CommandWords[]): string[] {
  const places = commands.flatMap(valuePlaces);
  const lists = new Map<string, string[]>();
  for (const { place, value } of places) {
    const code = completeBy(value);
    lists.set(code, [...(lists.get(code) ?? []), `'${place}'`]);
  }
  return [...lists].map(([code, found]) => `    ${found.join(' | ')}) ${code} ;;`);
}

/** Behind a flag, and behind the command where words follow it. */
function valuePlaces({ name, options, operands }: CommandWords) {
  const flags = options.flatMap(({ flag, value, optional }) =>
    value === undefined || optional ? [] : [{ place: `${name} ${flag}`, value }],
  );
  const [first] = operands;
  const isWord = first?.value.kind === 'words';
  return isWord ? [...flags, { place: `${name} ${name}`, value: first.value }] : flags;
}

function completeBy(value: Completed): string {
  if (value.kind === 'words') return `words='${value.words.join(' ')}'`;
  // Files are what an empty list completes.
  if (value.kind !== 'unknown') return 'return';
  return 'compopt +o default +o bashdefault 2>/dev/null; return';
}

function flagCase({ name, options }: CommandWords): string {
  return `    ${name}) flags='${options.map(({ flag }) => flag).join(' ')}' ;;`;
}
