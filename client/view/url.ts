import type { Minutes } from '../api/coverage.ts';
import { walkProfiles, type WalkProfile } from '../../server/contract/walking.ts';
import { isPlanner } from './face.ts';
import { scoreListSchema, type ScoreList } from '../../server/contract/score-figures.ts';

/** What fills the zones. */
export const themes = ['coverage', 'unreached', 'load', 'none'] as const;
export type Theme = (typeof themes)[number];
/** What can be switched on the map. */
export const layerNames = ['whistles', 'stations', 'circles', 'uncovered', 'zones', 'names'] as const;
export type LayerName = (typeof layerNames)[number];
export const hiddenAtFirst: readonly LayerName[] = isPlanner() ? ['circles', 'uncovered'] : ['uncovered'];

export interface Selected {
  kind: 'whistle' | 'station' | 'zone' | 'compound';
  /** Whistle id, station id, zone index, or code of a compound (on the planner’s face). */
  id: string;
}
/** A number of a department whose making is open. */
export interface Scored {
  figure: ScoreList;
  department: string;
}
/** The period of the scores that no link names: the year in which the city is. */
export const runningYear = 'now';
export interface Camera {
  lng: number;
  lat: number;
  zoom: number;
}
/** All of the view that a link carries. */
export interface View {
  city: string | null;
  /** Code of the area in view; `null` is the whole city. */
  area: string | null;
  selected: Selected | null;
  theme: Theme;
  minutes: Minutes;
  /** Who walks, on the planner’s face. */
  profile: WalkProfile;
  hidden: LayerName[];
  camera: Camera | null;
  /** Period of the scores that are open (`runningYear`, `2026`, `2026Q3`); `null` while they are not. */
  scores: string | null;
  scored: Scored | null;
}

export const firstView: View = {
  city: null,
  area: null,
  selected: null,
  theme: 'coverage',
  minutes: 15,
  profile: 'adult',
  hidden: [...hiddenAtFirst],
  camera: null,
  scores: null,
  scored: null,
};

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | null =>
  all.find((x) => x === text) ?? null;

/** Whistles and stations have ids of this form; the server refuses others. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function parseSelected(text: string | null): Selected | null {
  const [kind, ...rest] = (text ?? '').split(':');
  const known = oneOf(['whistle', 'station', 'zone', 'compound'] as const, kind ?? null);
  const id = rest.join(':');
  const possible = known === 'zone' || known === 'compound' ? id !== '' : uuid.test(id);
  return known !== null && possible ? { kind: known, id } : null;
}

/** `#zoom/lat/lng`, the order that map links have; `null` where a part is missing or out of range. */
function parseCamera(hash: string): Camera | null {
  const parts = hash.replace(/^#/, '').split('/');
  if (parts.length !== 3 || parts.some((p) => p.trim() === '')) return null;
  const [zoom, lat, lng] = parts.map(Number) as [number, number, number];
  const sane = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  return sane ? { zoom, lat, lng } : null;
}

function parseScored(text: string | null): Scored | null {
  const [figure, ...rest] = (text ?? '').split(':');
  const list = scoreListSchema.safeParse(figure);
  const department = rest.join(':');
  return list.success && department !== '' ? { figure: list.data, department } : null;
}

/** Reads a view from the query (`?…`) and hash of an address. What it does not understand falls back to the first view. */
export function parseView(search: string, hash: string): View {
  const query = new URLSearchParams(search);
  const minutes = Number(query.get('minutes'));
  const hidden = query.get('hidden');
  const asked = query.get('scores');
  const scores = asked !== null && /^([1-9]\d{3}(Q[1-4])?|now)$/.test(asked) ? asked : null;
  return {
    city: query.get('city'),
    area: query.get('area'),
    selected: parseSelected(query.get('sel')),
    theme: oneOf(themes, query.get('theme')) ?? firstView.theme,
    minutes: minutes === 5 || minutes === 10 ? minutes : 15,
    profile: oneOf(walkProfiles, query.get('walk')) ?? firstView.profile,
    hidden: hidden === null ? [...hiddenAtFirst] : layerNames.filter((l) => hidden.split('.').includes(l)),
    camera: parseCamera(hash),
    scores,
    scored: scores === null ? null : parseScored(query.get('scored')),
  };
}

/** Query and hash of a view; what equals the first view is left out, so that links stay short. */
export function formatView(view: View): string {
  const query = new URLSearchParams();
  if (view.city !== null) query.set('city', view.city);
  if (view.area !== null) query.set('area', view.area);
  if (view.selected !== null) query.set('sel', `${view.selected.kind}:${view.selected.id}`);
  if (view.theme !== firstView.theme) query.set('theme', view.theme);
  if (view.profile !== firstView.profile) query.set('walk', view.profile);
  if (view.minutes !== 15) query.set('minutes', String(view.minutes));
  const hidden = layerNames.filter((l) => view.hidden.includes(l)).join('.');
  if (hidden !== hiddenAtFirst.join('.')) query.set('hidden', hidden);
  if (view.scores !== null) query.set('scores', view.scores);
  if (view.scores !== null && view.scored !== null)
    query.set('scored', `${view.scored.figure}:${view.scored.department}`);
  const { camera } = view;
  const hash = camera === null ? '' : `#${round(camera.zoom, 2)}/${round(camera.lat, 5)}/${round(camera.lng, 5)}`;
  const text = query.toString().replaceAll('%3A', ':');
  return `${text === '' ? '' : `?${text}`}${hash}`;
}

const round = (value: number, places: number): number => Number(value.toFixed(places));
