// What is typed before arguments.

/** Whether npm runs the script of a checkout, where the command may not be installed. */
export function isRunByNpm(): boolean {
  return process.env['npm_lifecycle_event'] === 'firstseen';
}

export const commandByNpm = 'npm run -s firstseen --';

export function typedCommand(): string {
  return isRunByNpm() ? commandByNpm : 'firstseen';
}
