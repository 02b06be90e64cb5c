// The longest facet: a name of a domain, a source or a stage. A text in its place is a slip.

/** UTF-16 code units. */
export const maxFacetLength = 1000;
