import type pg from 'pg';
import { geometryOf } from '../../geodata/shapes.ts';
import type { CityModel } from '../../geodata/model.ts';
import type { TileAddress } from '../../server/tiles/mercator.ts';

/** Zones in EPSG:3857 with a spatial index, as the peer wants them; not on the clock. */
export async function loadZones(client: pg.Client, { zones, zoneShapes }: CityModel): Promise<void> {
  await client.query('drop table if exists zones3857; create table zones3857 (id int, p int, geom geometry)');
  for (let from = 0; from < zones.length; from += 2000) {
    const part = zones.slice(from, from + 2000);
    await client.query(
      `insert into zones3857
       select id, p, st_transform(st_setsrid(st_geomfromgeojson(g), 4326), 3857)
       from unnest($1::int[], $2::int[], $3::text[]) as t(id, p, g)`,
      [
        part.map((_, i) => from + i),
        part.map((zone) => zone.people),
        part.map((_, i) => JSON.stringify(geometryOf(zoneShapes, from + i))),
      ],
    );
  }
  await client.query('create index on zones3857 using gist (geom)');
  await client.query('vacuum analyze zones3857');
}

/** The query of the bench's peers.sql: one tile of `z`, `x` and `y`, no strings in it. */
const tileQuery = `
  select st_asmvt(t, 'zones', 4096, 'geom', 'id') from (
    select id, p, st_asmvtgeom(g.geom, st_tileenvelope(z, x, y), 4096, 64, true) geom
    from zones3857 g where g.geom && st_tileenvelope(z, x, y, margin => 64.0 / 4096)) t where geom is not null`;

const columns = (addresses: TileAddress[]): number[][] => [
  addresses.map((a) => a.z),
  addresses.map((a) => a.x),
  addresses.map((a) => a.y),
];

/** Makes all tiles on the server; only the sum of their lengths comes back. */
export async function postgisTiles(client: pg.Client, addresses: TileAddress[]): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select sum(length(m)) bytes from (select (${tileQuery}) m
     from unnest($1::int[], $2::int[], $3::int[]) as tt(z, x, y)) s`,
    columns(addresses),
  );
  return Number(rows[0]!.bytes);
}

export async function postgisTile(client: pg.Client, address: TileAddress): Promise<Uint8Array> {
  const { rows } = await client.query<{ m: Buffer }>(
    `select (${tileQuery}) m from unnest($1::int[], $2::int[], $3::int[]) as tt(z, x, y)`,
    columns([address]),
  );
  return rows[0]!.m;
}
