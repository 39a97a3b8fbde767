import { z } from 'zod';
import { pictureSchema, picturePutSchema, type Picture, type PicturePut } from '../../server/contract/picture.ts';
import type { PictureStep } from '../../server/contract/picture.ts';
import type { Http } from './http.ts';

/** Whose pictures. */
export interface Owner {
  city: string;
  whistle: string;
}
const under = ({ city, whistle }: Owner): string =>
  `/cities/${encodeURIComponent(city)}/whistles/${encodeURIComponent(whistle)}/pictures`;

/** What a picture is put to. */
export interface PictureOf {
  step: PictureStep;
  /** `null`: the whole. */
  department: string | null;
}

export const fetchPictures = async (http: Http, owner: Owner, signal?: AbortSignal): Promise<Picture[]> =>
  (await http.json(under(owner), z.object({ pictures: z.array(pictureSchema) }), signal)).pictures;

/** Puts a picture to a step; the same file again gives the same picture. */
export function putPicture(
  http: Http,
  owner: Owner,
  { step, department }: PictureOf,
  { file, onProgress }: { file: Blob; onProgress: (share: number) => void },
): Promise<PicturePut> {
  const query = new URLSearchParams({ step, ...(department === null ? {} : { department }) });
  const upload = { path: `${under(owner)}?${query.toString()}`, file, mediaType: file.type, onProgress };
  return http.upload(upload, picturePutSchema);
}

/** Where a picture is, for an `<img>`. */
export const pictureUrl = (owner: Owner, id: string, size: 'image' | 'thumbnail'): string =>
  `/api/v1${under(owner)}/${id}${size === 'image' ? '' : '/thumbnail'}`;
