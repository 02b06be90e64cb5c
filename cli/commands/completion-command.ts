// `firstseen completion`: its arguments and options.

import { declareCommand } from '../options/declare.ts';

export const command = declareCommand({
  name: 'completion',
  summary: 'a script by which bash, zsh or fish completes commands and options',
  description:
    'Prints a script for the shell. With it, Tab completes commands, options, and values that are words or files.',
  arguments: [
    { name: '<shell>', help: 'the shell that reads the script', choices: ['bash', 'zsh', 'fish'] },
  ],
  options: {},
  usage: 'SHELL',
  example:
    'firstseen completion bash\n' +
    'To have it in every new shell:\n' +
    '  bash: firstseen completion bash > ~/.firstseen.bash\n' +
    "        echo 'source ~/.firstseen.bash' >> ~/.bashrc\n" +
    '  zsh:  firstseen completion zsh > DIR/_firstseen (DIR in $fpath before compinit)\n' +
    '  fish: firstseen completion fish > ~/.config/fish/completions/firstseen.fish',
});
