import type { ColumnType, Generated } from 'kysely';
import type { AreaLevel } from '../contract/city.ts';
import type { EventType } from '../contract/events.ts';
import type { Actor } from '../audit/chain.ts';
import type { Counters } from '../contract/figures.ts';
import type { OpeningHours, Provenance } from '../../geodata/model.ts';
import type { NetworkNote } from '../../geodata/network/model.ts';
import type { Alarm, DepartmentCall, WhistleStage } from '../contract/matrix.ts';
import type { NoticeGroup } from '../contract/notice.ts';
import type { Grant } from '../contract/people.ts';
import type { Delivery, DeliveryState, NewsKind, Webhook, WebhookFormat } from '../contract/telling.ts';
import type { Item, WhistleItem } from '../contract/item.ts';
import type { PictureStep } from '../contract/picture.ts';
import type { WhistleKind } from '../contract/kinds.ts';
import type { Whistle } from '../contract/whistle.ts';

/** jsonb: read parsed, written as a JSON string (node-postgres would turn an array into a PostgreSQL array). */
type Json<T> = ColumnType<T, string, string>;

export interface CityTable {
  id: string;
  name: string;
  name_en: string;
  time_zone: string;
  west: number;
  south: number;
  east: number;
  north: number;
  synthetic: boolean;
  version: number;
  people: number;
  provenance: Json<Provenance[]>;
  clock_kind: 'live' | 'simulated';
  clock_mark: 'none' | 'demo' | 'replay';
  clock_city_at: Date;
  clock_real_at: Date;
  clock_speed: number;
  /** Null where the city has no demo feed. */
  feed_running: boolean | null;
  feed_speed: number;
  /** Name of this event log; a client that holds another one starts afresh. */
  log: string;
  /** `seq` of the newest event; taken under a row lock by every change, so that numbers rise in commit order. */
  head_seq: Generated<number>;
  /** First event in the present form; a client behind it gets a snapshot. None is ever removed. */
  floor_seq: Generated<number>;
  whistle_number: Generated<number>;
  station_number: Generated<number>;
  counters: Json<Counters>;
}

export type CityLayer = 'areas' | 'zones' | 'water' | 'people';
export interface CityLayerTable {
  city_id: string;
  version: number;
  layer: CityLayer;
  bytes: Buffer;
}

/** See geodata/network: `bytes` is one block of `encodeNetwork`. */
export interface WalkNetworkTable {
  city_id: string;
  /** Rises with every network that the city is given. */
  edition: number;
  provenance: Json<Provenance>;
  notes: Json<NetworkNote[]>;
  nodes: number;
  edges: number;
  metres: number;
  bytes: Buffer;
}

export interface AreaTable {
  city_id: string;
  index: number;
  code: string;
  level: AreaLevel;
  parent: string | null;
  name: string;
  name_en: string;
  pinyin: string;
  initials: string;
  label_lng: number;
  label_lat: number;
  people: number;
  area_m2: number;
  synthetic: boolean;
}

export interface ZoneTable {
  city_id: string;
  index: number;
  code: string;
  kind: 'residential' | 'rural' | 'other' | 'water';
  /** Index of the community in `area`. */
  community: number;
  /** Index in `compound`; null where the zone belongs to none. */
  compound: number | null;
  people: number;
  area_m2: number;
}

export interface CompoundTable {
  city_id: string;
  index: number;
  code: string;
  name: string;
  name_en: string;
  pinyin: string;
  initials: string;
  /** Index of the community in `area`. */
  community: number;
  lng: number;
  lat: number;
  people: number;
}

export interface StationTable {
  id: string;
  city_id: string;
  code: string;
  kind: 'vanguard' | 'centre' | 'neighbourhood';
  name: string;
  name_en: string;
  pinyin: string;
  initials: string;
  lng: number;
  lat: number;
  /** Zone index. */
  zone: number;
  community: string;
  street: string;
  district: string;
  hours: Json<OpeningHours[]>;
  duty_name: string;
  duty_people: number;
  open: boolean;
  synthetic: boolean;
  seq: number;
  version: number;
}

export interface WhistleTable {
  id: string;
  city_id: string;
  number: number;
  title: string;
  kind: WhistleKind;
  risk: 'normal' | 'high' | 'critical';
  item: Json<WhistleItem> | null;
  lng: number;
  lat: number;
  zone: number;
  community: string;
  street: string;
  district: string;
  departments: Json<DepartmentCall[]>;
  stage: WhistleStage;
  called_at: Date;
  report_by: Date | null;
  resolve_by: Date | null;
  reported_at: Date | null;
  resolved_at: Date | null;
  verified_at: Date | null;
  closed_at: Date | null;
  urges: Generated<number>;
  chases: Generated<number>;
  last_nudge: Json<Whistle['lastNudge']> | null;
  reopened: Generated<number>;
  merged_into: string | null;
  deferral: Json<Whistle['deferral']> | null;
  deferrals: Generated<number>;
  close_alarm: Json<Alarm> | null;
  /** City time at which its clock next calls for the server; null where nothing is to come. */
  next_alarm_at: Date | null;
  origin: 'person' | 'demo' | 'replay';
  source_id: string | null;
  pictures: Generated<number>;
  seq: number;
  version: number;
}

