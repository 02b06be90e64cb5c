// What messages call an input: its path, or standard input for `-`.

export function nameInput(path: string): string {
  return path === '-' ? 'standard input' : path;
}
