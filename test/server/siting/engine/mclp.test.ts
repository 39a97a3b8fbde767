import { describe, expect, it } from 'vitest';
import { coverRows, type CoverRows } from '../../../../server/siting/engine/cover-rows.ts';
import { siteMclpBounded } from '../../../../server/siting/engine/mclp.ts';
import { expectedSiting, sanFrancisco, swain55, type LocationInstance } from '../../../support/location-data.ts';

const within = ({ distance }: LocationInstance, reach: number): CoverRows =>
  coverRows(
    distance.map((row) => row.flatMap((d, i) => (d <= reach ? [i] : []))),
    distance[0]!.length,
  );

describe('maximal covering on published instances', () => {
  const { swain55: swain, spopt_SF: sf } = expectedSiting();
  const cases = ([10, 15] as const).flatMap((reach) =>
    Object.entries(swain[`MCLP_R${reach}`]).map(([count, optimum]) => [reach, Number(count), optimum] as const),
  );

  it.each(cases)('finds the optimum of Swain’s 55 places within %i, %i sites: %i', (reach, count, optimum) => {
    const places = swain55();
    const found = siteMclpBounded({ rows: within(places, reach), weight: places.weight, count });
    expect(found.covered).toBe(optimum);
    expect(found.bound).toBeGreaterThanOrEqual(optimum);
    expect(found.bound).toBeLessThanOrEqual(optimum * 1.01);
  });

  it('finds the optimum of San Francisco’s stores', () => {
    const city = sanFrancisco();
    expect(city.weight.reduce((a, b) => a + b, 0)).toBe(sf.total_weight);
    const found = siteMclpBounded({ rows: within(city, 5000), weight: city.weight, count: 4 });
    expect(found.covered).toBe(sf.MCLP_p4_r5000.covered_weight);
    expect(found.bound).toBeGreaterThanOrEqual(found.covered);
  });
});
