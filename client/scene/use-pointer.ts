import type { MapMouseEvent } from 'maplibre-gl';
import { shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Area } from '../../server/contract/city.ts';
import type { Station } from '../../server/contract/station.ts';
import { useAreas } from '../areas/store.ts';
import { drillTarget } from '../areas/tree.ts';
import type { Stage } from '../map/stage.ts';
import { stationPixels } from '../stations/pixels.ts';
import { useStations } from '../stations/store.ts';
import { usePlacing } from '../view/placing.ts';
import { useView } from '../view/store.ts';
import { boxOf, type Mark, type MarkSet } from '../whistles/marks.ts';
import { nearest } from './pick.ts';

/** What lies under the pointer. */
export type Under =
  | { kind: 'mark'; mark: Mark }
  | { kind: 'station'; station: Station }
  | { kind: 'area'; area: Area }
  | { kind: 'zone'; zone: number; community: Area };
export interface Hover {
  x: number;
  y: number;
  under: Under;
}

/** From here on zones are told apart, and a click means the zone. */
const zoneZoom = 15;
/** Before this stations are a few pixels wide, and a click among them means the area. */
const stationZoom = 11;
/** A cluster that is no wider than this opens its first whistle instead of zooming in. */
const closeZoom = 15.5;

/** What a click or the pointer meets, from the top down: whistle, station, then the zone or the area to drill into. */
function usePick(stage: Stage, marks: ComputedRef<MarkSet>): (e: MapMouseEvent) => Under | null {
  const view = useView();
  const areas = useAreas();
  const stations = useStations();
  const project = (p: [number, number]) => stage.map.project(p);

  const first = (e: MapMouseEvent, layer: string) =>
    stage.map.getLayer(layer) === undefined
      ? undefined
      : stage.map.queryRenderedFeatures(e.point, { layers: [layer] })[0];
  const ground = (e: MapMouseEvent): Under | null => {
    const zone = first(e, 'zone-touch');
    const index = zone === undefined ? first(e, 'street-touch')?.id : (zone.properties['a'] as unknown);
    const area = areas.tree.byIndex[Number(index ?? -1)];
    if (area === undefined) return null;
    const target = drillTarget(areas.tree, areas.current?.code ?? null, area.code);
    const meansZone = target === null || stage.map.getZoom() >= zoneZoom;
    if (meansZone && zone !== undefined) return { kind: 'zone', zone: Number(zone.id), community: area };
    return target === null ? null : { kind: 'area', area: target };
  };
  return (e) => {
    const { x, y } = e.point;
    const mark = nearest(marks.value.all, (m) => m.position, project, { x, y, reachPixels: 18 });
    if (mark !== null) return { kind: 'mark', mark };
    const reachPixels = Math.max(7, stationPixels(stage.map.getZoom()));
    const station =
      view.shows('stations') && stage.map.getZoom() >= stationZoom
        ? nearest(stations.all, (s) => s.position, project, { x, y, reachPixels })
        : null;
    return station !== null ? { kind: 'station', station } : ground(e);
  };
}

/** Clicks drill and select (or place, while something is being placed); the pointer's finding is returned. */
export function watchPointer(stage: Stage, marks: ComputedRef<MarkSet>): ShallowRef<Hover | null> {
  const view = useView();
  const placing = usePlacing();
  const areas = useAreas();
  const pick = usePick(stage, marks);
  const hover = shallowRef<Hover | null>(null);

  const openMark = (mark: Mark): void => {
    const together = mark.entries.length > 1 && stage.map.getZoom() < closeZoom;
    if (together) view.look({ kind: 'box', bbox: boxOf(mark) });
    else view.select({ kind: 'whistle', id: mark.entries[0]!.whistle.id });
  };
  const open = (under: Under): void => {
    if (under.kind === 'mark') openMark(under.mark);
    else if (under.kind === 'station') view.select({ kind: 'station', id: under.station.id });
    else if (under.kind === 'area') areas.open(under.area);
    else {
      if (areas.current?.code !== under.community.code) view.openArea(under.community.code, 'stay');
      view.select({ kind: 'zone', id: String(under.zone) });
    }
  };
  stage.map.on('click', (e) => {
    if (placing.what !== 'none') {
      placing.move([e.lngLat.lng, e.lngLat.lat]);
      return;
    }
    const under = pick(e);
    if (under !== null) open(under);
  });
  stage.map.on('mousemove', (e) => {
    const under = placing.what === 'none' && !stage.map.isMoving() ? pick(e) : null;
    hover.value = under === null ? null : { x: e.point.x, y: e.point.y, under };
    stage.map.getCanvas().style.cursor = placing.what !== 'none' ? 'crosshair' : under === null ? '' : 'pointer';
  });
  stage.map.on('mouseout', () => (hover.value = null));
  stage.map.on('movestart', () => (hover.value = null));
  return hover;
}
