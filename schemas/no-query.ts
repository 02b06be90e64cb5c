import { Type } from 'typebox';

/** The query string of a route that takes no parameters. */
export const NoQuery = Type.Object({}, { additionalProperties: false });
