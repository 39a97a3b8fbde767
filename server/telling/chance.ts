import { randomInt } from 'node:crypto';

/** A number of chance, from 0 to below 1. */
export const chance = (): number => randomInt(2 ** 32) / 2 ** 32;
