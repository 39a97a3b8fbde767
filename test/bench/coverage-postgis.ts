import type pg from 'pg';
import type { PlanarShapes } from '../../server/coverage/engine/planar-shapes.ts';

/** Puts zones into a table with an index, in plane metres (EPSG:32650 stands for any plane). */
export async function loadZones(peer: pg.Client, zones: PlanarShapes): Promise<void> {
  const texts = Array.from({ length: zones.featureStart.length - 1 }, (_, zone) => zoneText(zones, zone));
  await peer.query('create temp table zones (id int primary key, geom geometry(multipolygon, 32650))');
  await peer.query(
    `insert into zones select n - 1, st_geomfromtext(t, 32650) from unnest($1::text[]) with ordinality as u(t, n)`,
    [texts],
  );
  await peer.query('create index on zones using gist (geom)');
  await peer.query('vacuum analyze zones');
}

/** Puts circles as regular polygons with `corners` corners, inscribed, as `circles`. */
export async function loadCircles(peer: pg.Client, discs: Float64Array, corners: number): Promise<void> {
  const texts = Array.from({ length: discs.length / 3 }, (_, i) =>
    circleText(discs[3 * i]!, discs[3 * i + 1]!, discs[3 * i + 2]!, corners),
  );
  await peer.query('drop table if exists circles');
  await peer.query('create temp table circles (id int primary key, geom geometry(polygon, 32650))');
  await peer.query(
    `insert into circles select n - 1, st_geomfromtext(t, 32650) from unnest($1::text[]) with ordinality as u(t, n)`,
    [texts],
  );
  await peer.query('create index on circles using gist (geom)');
  await peer.query('vacuum analyze circles');
}

function zoneText({ coords, ringStart, polygonStart, featureStart }: PlanarShapes, zone: number): string {
  const polygons: string[] = [];
  for (let p = featureStart[zone]!; p < featureStart[zone + 1]!; p++) {
    const rings: string[] = [];
    for (let r = polygonStart[p]!; r < polygonStart[p + 1]!; r++) {
      const points: string[] = [];
      for (let i = ringStart[r]!; i < ringStart[r + 1]!; i++) points.push(`${coords[2 * i]!} ${coords[2 * i + 1]!}`);
      rings.push(`(${points.join(',')})`);
    }
    polygons.push(`(${rings.join(',')})`);
  }
  return `multipolygon(${polygons.join(',')})`;
}

export function circleText(x: number, y: number, radiusMetres: number, corners: number): string {
  const points = Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % corners)) / corners;
    return `${x + radiusMetres * Math.cos(angle)} ${y + radiusMetres * Math.sin(angle)}`;
  });
  return `polygon((${points.join(',')}))`;
}

/** The best query that was found for the covered share of every zone: the union cut into small pieces, then joined. */
export const sharesQuery = `
  with p as materialized (select st_subdivide((st_dump(st_union(geom))).geom, 64) g from circles)
  select q.id, sum(case when st_coveredby(q.geom, p.g) then st_area(q.geom) else st_area(st_intersection(q.geom, p.g)) end)
    / st_area(q.geom) f
  from p join zones q on q.geom && p.g and st_intersects(q.geom, p.g) group by q.id, q.geom`;

/** One station moved: the zones under its old ($1) and new ($2) circle, each against the circles that meet it. */
export const moveQuery = `
  select q.id, case when cov then 1.0 when u is null then 0.0 else st_area(st_intersection(q.geom, u)) / st_area(q.geom) end f
  from (select q.id, q.geom, cv.cov, case when cv.cov then null else
          (select st_union(k.geom) from circles k where k.geom && q.geom and st_intersects(k.geom, q.geom)) end u
        from (select * from zones where geom && $1::geometry union select * from zones where geom && $2::geometry) q,
          lateral (select exists (select 1 from circles k where k.geom && q.geom and st_covers(k.geom, q.geom)) cov) cv) q`;
