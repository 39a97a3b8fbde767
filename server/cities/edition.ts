import type { Selectable } from 'kysely';
import type { CityTable } from '../db/schema.ts';

/** Raised when the same data make other tiles, since browsers keep the old ones for ever. */
const tileEncoding = 1;

/**
 * Names one import of a city and no other, as its tiles' addresses do: two servers, or one whose data were made anew, may
 * both have a version 1. The log is named afresh by every import.
 */
export const editionOf = ({ version, log }: Pick<Selectable<CityTable>, 'version' | 'log'>): string =>
  `${tileEncoding}-${version}-${log.slice(0, 8)}`;
