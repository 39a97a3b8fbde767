import { networkInfoSchema, type NetworkInfo, type NetworkSent } from '../../server/contract/network.ts';
import type { Http } from './http.ts';

const at = (city: string): string => `/cities/${encodeURIComponent(city)}/network`;

export const fetchNetwork = (http: Http, city: string, signal?: AbortSignal): Promise<NetworkInfo> =>
  http.json(at(city), networkInfoSchema, signal);

/** Makes the city's network of an extract as it is on disk. */
export const putNetwork = (
  http: Http,
  city: string,
  sent: NetworkSent,
  { file, onProgress }: { file: Blob; onProgress: (share: number) => void },
): Promise<NetworkInfo> =>
  http.upload(
    {
      method: 'PUT',
      path: `${at(city)}?${new URLSearchParams({ ...sent }).toString()}`,
      mediaType: 'application/octet-stream',
      ...{ file, onProgress },
    },
    networkInfoSchema,
  );
