import { labelPoint } from '../label.ts';
import type { CompoundRow, FlatShapes, ZoneRow } from '../model.ts';
import { areaSquareMetres } from '../shapes.ts';
import { FIRST, KINDS, SECOND } from './names.data.ts';
import type { Random } from './random.ts';

/** Zones that were one piece until late: where people live densely, a compound. */
interface Block {
  community: string;
  zones: number[];
  people: number;
  density: number;
}

interface Name {
  name: string;
  nameEn: string;
}

/** All names that the syllables give, in an order that belongs to the stream. */
function shuffledNames(random: Random): Name[] {
  const names = FIRST.flatMap(([a, aEn]) =>
    SECOND.flatMap(([b, bEn]) =>
      KINDS.map(([kind, en]): Name => ({ name: a + b + kind, nameEn: `${aEn}${bEn} ${en}` })),
    ),
  );
  for (let i = names.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [names[i], names[j]] = [names[j]!, names[i]!];
  }
  return names;
}

/** Zones, and for each of them the number of its block within the community. */
export interface Blocked {
  zones: ZoneRow[];
  zoneShapes: FlatShapes;
  groups: readonly number[];
}

function blocksOf({ zones, groups, zoneShapes }: Blocked): Block[] {
  const blocks = new Map<string, Block & { area: number }>();
  zones.forEach((zone, i) => {
    if (groups[i]! < 0) return;
    const key = `${zone.community} ${groups[i]!}`;
    const block = blocks.get(key) ?? { community: zone.community, zones: [], people: 0, density: 0, area: 0 };
    block.zones.push(i);
    block.people += zone.people;
    block.area += areaSquareMetres(zoneShapes, i);
    block.density = block.people / block.area;
    blocks.set(key, block);
  });
  return [...blocks.values()];
}

/**
 * The densest blocks become compounds, exactly `count`; their zones get the compound's index. In the order of their
 * zones, so that a compound's number says where it is.
 */
export function makeCompounds(blocked: Blocked, count: number, random: Random): CompoundRow[] {
  const { zones, zoneShapes } = blocked;
  const blocks = blocksOf(blocked);
  if (blocks.length < count) throw new RangeError(`${blocks.length} blocks cannot make ${count} compounds`);
  const densest = blocks.toSorted((a, b) => b.density - a.density).slice(0, count);
  const chosen = densest.sort((a, b) => a.zones[0]! - b.zones[0]!);
  const names = shuffledNames(random);
  const numbers = new Map<string, number>();
  return chosen.map((block, index): CompoundRow => {
    const number = (numbers.get(block.community) ?? 0) + 1;
    numbers.set(block.community, number);
    for (const zone of block.zones) zones[zone]!.compound = index;
    const middle = block.zones[Math.floor(block.zones.length / 2)]!;
    return {
      code: `${block.community}-C${String(number).padStart(2, '0')}`,
      ...names[index]!,
      community: block.community,
      position: labelPoint(zoneShapes, middle),
      people: block.people,
    };
  });
}
