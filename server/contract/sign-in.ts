import { z } from 'zod';
import { grantSchema, type Grant } from './people.ts';

export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._@-]{1,59}$/, '2 to 60 letters a-z, digits, dots, hyphens, underscores or @');

/** What was typed: whether it could be a login at all is not told apart from a wrong one. */
export const signInSchema = z
  .strictObject({ login: z.string().min(1).max(200), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn' });
export const passwordChangeSchema = z
  .strictObject({ password: z.string().min(1).max(200), newPassword: z.string().min(1).max(200) })
  .meta({ id: 'PasswordChange' });
export const displaySignInSchema = z.strictObject({ secret: z.string().min(1).max(200) }).meta({ id: 'DisplaySignIn' });

/** Header that a page sends with every change. */
export const csrfHeader = 'X-CSRF-Token';

/** Who is signed in. */
export const whoSchema = z
  .object({
    kind: z.enum(['person', 'token', 'system']),
    id: z.string(),
    name: z.string(),
    grants: z.array(grantSchema),
    /** A one-time password opens nothing but the choice of one's own. */
    mustChange: z.boolean(),
    /** What a page sends back in `X-CSRF-Token`; null for a bearer token, which needs none. */
    csrf: z.string().nullable(),
  })
  .meta({ id: 'Who' });
export type Who = z.infer<typeof whoSchema>;

/** How one can sign in here. */
export const waysInSchema = z.object({ password: z.literal(true), oidc: z.boolean() }).meta({ id: 'WaysIn' });
export type WaysIn = z.infer<typeof waysInSchema>;

const ofDepartment = (g: Grant): boolean => g.role === 'dispatcher' || g.role === 'responder';

/** What is wrong with a grant; undefined where nothing is. A token may stand for every department, a person for one. */
function faultOf(g: Grant, holder: 'person' | 'token'): string | undefined {
  if (g.area !== null && g.city === null) return 'an area needs its city';
  if (!ofDepartment(g) && g.department !== null) return 'only a dispatcher or responder has a department';
  if (ofDepartment(g) && g.department === null && holder === 'person')
    return 'a dispatcher or responder needs a department';
  if (g.role === 'display' && holder === 'person') return 'a display is a screen, not a person';
  return undefined;
}

const grantsOf = (holder: 'person' | 'token') =>
  z
    .array(grantSchema)
    .min(1)
    .max(50)
    .check(({ value, issues }) => {
      for (const [index, grant] of value.entries()) {
        const message = faultOf(grant, holder);
        if (message !== undefined) issues.push({ code: 'custom', message, path: [index], input: grant });
      }
    });
export const personGrantsSchema = grantsOf('person');
export const tokenGrantsSchema = grantsOf('token');

const nameSchema = z.string().trim().min(1).max(60);
const phoneSchema = z
  .string()
  .trim()
  .regex(/^[+0-9][0-9 -]{2,24}$/, 'digits, spaces and hyphens')
  .nullable();

export const personSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    grants: z.array(grantSchema),
    /** Has a one-time password still to be replaced. */
    mustChange: z.boolean(),
    /** Signs in through the sign-in service too. */
    oidc: z.boolean(),
    disabledAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    version: z.int(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof personSchema>;

export const personCreateSchema = z
  .strictObject({
    login: loginSchema,
    name: nameSchema,
    phone: phoneSchema.default(null),
    grants: personGrantsSchema,
  })
  .meta({ id: 'PersonCreate' });
export type PersonCreate = z.infer<typeof personCreateSchema>;

export const personChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    phone: phoneSchema.optional(),
    grants: personGrantsSchema.optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'PersonChange' });
export type PersonChange = z.infer<typeof personChangeSchema>;

/** A new password is told once, here, and never again. */
export const oneTimeSchema = z
  .object({ person: personSchema, oneTimePassword: z.string() })
  .meta({ id: 'PersonWithOneTimePassword' });
export type OneTime = z.infer<typeof oneTimeSchema>;

export const sessionSchema = z
  .object({ createdAt: z.iso.datetime(), lastSeenAt: z.iso.datetime(), expiresAt: z.iso.datetime() })
  .meta({ id: 'Session' });

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** A program that calls the API, or a screen on a wall. */
    kind: z.enum(['program', 'display']),
    grants: z.array(grantSchema),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

export const tokenCreateSchema = z
  .strictObject({
    name: nameSchema,
    kind: z.enum(['program', 'display']),
    grants: tokenGrantsSchema,
    expiresAt: z.iso.datetime().nullable().default(null),
  })
  .check(({ value, issues }) => {
    const wrong = value.kind === 'display' && value.grants.some((g) => g.role !== 'display');
    if (wrong)
      issues.push({ code: 'custom', message: 'a display has the role display', path: ['grants'], input: value.grants });
  })
  .meta({ id: 'TokenCreate' });
export type TokenCreate = z.infer<typeof tokenCreateSchema>;

/** The secret is told once, here, and never again. */
export const mintedSchema = z.object({ token: tokenSchema, secret: z.string() }).meta({ id: 'MintedToken' });
export type Minted = z.infer<typeof mintedSchema>;

/** Name of the parameter of a wall's link: `/?display=SECRET`. */
export const displayParameter = 'display';

/** Name of the parameter by which the page is told why a sign-in through the service failed: a problem's code. */
export const problemParameter = 'sign-in-problem';
