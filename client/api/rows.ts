import { z } from 'zod';

/**
 * A row of a long list from our own server: told apart from something else by its key, not checked field by field. A
 * thousand rows would cost tens of milliseconds at the start of every page, and the server has made them by the schema.
 */
export const rowOf = <T extends object>(key: keyof T & string) =>
  z.custom<T>((row) => typeof row === 'object' && row !== null && key in row);
