import type { AreaRow, CompoundRow, OpeningHours, PeoplePoints, StationKind, StationSeed, ZoneRow } from '../model.ts';
import { apportion } from './apportion.ts';
import type { Random } from './random.ts';
import { type OpenPeople, openPeople } from './sites.ts';

/** What stations are set by. */
export interface StationPlan {
  /** All stations, of all kinds. */
  total: number;
  neighbourhoodCentres: number;
  /** People who stand duty, over all stations. */
  dutyPeople: number;
  /** Reach of a station: the 15-minute circle. */
  radiusMetres: number;
}

/** What the stations are set into. */
export interface Town {
  areas: readonly AreaRow[];
  zones: readonly ZoneRow[];
  compounds: readonly CompoundRow[];
  people: PeoplePoints;
  /** For each zone the number of its block within the community. */
  groups: readonly number[];
}

/** A place where a station can stand: at a building. */
interface Site {
  name: string;
  nameEn: string;
  community: string;
  position: [number, number];
  people: number;
}

interface Placed extends Site {
  kind: StationKind;
}

/** Choice of the planners of the past: from 1 (always the best site) down. */
const LEAST_WISDOM = 0.2;

/** `[weight, hours]`: when stations of a kind are open, and how common that is. */
const HOURS: Record<StationKind, readonly (readonly [number, readonly OpeningHours[]])[]> = {
  vanguard: [
    [0.5, [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }]],
    [0.25, [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '21:00' }]],
    [0.15, [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }, { days: [6, 7], from: '09:00', to: '16:00' }]], // prettier-ignore
    [0.06, [{ days: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '19:00' }]],
    [0.04, [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]],
  ],
  centre: [
    [0.7, [{ days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }, { days: [6], from: '09:00', to: '12:00' }]], // prettier-ignore
    [0.3, [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:30', to: '17:30' }]],
  ],
  neighbourhood: [[1, [{ days: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '21:00' }]]],
};

const DUTY_WEIGHT: Record<StationKind, number> = { vanguard: 1, centre: 1.6, neighbourhood: 2.2 };
const LEAST_DUTY_PEOPLE = 12;

function hoursFor(kind: StationKind, random: Random): OpeningHours[] {
  let left = random.next();
  for (const [weight, hours] of HOURS[kind]) {
    left -= weight;
    if (left < 0) return hours.map((row) => ({ ...row, days: [...row.days] }));
  }
  return HOURS[kind][0]![1].map((row) => ({ ...row, days: [...row.days] }));
}

/** For each zone the place of its fullest building; zones without people have none. */
function fullestBuildings(people: PeoplePoints): Map<number, [number, number]> {
  const best = new Map<number, { people: number; at: [number, number] }>();
  for (let i = 0; i < people.people.length; i++) {
    const zone = people.zone[i]!;
    if ((best.get(zone)?.people ?? 0) >= people.people[i]!) continue;
    best.set(zone, { people: people.people[i]!, at: [people.lngLat[2 * i]!, people.lngLat[2 * i + 1]!] });
  }
  return new Map([...best].map(([zone, { at }]) => [zone, at]));
}

/** `赭山社区` → `赭山`, so that `赭山先锋驿站` reads well. */
const stem = (name: string): string => name.replace(/(社区|虚拟社区|街道)$/, '');
const stemEn = (name: string): string => name.replace(/ (Community|Virtual Community|Subdistrict)$/, '');

/** In every block of zones the building that sees most people around. */
function findSites(town: Town, open: OpenPeople): Site[] {
  const { areas, zones, compounds, groups } = town;
  const places = fullestBuildings(town.people);
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const best = new Map<string, Site>();
  zones.forEach((zone, i) => {
    const position = places.get(i);
    if (!position) return;
    const around = open.gain(...position);
    const owner = zone.compound >= 0 ? compounds[zone.compound]! : byCode.get(zone.community)!;
    const { name, nameEn } = owner;
    const site: Site = {
      name: stem(name),
      nameEn: stemEn(nameEn),
      community: zone.community,
      position,
      people: around,
    };
    const block = `${zone.community} ${groups[i]!}`;
    if ((best.get(block)?.people ?? -1) < around) best.set(block, site);
  });
  return [...best.values()];
}

/** Takes sites one by one, most people newly reached first, as wisely as each site's luck allows. */
function placeVanguards(sites: readonly Site[], open: OpenPeople, count: number, random: Random): Placed[] {
  const left = sites.map((site) => ({
    site,
    luck: LEAST_WISDOM + (1 - LEAST_WISDOM) * random.next(),
    score: Infinity,
  }));
  const placed: Placed[] = [];
  if (left.length < count) throw new RangeError(`${left.length} sites are too few for ${count} stations`);
  while (placed.length < count) {
    let first = 0;
    for (let i = 1; i < left.length; i++) if (left[i]!.score > left[first]!.score) first = i;
    const top = left[first]!;
    // Lazy greedy: a score only falls, so the one that is still first when reckoned anew is the best.
    const fresh = top.luck * open.gain(...top.site.position);
    if (fresh < top.score) {
      top.score = fresh;
      continue;
    }
    left.splice(first, 1);
    open.cover(...top.site.position);
    placed.push({ ...top.site, kind: 'vanguard' });
  }
  return placed;
}

/** The site with most people around in every street. */
function placeCentres(areas: readonly AreaRow[], sites: readonly Site[]): Placed[] {
  const streetOf = new Map(areas.map((area) => [area.code, area.parent]));
  return areas.flatMap((street): Placed[] => {
    if (street.level !== 'street') return [];
    const own = sites.filter((site) => streetOf.get(site.community) === street.code);
    const first = own[0];
    if (!first) return [];
    const best = own.reduce((a, b) => (b.people > a.people ? b : a), first);
    return [{ ...best, kind: 'centre', name: stem(street.name), nameEn: stemEn(street.nameEn) }];
  });
}

/** How a second and a third station of one community are called. */
const ORDINALS = ['', '第二', '第三', '第四', '第五'];

const NAMES: Record<StationKind, readonly [string, string]> = {
  vanguard: ['先锋驿站', 'Vanguard Station'],
  centre: ['党群服务中心', 'Service Centre'],
  neighbourhood: ['宜邻中心', 'Neighbourhood Centre'],
};

function finish(placed: readonly Placed[], dutyPeople: number, random: Random): StationSeed[] {
  const weights = placed.map(({ kind }) => DUTY_WEIGHT[kind] * (0.6 + 0.8 * random.next()));
  const duty = apportion(dutyPeople, weights, LEAST_DUTY_PEOPLE);
  const numbers = new Map<string, number>();
  return placed.map((site, i): StationSeed => {
    const number = (numbers.get(site.kind + site.community + site.name) ?? 0) + 1;
    numbers.set(site.kind + site.community + site.name, number);
    const [ending, endingEn] = NAMES[site.kind];
    return {
      code: `S${String(i + 1).padStart(4, '0')}`,
      kind: site.kind,
      name: site.name + (ORDINALS[number - 1] ?? `第${number}`) + ending,
      nameEn: `${site.nameEn} ${endingEn}${number > 1 ? ` ${number}` : ''}`,
      community: site.community,
      position: site.position,
      hours: hoursFor(site.kind, random),
      dutyTeam: { name: `${site.name}值守队`, people: duty[i]! },
    };
  });
}

/**
 * Stations where people are, chosen well but not best, so that a planner finds gaps: a service centre in every street,
 * a few neighbourhood centres in full compounds, and Vanguard Stations until there are `plan.total`.
 */
export function makeStations(town: Town, plan: StationPlan, random: Random): StationSeed[] {
  const open = openPeople(town.people, plan.radiusMetres);
  const sites = findSites(town, open);
  const centres = placeCentres(town.areas, sites);
  for (const centre of centres) open.cover(...centre.position);
  const isFree = (site: Site): boolean => !centres.some((centre) => centre.position === site.position);
  const vanguards = placeVanguards(sites.filter(isFree), open, plan.total - centres.length, random);
  const placed: Placed[] = vanguards.map((site, i) => {
    return i < plan.neighbourhoodCentres ? { ...site, kind: 'neighbourhood' } : site;
  });
  return finish([...centres, ...placed].sort(byCommunity), plan.dutyPeople, random);
}

const byCommunity = (a: Site, b: Site): number => (a.community < b.community ? -1 : a.community > b.community ? 1 : 0);
