/** Figures of zones, one value per zone; areas in square metres, people in heads. */
export interface ZoneFigures {
  areaM2: Float64Array;
  /** Shares 0 … 1 of the area that at least one and at least two discs cover. */
  once: Float64Array;
  twice: Float64Array;
  people: Float64Array;
  coveredPeople: Float64Array;
  twicePeople: Float64Array;
}

/** Figures of areas, one value per area. */
export interface AreaSums {
  areaM2: Float64Array;
  coveredM2: Float64Array;
  twiceM2: Float64Array;
  people: Float64Array;
  coveredPeople: Float64Array;
  twicePeople: Float64Array;
}

/** Zones with this area belong to none. */
export const noArea = 0xffff_ffff;

/**
 * Sums zones by area: `areaOfZone[zone]` is an area's index below `areas`, or `noArea`. Always summed afresh in the order
 * of the zones (20,000 zones take well under a tenth of a millisecond), so the sums are the same bits however the
 * figures came about. Throws a RangeError on another index.
 */
export function sumByArea(figures: ZoneFigures, areaOfZone: Uint32Array, areas: number): AreaSums {
  const sums: AreaSums = {
    areaM2: new Float64Array(areas),
    coveredM2: new Float64Array(areas),
    twiceM2: new Float64Array(areas),
    people: new Float64Array(areas),
    coveredPeople: new Float64Array(areas),
    twicePeople: new Float64Array(areas),
  };
  for (let zone = 0; zone < areaOfZone.length; zone++) {
    const area = areaOfZone[zone]!;
    if (area === noArea) continue;
    if (area >= areas) throw new RangeError(`zone ${zone}: no area ${area}`);
    const m2 = figures.areaM2[zone]!;
    sums.areaM2[area]! += m2;
    sums.coveredM2[area]! += m2 * figures.once[zone]!;
    sums.twiceM2[area]! += m2 * figures.twice[zone]!;
    sums.people[area]! += figures.people[zone]!;
    sums.coveredPeople[area]! += figures.coveredPeople[zone]!;
    sums.twicePeople[area]! += figures.twicePeople[zone]!;
  }
  return sums;
}
