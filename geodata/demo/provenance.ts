import type { CityFile } from '../cities/wuhu/files.ts';
import type { Provenance } from '../model.ts';

/** Where the demo city's layers come from: the real ones as their files say, all others from the generator. */
export function demoProvenance(city: CityFile, seed: number): Provenance[] {
  const [districts, divisions] = ['districts', 'divisions'].map((layer) => {
    const found = city.provenance.find((row) => row.layer === layer);
    if (!found) throw new Error(`city.json says nothing of ${layer}`);
    return found;
  }) as [Provenance, Provenance];
  const made = (layer: string, note: string): Provenance => ({
    layer,
    source: `Shaotu demo generator, seed ${seed}`,
    licence: 'MIT',
    date: divisions.date,
    sourceCrs: 'WGS-84',
    synthetic: true,
    note,
  });
  const names = `Names and codes are real (${divisions.source}); the areas are generated.`;
  return [
    districts,
    made('streets', names),
    made('communities', names),
    made('zones', '19,480 zones as the city reports; their outlines are generated.'),
    made('compounds', '1,614 compounds as the city reports; names and places are generated.'),
    made('stations', '780 stations as the city reports; names, places, opening hours and duty teams are generated.'),
    made('people', `District totals: ${city.people.source}; where they live is generated.`),
    made(
      'water',
      'The Yangtze, roughly: its middle follows the district boundaries, its width is the same everywhere.',
    ),
  ];
}
