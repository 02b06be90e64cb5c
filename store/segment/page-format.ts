// The container that every file of a segment is: pages, each with a checksum, then a footer.
//
//   page 0            header: magic, format version, kind of file; zeros
//   pages 1..p-1      sections, each starting on a page
//   pages p..q-1      checksums: CRC-32 of pages 0..p-1, u32 each
//   footer            JSON: sections, properties, CRC-32 of pages p..q-1 ("roots")
//   trailer, 32 bytes start u64, length u32, crc u32 of the footer; version u32; crc u32; magic
//
// Every byte of the file is covered: pages by their checksums, the checksums by the roots, the
// footer by the trailer, the trailer by itself. Opening reads footer and trailer only; a page is
// checked when it is first read. FORMAT.md has the byte tables.

export const pageBytes = 4096;
export const pageWords = pageBytes / 4;
export const headerMagic = 'FSEENSEG';
export const trailerMagic = 'FSEENEND';
export const trailerBytes = 32;
/** Version of the segment files and of the catalogue; others are refused, see UPGRADING. */
export const formatVersion = 2;

export type FileKind = 'index' | 'text';

export interface SectionPlace {
  /** Byte offset in the file, a multiple of pageBytes. */
  readonly start: number;
  /** Bytes, padding to the next page left out. */
  readonly length: number;
}

export interface Footer<Properties = unknown> {
  readonly kind: FileKind;
  readonly sections: Readonly<Record<string, SectionPlace>>;
  /** Numbers that the file's reader needs before it reads a page. */
  readonly properties: Properties;
  /** Pages in front of the checksum pages. */
  readonly pages: number;
  /** CRC-32 of each checksum page. */
  readonly roots: readonly number[];
}
