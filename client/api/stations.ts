import { stationSchema, type Station, type StationChange } from '../../server/contract/station.ts';
import type { Http } from './http.ts';

/** Moves, opens or closes a station as the person saw it; `version-stale` when somebody changed it first. */
export const changeStation = (http: Http, city: string, station: Station, change: StationChange): Promise<Station> =>
  http.send(
    { method: 'PATCH', path: `/cities/${encodeURIComponent(city)}/stations/${station.id}`, body: change },
    stationSchema,
    { ifMatch: station.version },
  );
