import { z } from 'zod';
import { idSchema } from '../../contract/id.ts';
import { mayGive } from '../../contract/access.ts';
import { mintedSchema, tokenCreateSchema, tokenSchema, type Token } from '../../contract/people.ts';
import { deedOf } from '../../http/deed.ts';
import { route, type Route } from '../../http/route.ts';
import type { AuthDeps } from '../deps.ts';
import { refuseBeyond } from '../give.ts';
import { newSecret } from '../secrets.ts';
import { addToken, listTokens, revokeToken } from '../tokens.ts';

const mine = ['sign-in-needed', 'not-allowed', 'csrf-wrong'] as const;

export const tokenRoutes = ({ db, audit, revocations, realNowMs, newId }: AuthDeps): Route[] => [
  route(
    {
      method: 'get',
      path: '/tokens',
      access: 'people.manage',
      id: 'listTokens',
      summary: 'Tokens of programs and screens',
      answer: { schema: z.object({ tokens: z.array(tokenSchema) }) },
      problems: ['sign-in-needed', 'not-allowed'],
    },
    async ({ subject }) => ({ tokens: (await listTokens(db)).filter(({ grants }) => mayGive(subject, grants)) }),
  ),
  route(
    {
      method: 'post',
      path: '/tokens',
      access: 'people.manage',
      id: 'addToken',
      summary: 'Makes a token; its secret is shown this once',
      body: tokenCreateSchema,
      answer: { status: 201, schema: mintedSchema },
      problems: [...mine, 'input-invalid'],
    },
    async ({ body, req, res, subject }) => {
      refuseBeyond(subject, body.grants);
      const secret = newSecret('token');
      const onRecord = audit.within({ ...deedOf(req), detail: body, outcome: 'taken', code: null });
      const token = await db.transaction().execute(async (trx) => {
        const added = await addToken(trx, { ...body, id: newId(), secret, now: new Date(realNowMs()) });
        await onRecord(trx);
        return added;
      });
      res.set('Cache-Control', 'no-store');
      return { token, secret };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/tokens/:id',
      access: 'people.manage',
      id: 'revokeToken',
      summary: 'Revokes a token: at once, its sockets too',
      params: z.object({ id: idSchema }),
      answer: { schema: tokenSchema },
      problems: [...mine, 'token-unknown'],
    },
    async ({ params, req, subject }) => {
      const mayEnd = ({ grants }: Token): void => refuseBeyond(subject, grants);
      const onRecord = audit.within({ ...deedOf(req), outcome: 'taken', code: null });
      return revokeToken(revocations, params.id, { now: new Date(realNowMs()), mayEnd, onRecord });
    },
  ),
];
