import type { Tags } from '../formats/osm.ts';
import { edgeFlags } from './model.ts';

/**
 * Who may walk where, by the tags of OpenStreetMap
 * (https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions, and the wiki's page of each key).
 */

/** Open to walkers unless another tag says otherwise. */
const walkable = new Set([
  ...['footway', 'path', 'steps', 'pedestrian', 'living_street', 'residential', 'service', 'track', 'unclassified'],
  ...['tertiary', 'tertiary_link', 'secondary', 'secondary_link', 'primary', 'primary_link', 'road', 'cycleway'],
  ...['corridor', 'platform', 'elevator', 'crossing', 'bridleway'],
]);
/** Walked only where there is a sidewalk or a tag that allows it. */
const needsLeave = new Set(['trunk', 'trunk_link', 'busway']);
const allowing = new Set(['yes', 'designated', 'permissive', 'official', 'destination', 'customers', 'delivery']);
const forbidding = new Set(['no', 'private', 'use_sidepath', 'military', 'agricultural', 'forestry', 'discouraged']);
const withSidewalk = new Set(['both', 'left', 'right', 'yes']);
const sidewalkKeys = ['sidewalk', 'sidewalk:both', 'sidewalk:left', 'sidewalk:right'];

/** Barriers that stop a walker unless a tag lets through; all others (bollard, gate, kerb, stile …) are passed. */
const walls = new Set([
  'wall',
  'fence',
  'hedge',
  'retaining_wall',
  'city_wall',
  'ditch',
  'guard_rail',
  'jersey_barrier',
]);
/** Barriers that a walker passes and a wheelchair does not. */
const narrow = new Set(['stile', 'kissing_gate', 'turnstile', 'full-height_turnstile', 'cycle_barrier', 'log', 'step']);

/** What the tags say of walkers alone: `foot`, else `access`; undefined where neither is there. */
function leave(tags: Tags): boolean | undefined {
  for (const key of ['foot', 'access']) {
    const value = tags.get(key);
    if (value === undefined) continue;
    if (allowing.has(value)) return true;
    if (forbidding.has(value)) return false;
  }
  return undefined;
}

const hasSidewalk = (tags: Tags): boolean => sidewalkKeys.some((key) => withSidewalk.has(tags.get(key) ?? ''));

/** Whether there is something here that is walked on at all. */
function isWay(tags: Tags, allowed: boolean | undefined): boolean {
  const highway = tags.get('highway') ?? '';
  if (walkable.has(highway)) return true;
  if (needsLeave.has(highway)) return allowed === true || hasSidewalk(tags);
  if (tags.get('railway') === 'platform' || tags.get('public_transport') === 'platform') return true;
  return tags.get('man_made') === 'pier';
}

/** One-way for those on foot: stairs that move, turnstiles, trails. The `oneway` of vehicles does not bind walkers. */
function direction(tags: Tags): number {
  const oneway = tags.get('oneway:foot') ?? tags.get('foot:oneway');
  const conveying = tags.get('conveying');
  if (oneway === 'yes' || oneway === '1' || conveying === 'forward') return edgeFlags.noBackward;
  if (oneway === '-1' || oneway === 'reverse' || conveying === 'backward') return edgeFlags.noForward;
  if (tags.get('foot:backward') === 'no') return edgeFlags.noBackward;
  if (tags.get('foot:forward') === 'no') return edgeFlags.noForward;
  return 0;
}

/** `edgeFlags` of a way that may be walked; undefined of one that may not. */
export function footFlags(tags: Tags): number | undefined {
  const allowed = leave(tags);
  if (allowed === false || !isWay(tags, allowed)) return undefined;
  let flags = direction(tags);
  if (tags.get('highway') === 'steps') flags |= edgeFlags.steps;
  if (tags.get('wheelchair') === 'no') flags |= edgeFlags.noWheels;
  const bridge = tags.get('bridge');
  if (bridge !== undefined && bridge !== 'no') flags |= edgeFlags.bridge;
  return flags;
}

/** Whether a node stops everyone on foot: a wall across the way, or a gate that is closed to the public. */
export function blocksFoot(tags: Tags): boolean {
  const barrier = tags.get('barrier');
  if (barrier === undefined || barrier === 'no') return false;
  const allowed = leave(tags);
  if (allowed !== undefined) return !allowed;
  return walls.has(barrier) || tags.get('locked') === 'yes';
}

/** Whether a node stops wheelchairs only. */
export const blocksWheels = (tags: Tags): boolean =>
  narrow.has(tags.get('barrier') ?? '') || tags.get('wheelchair') === 'no';
