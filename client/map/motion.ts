/** True where the person asked for less motion; moves then cut and rings stand still. */
export const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
