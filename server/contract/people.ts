import { z } from 'zod';
import { cityIdSchema } from './city.ts';

/**
 * What a person does here: 指挥中心, 街道负责人, 部门负责人, 部门调度员, 处置人员, 规划人员, 大屏, 审计员, 系统管理员, 诉求接入.
 * An `intake` is a citizens' client: it may call, and see nothing. A `display` is a screen on a wall: it reads, lives long, and sees neither names nor telephone numbers.
 */
export const roleSchema = z.enum([
  'centre',
  'street-leader',
  'department-head',
  'dispatcher',
  'responder',
  'planner',
  'display',
  'auditor',
  'administrator',
  'intake',
]);
export type Role = z.infer<typeof roleSchema>;

/** Whether a role is that of somebody in a department, and its grant names which. */
export const isOfDepartment = (role: Role): boolean => ['department-head', 'dispatcher', 'responder'].includes(role);

/** A role and where it holds. */
export const grantSchema = z
  .strictObject({
    role: roleSchema,
    /** `null`: every city. */
    city: cityIdSchema.nullable(),
    /** Code of a district, street or community; `null`: the whole city. */
    area: z.string().min(1).max(20).nullable(),
    /** Department that a head, dispatcher or responder belongs to; `null` for the other roles. */
    department: z.string().trim().min(1).max(60).nullable(),
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof grantSchema>;

/** Who asks: a person signed in, a token (a program or a screen), or the server itself. */
export interface Subject {
  kind: 'person' | 'token' | 'system';
  /** Of the person or token; `system` for the server. */
  id: string;
  name: string;
  grants: readonly Grant[];
}

/** A name to sign in with: lower-case letters, digits, `.`, `_` and `-`. */
export const loginSchema = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/)
  .meta({ id: 'Login' });

/** Longer than anybody types; a hash of megabytes would keep a core busy. */
const passwordSchema = z.string().min(1).max(200);
const nameSchema = z.string().trim().min(1).max(60);
const phoneSchema = z.string().trim().min(3).max(30).nullable();
const grantsSchema = z.array(grantSchema).max(20);

export const personSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    grants: z.array(grantSchema),
    /** Has a one-time password, and must set one of their own before anything else. */
    mustChange: z.boolean(),
    disabled: z.boolean(),
    /** Whom the sign-in service (OpenID Connect) knows the person as; `null` where it does not. */
    serviceSubject: z.string().nullable(),
    createdAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof personSchema>;

export const personCreateSchema = z
  .strictObject({ login: loginSchema, name: nameSchema, phone: phoneSchema.default(null), grants: grantsSchema })
  .meta({ id: 'PersonCreate' });
export type PersonCreate = z.infer<typeof personCreateSchema>;

export const personChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    phone: phoneSchema.optional(),
    grants: grantsSchema.optional(),
    disabled: z.boolean().optional(),
    /** `sub` of the sign-in service; `null` unbinds. */
    serviceSubject: z.string().trim().min(1).max(255).nullable().optional(),
  })
  .meta({ id: 'PersonChange' });
export type PersonChange = z.infer<typeof personChangeSchema>;

/** A one-time password is told once, here, and never again. */
export const oneTimeSchema = z
  .object({ person: personSchema, oneTimePassword: z.string() })
  .meta({ id: 'PersonWithOneTimePassword' });
export type OneTime = z.infer<typeof oneTimeSchema>;

export const signInSchema = z
  .strictObject({ login: z.string().max(100), password: passwordSchema })
  .meta({ id: 'SignIn' });
export const displaySignInSchema = z.strictObject({ token: passwordSchema }).meta({ id: 'DisplaySignIn' });
export const passwordChangeSchema = z
  .strictObject({ old: passwordSchema, new: passwordSchema })
  .meta({ id: 'PasswordChange' });

/** Who is signed in, and what a page needs to know for it. */
export const sessionSchema = z
  .object({
    kind: z.enum(['person', 'token', 'system']),
    id: z.string(),
    name: z.string(),
    grants: z.array(grantSchema),
    mustChange: z.boolean(),
    /** To be sent as `X-CSRF-Token` with every change; `null` for a token, which needs none. */
    csrf: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** How one can sign in here: `service` is OpenID Connect. */
export const waysInSchema = z.object({ password: z.boolean(), service: z.boolean() }).meta({ id: 'WaysIn' });
export type WaysIn = z.infer<typeof waysInSchema>;

/** Name of the parameter by which the page is told why a sign-in through the service failed: a problem's code. */
export const problemParameter = 'sign-in-problem';

export const tokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    grants: z.array(grantSchema),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
    revokedAt: z.string().nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;
export const tokenCreateSchema = z
  .strictObject({
    name: nameSchema,
    grants: grantsSchema.min(1),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .meta({ id: 'TokenCreate' });
export type TokenCreate = z.input<typeof tokenCreateSchema>;

/** The secret is told once, here, and never again. */
export const mintedSchema = z.object({ token: tokenSchema, secret: z.string() }).meta({ id: 'MintedToken' });
export type Minted = z.infer<typeof mintedSchema>;
