import { z } from 'zod';
import { mintedSchema, tokenCreateSchema, tokenSchema } from '../../contract/sign-in.ts';
import { route, type Route } from '../../http/route.ts';
import type { Auth } from '../auth.ts';
import { listTokens, mintToken, revokeToken } from '../tokens.ts';
import { administratorOf } from './people.ts';

const mine = ['sign-in-needed', 'not-allowed', 'csrf-wrong'] as const;

export const tokenRoutes = (auth: Auth): Route[] => [
  route(
    {
      method: 'get',
      path: '/tokens',
      id: 'listTokens',
      summary: 'The tokens of programs and screens, without their secrets; newest first',
      answer: { schema: z.object({ tokens: z.array(tokenSchema) }) },
      problems: [...mine],
    },
    async ({ req }) => {
      administratorOf(req);
      return { tokens: await listTokens(auth.db) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/tokens',
      id: 'mintToken',
      summary: 'Makes a token; the answer holds its secret, which is told only here',
      body: tokenCreateSchema,
      answer: { status: 201, schema: mintedSchema },
      problems: [...mine, 'input-invalid'],
    },
    async ({ req, res, body }) => {
      const { subject } = administratorOf(req);
      res.set('Cache-Control', 'no-store');
      const { secret, token } = await mintToken(auth.db, {
        ...body,
        expiresAt: body.expiresAt === null ? null : new Date(body.expiresAt),
        createdBy: subject.kind === 'person' ? subject.id : null,
        createdAt: new Date(auth.realNowMs()),
      });
      return { token, secret };
    },
  ),
  route(
    {
      method: 'delete',
      path: '/tokens/:id',
      id: 'revokeToken',
      summary: 'Revokes a token: it, the sessions of its screens and their sockets end at once',
      params: z.object({ id: z.uuid() }),
      answer: { schema: tokenSchema },
      problems: [...mine, 'token-unknown'],
    },
    async ({ req, params }) => {
      administratorOf(req);
      return revokeToken(auth.revocations, params.id, new Date(auth.realNowMs()));
    },
  ),
];
