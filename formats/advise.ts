// Advice on data that is named where lines are expected, in the words of all formats.

/** To name the file in a run description of that format; `more` follows the name. */
export function adviseRun(format: string, more = ''): string {
  return `name it in a run description of format ${format}${more} (docs/formats/${format}.md)`;
}

/** To read the folder, `shown` as the user named it. */
export function adviseFolder(format: string, shown: string): string {
  return `read it with --format ${format} --from ${shown}, or by a run description with {"format":"${format}","files":["${shown}"]}`;
}
