import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { DistrictCollection } from '../cities/wuhu/files.ts';
import { toX, toY } from './frame.ts';
import { faceMiddle, insideOf } from './inside.ts';
import type { PlanarMesh, Ring } from './mesh.ts';
import { cutAtBanks, distanceToMiddle, type River } from './river.ts';
import type { Town } from './places.data.ts';

/** A connected piece of one district. */
export interface Face {
  district: string;
  ring: Ring;
  /** `town` faces hold the points around which streets grow; `rest` is land across the water without any. */
  kind: 'town' | 'rest' | 'water';
  /** The towns that lie in it. */
  towns: readonly Town[];
}

function partsOf(geometry: Polygon | MultiPolygon): Position[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => {
    if (rings.length !== 1) throw new Error('A district with a hole cannot be divided here');
    return rings[0]!.slice(0, -1);
  });
}

/** Every district's outlines in the mesh; equal positions become one vertex, and all edges stay straight. */
function readOutlines(mesh: PlanarMesh, districts: DistrictCollection): { district: string; ring: Ring }[] {
  const known = new Map<string, number>();
  const vertexAt = (position: Position): number => {
    const key = position.join(' ');
    const found = known.get(key) ?? mesh.addAt(toX(position[0]!), toY(position[1]!));
    known.set(key, found);
    return found;
  };
  return districts.features.flatMap((feature) =>
    partsOf(feature.geometry).map((part) => {
      const ring = part.map(vertexAt);
      ring.forEach((vertex, i) => mesh.markStraight(vertex, ring[(i + 1) % ring.length]!));
      return { district: feature.properties.code, ring };
    }),
  );
}

/** A place well inside a face: the middle of the widest of its horizontal stretches at half height. */
function innerPlace(mesh: PlanarMesh, ring: Ring): [number, number] {
  const inside = insideOf(mesh, ring);
  const middle = faceMiddle(mesh, ring);
  if (inside.contains(...middle)) return middle;
  const y = (inside.box[1] + inside.box[3]) / 2;
  const at = ring.flatMap((a, i) => {
    const b = ring[(i + 1) % ring.length]!;
    const [ay, by] = [mesh.y[a]!, mesh.y[b]!];
    return ay > y === by > y ? [] : [mesh.x[a]! + ((mesh.x[b]! - mesh.x[a]!) * (y - ay)) / (by - ay)];
  });
  at.sort((a, b) => a - b);
  let widest = 0;
  for (let i = 2; i + 1 < at.length; i += 2) if (at[i + 1]! - at[i]! > at[widest + 1]! - at[widest]!) widest = i;
  return [(at[widest]! + at[widest + 1]!) / 2, y];
}

/** The districts cut at the river's banks, in metres of the drawing plane. */
export function makeFaces(
  mesh: PlanarMesh,
  districts: DistrictCollection,
  river: River,
  towns: readonly Town[],
): Face[] {
  return readOutlines(mesh, districts).flatMap(({ district, ring }) =>
    cutAtBanks(mesh, ring, river).map((piece): Face => {
      const inside = insideOf(mesh, piece);
      const own = towns.filter(([, lng, lat]) => inside.contains(toX(lng), toY(lat)));
      const isWater = distanceToMiddle(river, ...innerPlace(mesh, piece)) < river.halfWidthMetres;
      return { district, ring: piece, kind: own.length > 0 ? 'town' : isWater ? 'water' : 'rest', towns: own };
    }),
  );
}
