/**
 * The plane in which the demo city is drawn: metres east and north of a point in the middle of Wuhu. Equirectangular
 * with a constant scale (1 % off at the city's northern and southern ends), free of trigonometry so that every engine
 * draws the same bytes; what it draws is measured on the sphere afterwards.
 */
const ORIGIN_LNG = 118.1;
const ORIGIN_LAT = 31.15;
const METRES_PER_DEGREE_LAT = 111195.08;
/** Times cos 31.15°. */
const METRES_PER_DEGREE_LNG = 95161.5;
/** Positions are kept on this grid, about 0.1 m. */
const UNITS_PER_DEGREE = 1e6;

export const toX = (lng: number): number => (lng - ORIGIN_LNG) * METRES_PER_DEGREE_LNG;
export const toY = (lat: number): number => (lat - ORIGIN_LAT) * METRES_PER_DEGREE_LAT;

const onGrid = (degrees: number): number => Math.round(degrees * UNITS_PER_DEGREE) / UNITS_PER_DEGREE;

/** Metres → degrees on the 1e-6° grid. */
export const toLng = (x: number): number => onGrid(ORIGIN_LNG + x / METRES_PER_DEGREE_LNG);
export const toLat = (y: number): number => onGrid(ORIGIN_LAT + y / METRES_PER_DEGREE_LAT);

/** Length of a vector; `Math.hypot` is left to each engine to round, a square root is not. */
export const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);
