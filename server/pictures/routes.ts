import type { Request, Response } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { idSchema } from '../contract/id.ts';
import { permits, targetOf } from '../contract/access.ts';
import { cityIdSchema } from '../contract/city.ts';
import {
  maxPictureBytes,
  pictureMediaTypes,
  picturePutSchema,
  pictureSchema,
  pictureSteps,
  pictureStepSchema,
  rightToPut,
} from '../contract/picture.ts';
import type { Subject } from '../contract/people.ts';
import type { Database } from '../db/schema.ts';
import { ProblemError } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { commandWhistles } from '../live/command.ts';
import type { CityLog } from '../live/log.ts';
import { presentWhistle } from '../live/present.ts';
import { readWhistle } from '../whistles/store.ts';
import { DrawingDesk, type Drawn } from './draw.ts';
import { allowPut, allowSender, putPicture } from './put.ts';
import { listPictures, readBytes, readHash, type PictureOf } from './store.ts';

export interface PictureDeps {
  db: Kysely<Database>;
  log: CityLog;
  newId: () => string;
}

const params = z.object({ city: cityIdSchema, id: idSchema });
const pictureParams = params.extend({ picture: idSchema });
type Params = z.infer<typeof params>;
const putQuery = z.strictObject({
  step: pictureStepSchema,
  department: z.string().trim().min(1).max(60).optional(),
});

/** Throws `whistle-unknown` for a whistle whose pictures somebody may not see. */
async function allowSight(db: Kysely<Database>, { city, id }: Params, subject: Subject): Promise<void> {
  const whistle = presentWhistle(await readWhistle(db, city, id));
  if (!permits(subject, 'picture.read', targetOf(city, whistle))) throw new ProblemError('whistle-unknown', id);
}

interface Asked {
  params: Params;
  subject: Subject;
  of: PictureOf;
  file: Buffer;
}

/** The picture drawn anew, or its refusal, which goes on the city's record with the command; nothing is drawn for whoever may not put it. */
async function drawn(db: Kysely<Database>, desk: DrawingDesk, asked: Asked): Promise<Drawn | ProblemError> {
  const { params: at, subject, of, file } = asked;
  try {
    allowPut(at.city, presentWhistle(await readWhistle(db, at.city, at.id)), subject, of);
    return await desk.draw(file);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

const fileOf = ({ body }: Request): Buffer => {
  if (!Buffer.isBuffer(body)) throw new ProblemError('media-type-unsupported', pictureMediaTypes.join(', '));
  return body;
};

const pictureOf = ({ step, department }: z.infer<typeof putQuery>): PictureOf => ({
  step,
  department: department ?? null,
});

function putRoute({ db, log, newId }: PictureDeps): Route {
  const desk = new DrawingDesk();
  return route(
    {
      method: 'post',
      path: '/cities/:city/whistles/:id/pictures',
      access: 'whistle.read',
      oneOf: pictureSteps.map(rightToPut),
      id: 'putPicture',
      summary: 'Puts a picture to a step of a whistle; what is kept is drawn anew, without what else the file held',
      params,
      query: putQuery,
      files: pictureMediaTypes,
      maxBytes: maxPictureBytes,
      headers: ['Idempotency-Key'],
      answer: { status: 201, schema: picturePutSchema },
      problems: [
        ...([
          'whistle-unknown',
          'input-invalid',
          'not-allowed',
          'transition-illegal',
          'department-not-called',
        ] as const),
        ...(['picture-invalid', 'pictures-full', 'body-too-large', 'media-type-unsupported'] as const),
        'idempotency-key-reused',
      ],
    },
    async ({ params: at, query, req, res, subject }) => {
      const file = fileOf(req);
      const of = pictureOf(query);
      const picture = await drawn(db, desk, { params: at, subject, of, file });
      const id = newId();
      const answer = await commandWhistles(log, { cityId: at.city, req, status: 201, reads: [at.id] }, (c) =>
        putPicture(c, { ...of, by: subject, id, whistleId: at.id, drawn: picture }),
      );
      res.location(`/api/v1/cities/${at.city}/whistles/${at.id}/pictures/${answer.picture.id}`);
      return answer;
    },
    async ({ params: at, query, subject }) =>
      allowSender(at.city, presentWhistle(await readWhistle(db, at.city, at.id)), subject, pictureOf(query)),
  );
}

/** Nothing in it can run, and it is asked for anew each time: rights end, the picture in a browser stays. */
function sendJpeg(res: Response, bytes: Buffer, name: string): void {
  res
    .set('Cache-Control', 'private, no-cache')
    .set('Content-Security-Policy', "default-src 'none'; sandbox")
    .set('Content-Disposition', `inline; filename="${name}.jpg"`)
    .type('image/jpeg')
    .send(bytes);
}

const bytesRoute = ({ db }: PictureDeps, size: 'image' | 'thumbnail'): Route =>
  route(
    {
      method: 'get',
      path: `/cities/:city/whistles/:id/pictures/:picture${size === 'image' ? '' : '/thumbnail'}`,
      access: 'picture.read',
      id: size === 'image' ? 'getPicture' : 'getPictureThumbnail',
      summary: size === 'image' ? 'A picture, at most 1600 pixels wide and high' : 'The same, at most 320 pixels',
      params: pictureParams,
      answer: { schema: 'image/jpeg' },
      problems: ['whistle-unknown', 'picture-unknown'],
    },
    async ({ params: at, res, req, subject }) => {
      await allowSight(db, at, subject);
      const hash = await readHash(db, at.id, at.picture);
      res.set('ETag', `"${hash}${size === 'image' ? '' : '-small'}"`);
      if (req.fresh) res.set('Cache-Control', 'private, no-cache').status(304).end();
      else sendJpeg(res, await readBytes(db, at.picture, size), at.picture);
    },
  );

export const pictureRoutes = (deps: PictureDeps): Route[] => [
  putRoute(deps),
  route(
    {
      method: 'get',
      path: '/cities/:city/whistles/:id/pictures',
      access: 'picture.read',
      id: 'listPictures',
      summary: 'The pictures of a whistle: who put them when, to which step',
      params,
      answer: { schema: z.object({ pictures: z.array(pictureSchema) }) },
      problems: ['whistle-unknown'],
    },
    async ({ params: at, subject }) => {
      await allowSight(deps.db, at, subject);
      return { pictures: await listPictures(deps.db, at.id) };
    },
  ),
  bytesRoute(deps, 'image'),
  bytesRoute(deps, 'thumbnail'),
];
