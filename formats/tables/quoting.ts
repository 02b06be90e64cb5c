/** What quotation marks in a table do: `standard`, they enclose cells; `none`, they are text. */
export const quotings = ['standard', 'none'] as const;
export type Quoting = (typeof quotings)[number];
