import { encodeTile } from '../../server/tiles/city-layers.ts';
import type { TileAddress } from '../../server/tiles/mercator.ts';
import type { PolygonLayer } from '../../server/tiles/polygon-layer.ts';
import { areaOf, decodeTile } from '../server/tiles/decode.ts';

/**
 * Square units from which on a zone must be in both tiles: four pixels. Smaller ones each writer rounds and drops in its
 * own way.
 */
const seenUnits = 256;

/** Area of each zone in a tile, by its id. */
function zoneAreas(bytes: Uint8Array): Map<number, number> {
  const features = decodeTile(bytes).get('zones')?.features ?? [];
  return new Map(features.map((feature) => [feature.id, areaOf(feature)]));
}

/** How many zones that can be seen in one's tile are missing in the other's, over all the tiles of the sample. */
export async function differingZones(
  ours: PolygonLayer,
  sample: TileAddress[],
  theirs: (address: TileAddress) => Promise<Uint8Array>,
): Promise<number> {
  let differing = 0;
  for (const address of sample) {
    const pair = [zoneAreas(encodeTile([ours], address)), zoneAreas(await theirs(address))] as const;
    for (const [one, other] of [pair, [pair[1], pair[0]]] as const)
      for (const [id, area] of one) if (area >= seenUnits && !other.has(id)) differing += 1;
  }
  return differing;
}
