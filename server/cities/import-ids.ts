import { createHash } from 'node:crypto';

/** Namespace of the ids below; any fixed UUID serves. */
const stationNamespace = Buffer.from('6f1d3c0a5b7e4b0e9a4283d1c7f05a21', 'hex');

/**
 * Id of a station that comes with a city, the same on every import: a name-based UUID (RFC 9562, version 5) of the city's
 * id and the station's code.
 */
export function seededStationId(cityId: string, code: string): string {
  const hash = createHash('sha1').update(stationNamespace).update(`${cityId}/${code}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
