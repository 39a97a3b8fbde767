/** The city that the first start makes. */
export const demoCityId = 'wuhu';
/** Seed of everything generated in it: the same city and the same demo years everywhere. */
export const demoSeed = 20201231;
