import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OsmError, readOsm, type OsmFile } from '../../../geodata/formats/osm.ts';
import { generous, inPieces, osmFile, osmFolder } from '../../support/osm-data.ts';

interface Counts {
  nodes: number;
  ways: number;
  relations: number;
  refs: number;
  tags: number;
}

async function count(file: OsmFile, limits = generous): Promise<Counts> {
  const counts: Counts = { nodes: 0, ways: 0, relations: 0, refs: 0, tags: 0 };
  await readOsm(
    file,
    {
      node(_id, lng, lat, tags) {
        counts.nodes++;
        counts.tags += tags.size;
        if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)) throw new Error(`a node at ${lng}, ${lat}`);
      },
      way(_id, refs, tags) {
        counts.ways++;
        counts.refs += refs.length;
        counts.tags += tags.size;
      },
      relation() {
        counts.relations++;
      },
    },
    limits,
  );
  return counts;
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => (error instanceof OsmError ? error.code : `not an OsmError: ${String(error)}`),
  );

const text = (xml: string): OsmFile => inPieces(new TextEncoder().encode(xml), 7);
const pbf = new Uint8Array(readFileSync(path.join(osmFolder, 'bayfront.osm.pbf')));
const packed = new Uint8Array(readFileSync(path.join(osmFolder, 'monaco.osm.gz')));

describe('reading OpenStreetMap extracts', () => {
  it('reads every node and way of the two outside files', async () => {
    expect(await count(osmFile('monaco.osm.gz'))).toMatchObject({ nodes: 13_739, ways: 1_944 });
    expect(await count(osmFile('bayfront.osm.pbf'))).toMatchObject({ nodes: 2_843, ways: 468 });
  });

  it('reads the same whether the text is packed or not, and however it comes in pieces', async () => {
    const all = await count(inPieces(packed, 100_000));
    expect(await count(inPieces(gunzipSync(packed), 4096))).toEqual(all);
    expect(await count(inPieces(packed, 11))).toEqual(all);
    expect(await count(inPieces(pbf, 13))).toEqual(await count(inPieces(pbf, 1_000_000)));
  });

  it('hands over tags, nodes and members of a small file', async () => {
    const seen: unknown[] = [];
    const xml = `<?xml version="1.0"?><osm version="0.6">
      <node id="1" lat="31.5" lon="118.25"><tag k="name" v="桥 &amp; 门"/></node>
      <way id="2"><nd ref="1"/><nd ref="3"/><tag k="highway" v="steps"/></way>
      <relation id="4"><member type="way" ref="2" role="outer"/><tag k="type" v="multipolygon"/></relation></osm>`;
    await readOsm(
      text(xml),
      {
        node: (...all) => seen.push(['node', ...all]),
        way: (...all) => seen.push(['way', ...all]),
        relation: (...all) => seen.push(['relation', ...all]),
      },
      generous,
    );
    expect(seen).toEqual([
      ['node', 1, 118.25, 31.5, new Map([['name', '桥 & 门']])],
      ['way', 2, [1, 3], new Map([['highway', 'steps']])],
      ['relation', 4, [{ type: 'way', ref: 2, role: 'outer' }], new Map([['type', 'multipolygon']])],
    ]);
  });

  it('never takes a PBF that is cut short anywhere for a whole one', async () => {
    const whole = await count(inPieces(pbf));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: pbf.length - 1 }), async (length) => {
        const code = await codeOf(
          count(inPieces(pbf.subarray(0, length))).then((found) => {
            // Only between two blocks does the format not say that more was meant to come.
            expect(found).not.toEqual(whole);
          }),
        );
        expect(['osm-truncated', 'osm-unknown', 'read']).toContain(code);
      }),
      { numRuns: 120 },
    );
  });

  it('says what is damaged, and never fails in another way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: pbf.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bytes = pbf.slice();
          bytes[at]! ^= change;
          expect(await codeOf(count(inPieces(bytes)))).toMatch(/^(read|osm-(broken|truncated|unknown))$/);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('knows what is no OpenStreetMap data, and what is too much', async () => {
    expect(await codeOf(count(text('{"type":"FeatureCollection"}')))).toBe('osm-unknown');
    expect(await codeOf(count(text('<?xml version="1.0"?><gpx/>')))).toBe('osm-unknown');
    expect(await codeOf(count(inPieces(new Uint8Array(0))))).toBe('osm-unknown');
    expect(await codeOf(count(inPieces(gzipSync('PK not a map'))))).toBe('osm-unknown');
    expect(await codeOf(count(text('<?xml version="1.0"?><osm><node id="1" lat="1" lon="2"/>')))).toBe('osm-truncated');
    expect(await codeOf(count(text('<?xml version="1.0"?><osm><node id="1" lat="1"/></osm>')))).toBe('osm-broken');
    expect(await codeOf(count(text('<?xml version="1.0"?><osm><node</osm>')))).toBe('osm-broken');
    expect(await codeOf(count(inPieces(packed.subarray(0, 200_000))))).toBe('osm-truncated');
    const small = { packedBytes: 50_000, unpackedBytes: 1e10 };
    expect(await codeOf(count(inPieces(pbf), small))).toBe('osm-too-big');
    // A few bytes that unpack to many.
    const bomb = gzipSync(`<?xml version="1.0"?><osm>${' '.repeat(20_000_000)}</osm>`);
    expect(await codeOf(count(inPieces(bomb), { packedBytes: 1e6, unpackedBytes: 1e6 }))).toBe('osm-too-big');
  });
});
