// How ByteLevel spells every byte as one visible character: printable Latin-1 as itself, the other
// bytes as U+0100, U+0101, ... in their order.

/** The character of each byte. */
export const levelCharacters: readonly string[] = spellAll();

function spellAll(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isVisible =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(isVisible ? byte : next++);
  });
}
