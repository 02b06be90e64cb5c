// A cell of CSV as RFC 4180 has it: in quotes only where it has to be.

export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
