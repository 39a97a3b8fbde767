import pg from 'pg';

/** A PostgreSQL with PostGIS to measure against, one backend, or undefined where PEER_DATABASE_URL names none. */
export async function openPeer(): Promise<pg.Client | undefined> {
  const url = process.env.PEER_DATABASE_URL;
  if (url === undefined || url === '') return undefined;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set jit = off; set max_parallel_workers_per_gather = 0; create extension if not exists postgis');
  return client;
}

/** Of what it runs on, for the table. */
export async function peerName(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ postgres: string; postgis: string; geos: string }>(
    `select current_setting('server_version') postgres, postgis_lib_version() postgis, split_part(postgis_geos_version(), '-', 1) geos`,
  );
  const { postgres, postgis, geos } = rows[0]!;
  return `PostGIS ${postgis} (GEOS ${geos}, PostgreSQL ${postgres.split(' ')[0]!})`;
}

/** Runs `work` with a peer where there is one, and closes it. */
export async function withPeer<T>(work: (peer: pg.Client | undefined) => Promise<T>): Promise<T> {
  const peer = await openPeer();
  try {
    return await work(peer);
  } finally {
    await peer?.end();
  }
}
