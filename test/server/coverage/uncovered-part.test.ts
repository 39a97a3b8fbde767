import * as turf from '@turf/turf';
import type { MultiPolygon, Polygon } from 'geojson';
import { expect, it } from 'vitest';
import { geometryOf } from '../../../geodata/shapes.ts';
import { CityCoverage } from '../../../server/coverage/city-coverage.ts';
import { uncoveredPart } from '../../../server/coverage/uncovered-part.ts';
import { smallCity } from '../../support/cities.ts';
import { coverageInputOf, discsOf } from '../../support/coverage-input.ts';

it('draws of each area what Turf leaves of it, and says the exact figures', async () => {
  const model = smallCity('smallville', 5);
  const stations = discsOf(model);
  const city = new CityCoverage(coverageInputOf(model), stations, 3);
  const circles = stations.map((s) => turf.circle([s.lng, s.lat], 500, { units: 'meters', steps: 360 }));
  for (let area = 0; area < model.areas.length; area++) {
    const { features } = await uncoveredPart(city, 500, area);
    const drawn = features[0]!;
    const whole = turf.feature<Polygon | MultiPolygon>(geometryOf(model.areaShapes, area));
    const left = turf.difference(turf.featureCollection<Polygon | MultiPolygon>([whole, ...circles]));
    const judged = left === null ? 0 : turf.area(left);
    const size = turf.area(whole);
    expect(Math.abs(turf.area(drawn) - judged) / size).toBeLessThan(1e-3);
    expect(Math.abs(drawn.properties.uncoveredM2 - judged) / size).toBeLessThan(1e-3);
    expect(drawn.properties).toMatchObject({ area: model.areas[area]!.code, radiusMetres: 500, seq: 3 });
  }
});
