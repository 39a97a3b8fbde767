import type { TileAddress } from './mercator.ts';
import type { LayerWriter } from './mvt.ts';
import { PointLayer } from './point-layer.ts';
import { PolygonLayer } from './polygon-layer.ts';
import { ProtobufWriter } from './protobuf.ts';
import { areaLevels, type AreaLayer, type TileCity } from './thread-api.ts';

interface Cuttable {
  tile: (address: TileAddress) => LayerWriter;
}

/** First zoom of the areas of a level (`areaLevels`): before it they are a few pixels wide. */
const areaMinZoom = [0, 0, 6, 8];
/** The same of their labels, which need more room. */
const labelMinZoom = [0, 0, 9, 11];

function zoneLayers({ zoneShapes, zoneCommunity, zoneKind, zonePeople }: TileCity): Cuttable[] {
  // No strings: a code in each zone would outweigh its geometry.
  const values = (f: number) => [zoneCommunity[f]!, zoneKind[f]!, zonePeople[f]!];
  return [new PolygonLayer(zoneShapes, { name: 'zones', keys: ['a', 'k', 'p'], values })];
}

function areaLayers({ areas, areaShapes, water }: TileCity): Cuttable[] {
  const levels = areas.map((a) => areaLevels.indexOf(a.level));
  const labels = areas.map((a, index) => ({
    id: index,
    position: a.label,
    values: [levels[index]!, a.name, a.nameEn],
    minZoom: labelMinZoom[levels[index]!]!,
  }));
  return [
    new PolygonLayer(areaShapes, {
      name: 'areas',
      keys: ['l'],
      values: (f) => [levels[f]!],
      minZoom: (f) => areaMinZoom[levels[f]!]!,
    }),
    new PolygonLayer(water, { name: 'water', keys: [], values: () => [] }),
    new PointLayer('labels', ['l', 'n', 'e'], labels),
  ];
}

/** All tiles of one edition of a city's areas. */
export class CityLayers {
  private readonly layers: Record<AreaLayer, Cuttable[]>;

  constructor(city: TileCity) {
    this.layers = { zones: zoneLayers(city), areas: areaLayers(city) };
  }

  /** The bytes of a tile, not compressed; empty where there is nothing in it. */
  tile(layer: AreaLayer, address: TileAddress): Uint8Array {
    return encodeTile(this.layers[layer], address);
  }
}

/** One tile of the parts of several layers; empty where none has anything in it. */
export function encodeTile(layers: readonly Cuttable[], address: TileAddress): Uint8Array {
  const tile = new ProtobufWriter();
  for (const layer of layers) layer.tile(address).finish(tile);
  return tile.view();
}
