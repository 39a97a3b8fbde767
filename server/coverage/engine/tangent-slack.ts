/**
 * Circles that miss being tangent by less than this share of their radii count as tangent: a slip of the last bits would
 * otherwise become a lens or a crescent 1e-8 radii long, on which three curves could disagree about who covers whom. It
 * stands above what rounding does to positions 1,000 radii away from the origin, and what it leaves out has an area of 1e-18.
 */
export const tangentSlack = 1e-12;
