// `firstseen completion`: the script of a shell, made from the declarations.

import { bashScript } from '../completion/bash-script.ts';
import { describeWords } from '../completion/command-words.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';
import type { Command } from '../options/declare.ts';
import { printText } from '../print-text.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export async function runCompletion(
  shell: keyof typeof scripts,
  declared: readonly Command[],
): Promise<void> {
  await printText(scripts[shell](declared.map(describeWords)));
}
