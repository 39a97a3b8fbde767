import { z } from 'zod';
import { idSchema } from './id.ts';
import { plainWhistleEvents } from './events.ts';
import { noticeGroups } from './notice.ts';
import { cityIdSchema } from './city.ts';
import { instantSchema } from './geo.ts';

/** What can be told: everything that happens to a whistle. */
export const newsKinds = [
  ...plainWhistleEvents,
  'whistle.pictured',
  'whistle.reopened',
  'whistle.warned',
  'whistle.overdue',
] as const;
export const newsKindSchema = z.enum(newsKinds).meta({ id: 'NewsKind' });
export type NewsKind = z.infer<typeof newsKindSchema>;

/** How a webhook is spoken to: by the Standard Webhooks specification, or as a robot of a WeCom 企业微信 or DingTalk 钉钉 group. */
export const webhookFormatSchema = z.enum(['standard', 'wecom', 'dingtalk']);
export type WebhookFormat = z.infer<typeof webhookFormatSchema>;

/** `gone`: the receiver said so (410); whoever switches it on again begins with what happens from then on. */
export const webhookStateSchema = z.enum(['on', 'off', 'gone']);

const nameSchema = z.string().trim().min(1).max(60);
const urlSchema = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .meta({ description: 'http or https; its host must be in WEBHOOK_HOSTS' });
const kindsSchema = z
  .array(newsKindSchema)
  .min(1)
  .refine((kinds) => new Set(kinds).size === kinds.length, 'a kind is named twice');
/** Code of a district, street or community; `null`: the whole city. */
const areaSchema = z.string().min(1).max(20).nullable();
const departmentSchema = z.string().trim().min(1).max(60).nullable();
/** What DingTalk shows under 加签. */
const robotSecretSchema = z.string().regex(/^SEC[0-9A-Za-z]{16,120}$/);

export const webhookSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Without what follows the question mark: a robot's key stands there. */
    url: z.string(),
    format: webhookFormatSchema,
    kinds: z.array(newsKindSchema),
    area: z.string().nullable(),
    department: z.string().nullable(),
    state: webhookStateSchema,
    /** How much waits, and how much was given up. */
    waiting: z.int(),
    dead: z.int(),
    createdAt: instantSchema,
    version: z.int(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhookSchema>;

export const webhookCreateSchema = z
  .strictObject({
    name: nameSchema,
    url: urlSchema,
    format: webhookFormatSchema,
    kinds: kindsSchema,
    area: areaSchema.default(null),
    department: departmentSchema.default(null),
    /** Of a DingTalk robot that asks for a signature; the one of `standard` is made by the server. */
    robotSecret: robotSecretSchema.optional(),
  })
  .refine(({ format, robotSecret }) => robotSecret === undefined || format === 'dingtalk', {
    path: ['robotSecret'],
    error: 'only a DingTalk robot has one',
  })
  .meta({ id: 'WebhookCreate' });
export type WebhookCreate = z.infer<typeof webhookCreateSchema>;

export const webhookChangeSchema = z
  .strictObject({
    name: nameSchema.optional(),
    url: urlSchema.optional(),
    kinds: kindsSchema.optional(),
    area: areaSchema.optional(),
    department: departmentSchema.optional(),
    state: z.enum(['on', 'off']).optional(),
  })
  .meta({ id: 'WebhookChange' });
export type WebhookChange = z.infer<typeof webhookChangeSchema>;

/** `dead`: given up after the last attempt; it can be sent again by hand. */
export const deliveryStateSchema = z.enum(['waiting', 'delivered', 'dead']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** One piece of news on its way to one webhook. What it says is not shown: who manages webhooks need not see whistles. */
export const deliverySchema = z
  .object({
    /** Sent as `webhook-id`, the same with every attempt. */
    id: z.string(),
    number: z.int(),
    webhook: z.uuid(),
    kind: z.union([newsKindSchema, z.literal('test')]),
    /** `seq` of the event; `null` for a test message. */
    seq: z.int().nullable(),
    state: deliveryStateSchema,
    attempts: z.int(),
    createdAt: instantSchema,
    /** When it is tried next, while it waits. */
    nextAt: instantSchema.nullable(),
    /** When it arrived or was given up. */
    endedAt: instantSchema.nullable(),
    /** HTTP status of the last answer; `null` where there was none. */
    status: z.int().nullable(),
    /** Why the last attempt failed, in English for whoever looks after the receiver. */
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type Delivery = z.infer<typeof deliverySchema>;

/** Most deliveries in one answer. */
export const deliveriesShown = 100;
export const deliveryQuerySchema = z.strictObject({
  webhook: idSchema.optional(),
  state: deliveryStateSchema.optional(),
  /** Only those with a smaller number: the next page. */
  before: z.coerce.number().int().min(1).optional(),
});

const base64Url = z.string().regex(/^[\w-]+={0,2}$/);
/** A browser's subscription at its push service, and of what its owner wants to be told. */
export const pushSubscriptionSchema = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .meta({ description: 'Its host must be in PUSH_HOSTS' }),
    keys: z.strictObject({ p256dh: base64Url.min(80).max(100), auth: base64Url.min(20).max(30) }),
    city: cityIdSchema,
    groups: z.array(z.enum(noticeGroups)).max(noticeGroups.length),
    locale: z.enum(['zh-CN', 'en']).default('zh-CN'),
  })
  .meta({ id: 'PushSubscription' });
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;

/** The server's key for subscriptions; `null` where it may speak to no push service. */
export const pushKeySchema = z.object({ publicKey: z.string().nullable() });
export const pushEndpointSchema = z.strictObject({ endpoint: z.string().max(1000) });

/** What a device shows. */
export const pushMessageSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** A later message with the same tag takes its place. */
  tag: z.string(),
  /** Where a press on it leads. */
  url: z.string(),
});
export type PushMessage = z.infer<typeof pushMessageSchema>;
