// The characters that divide JSON, as UTF-16 units or bytes of UTF-8.

export const jsonMarks = {
  ...{ quote: 0x22, backslash: 0x5c, comma: 0x2c },
  ...{ openList: 0x5b, closeList: 0x5d, openObject: 0x7b, closeObject: 0x7d },
} as const;