/** `image` and `thumbnail` are JPEG, made here from what was sent. */
export interface PictureTable {
  id: string;
  city_id: string;
  whistle_id: string;
  step: PictureStep;
  department: string | null;
  by_id: string;
  by_name: string;
  at: Date;
  sent_sha256: string;
  sha256: string;
  width: number;
  height: number;
  image: Buffer;
  thumbnail: Buffer;
}

export interface EventTable {
  city_id: string;
  seq: number;
  type: EventType;
  at: Date;
  recorded_at: Date;
  data: Json<unknown>;
}

export interface IdempotencyTable {
  city_id: string;
  key: string;
  /** SHA-256 of method, path and body: the same key with another request is refused. */
  fingerprint: string;
  status: number;
  body: Json<unknown>;
  created_at: Generated<Date>;
}

/** The items that hold from `starts_on` (a day of the city's calendar, `YYYY-MM-DD`) until the next list begins. */
export interface ItemListTable {
  city_id: string;
  starts_on: string;
  items: Json<Item[]>;
  version: number;
}

/** A row of the record of who did what (server/audit/chain.ts). */
export interface AuditTable {
  chain: string;
  seq: number;
  at: Date;
  actor: Json<Actor>;
  action: string;
  target: string;
  outcome: 'taken' | 'refused';
  code: string | null;
  /** JSON, as the text that was hashed. */
  detail: string;
  hash: string;
}
export interface AuditHeadTable {
  chain: string;
  seq: number;
  hash: string;
}

export interface PersonTable {
  id: string;
  login: string;
  name: string;
  phone: string | null;
  /** argon2id in PHC form; null where the person signs in elsewhere only. */
  password: string | null;
  must_change: boolean;
  grants: Json<Grant[]>;
  /** Whom a sign-in service knows the person as: both or neither. */
  service_issuer: string | null;
  service_subject: string | null;
  disabled: Generated<boolean>;
  created_at: Date;
  version: number;
}
/** Passwords that did not fit, by what was typed as a login. */
export interface SignInFailureTable {
  login: string;
  failed: number;
  last_at: Date;
  locked_until: Date | null;
}
/** `hash` is the SHA-256 of the secret that the browser holds. */
export interface SessionTable {
  hash: string;
  person: string;
  created_at: Date;
  seen_at: Date;
}
export interface ApiTokenTable {
  id: string;
  hash: string;
  name: string;
  grants: Json<Grant[]>;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

export interface WebhookTable {
  id: string;
  city_id: string;
  name: string;
  url: string;
  format: WebhookFormat;
  secret: string | null;
  kinds: Json<NewsKind[]>;
  area: string | null;
  department: string | null;
  state: Webhook['state'];
  /** `seq` of the event up to which its deliveries are written. */
  cursor: number;
  leased_by: string | null;
  leased_until: Date | null;
  paced_until: Date | null;
  created_at: Date;
  version: number;
}
export interface DeliveryTable {
  id: string;
  number: Generated<number>;
  webhook: string;
  kind: Delivery['kind'];
  seq: number | null;
  /** What is sent: a JSON document, or one line of a robot's message. */
  body: string;
  state: DeliveryState;
  attempts: Generated<number>;
  created_at: Date;
  next_at: Date | null;
  ended_at: Date | null;
  status: number | null;
  error: string | null;
}

export interface PushKeyTable {
  one: Generated<boolean>;
  public: string;
  private: string;
}
/** A device on which somebody wants to be told while no page is open. */
export interface PushSubscriptionTable {
  id: string;
  /** Address at the browser's push service; whoever knows it and the keys can write to the device. */
  endpoint: string;
  p256dh: string;
  auth: string;
  person: string;
  city_id: string;
  groups: Json<NoticeGroup[]>;
  locale: 'zh-CN' | 'en';
  /** `seq` of the event up to which it was told. */
  cursor: number;
  attempts: Generated<number>;
  next_at: Date;
  leased_by: string | null;
  leased_until: Date | null;
  created_at: Date;
}

export interface Database {
  push_key: PushKeyTable;
  push_subscription: PushSubscriptionTable;
  webhook: WebhookTable;
  delivery: DeliveryTable;
  city: CityTable;
  city_layer: CityLayerTable;
  walk_network: WalkNetworkTable;
  area: AreaTable;
  zone: ZoneTable;
  compound: CompoundTable;
  station: StationTable;
  whistle: WhistleTable;
  picture: PictureTable;
  event: EventTable;
  idempotency: IdempotencyTable;
  item_list: ItemListTable;
  person: PersonTable;
  sign_in_failure: SignInFailureTable;
  session: SessionTable;
  api_token: ApiTokenTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
}
