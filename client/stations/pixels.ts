/** Side of a mark in pixels: a speck over the whole city, exact and small near by. */
export const stationPixels = (zoom: number): number => Math.min(15, Math.max(3.5, 3.5 + (zoom - 9) * 2.2));
