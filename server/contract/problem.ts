import { z } from 'zod';

/**
 * Every error that the API or a socket can answer with: a stable code, the HTTP status, and a title in both languages
 * that a street officer understands. The body follows RFC 9457 (problem details).
 */
export const problemCatalogue = {
  'route-unknown': { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, zh: '这个地址不支持该操作', en: 'This address does not take that method' },
  'body-malformed': { status: 400, zh: '提交的内容不是有效的 JSON', en: 'The body is not valid JSON' },
  'body-too-large': { status: 413, zh: '提交的内容过大', en: 'The body is too large' },
  'media-type-unsupported': { status: 415, zh: '请以 application/json 提交', en: 'Send the body as application/json' },
  'input-invalid': { status: 422, zh: '有字段填写不正确', en: 'Some fields are not right' },
  'city-unknown': { status: 404, zh: '没有这座城市', en: 'No such city' },
  'city-exists': { status: 409, zh: '该城市标识已被使用', en: 'A city with this id exists already' },
  'boundary-invalid': { status: 422, zh: '城市边界无法使用', en: 'The boundary cannot be used' },
  'area-unknown': { status: 404, zh: '没有这个区域', en: 'No such area' },
  'network-missing': {
    status: 404,
    zh: '本市尚未导入步行路网',
    en: 'This city has no walking network yet',
  },
  'osm-unknown': {
    status: 422,
    zh: '这个文件不是 OpenStreetMap 数据，请上传 .osm.pbf、.osm.gz 或 .osm 文件',
    en: 'This file is no OpenStreetMap extract; send a .osm.pbf, .osm.gz or .osm file',
  },
  'osm-truncated': {
    status: 422,
    zh: '文件不完整，请重新下载后再上传',
    en: 'The file ends too early; download it again and send it then',
  },
  'osm-broken': {
    status: 422,
    zh: '文件已损坏，无法读取，请重新下载后再上传',
    en: 'The file is damaged and cannot be read; download it again and send it then',
  },
  'osm-too-big': {
    status: 413,
    zh: '文件解压后过大，请先裁剪到本市范围',
    en: 'The file is too large once it is unpacked; cut it to the city first',
  },
  'network-empty': {
    status: 422,
    zh: '文件中没有本市范围内可步行的道路，现有路网未改动',
    en: 'The file holds no way that can be walked in this city; its network stays as it is',
  },
  'station-out-of-reach': {
    status: 422,
    zh: '步行路网上没有可到达的驿站',
    en: 'No station in service can be reached over the walking network',
  },
  'zone-unknown': { status: 404, zh: '没有这个责任区', en: 'No such responsibility zone' },
  'station-unknown': { status: 404, zh: '没有这个先锋驿站', en: 'No such Vanguard Station' },
  'whistle-unknown': { status: 404, zh: '没有这个哨单', en: 'No such whistle' },
  'item-list-unknown': { status: 404, zh: '没有从这一天起施行的事项清单', en: 'No list of items begins on that day' },
  'picture-unknown': { status: 404, zh: '没有这张图片', en: 'No such picture' },
  'picture-invalid': {
    status: 422,
    zh: '这个文件不是可用的图片，请上传 JPEG、PNG 或 WebP 图片',
    en: 'This file is no picture that can be read; send a JPEG, PNG or WebP',
  },
  'pictures-full': {
    status: 409,
    zh: '该哨单的图片已达上限',
    en: 'This whistle holds as many pictures as it may',
  },
  'list-in-force': {
    status: 409,
    zh: '已施行的事项清单不能更改，请另定以后的施行日期',
    en: 'A list whose day has begun stays as it is; choose a later day',
  },
  'position-outside-city': { status: 422, zh: '位置不在本市责任区内', en: 'The position is outside the city' },
  'version-stale': {
    status: 412,
    zh: '该记录已被他人更新，请刷新后再试',
    en: 'Somebody else changed this record first; refresh and try again',
  },
  'version-missing': { status: 428, zh: '请带上所见记录的版本号', en: 'Send the version that you saw in If-Match' },
  'idempotency-key-reused': {
    status: 422,
    zh: '同一幂等键已用于另一项内容',
    en: 'This idempotency key was used for a different request',
  },
  'transition-illegal': { status: 409, zh: '当前阶段不能执行该操作', en: 'The present stage does not allow this' },
  'department-not-called': { status: 409, zh: '该哨单没有呼叫此部门', en: 'This whistle did not call that department' },
  'item-unknown': { status: 422, zh: '现行事项清单中没有这一事项', en: 'The list in force holds no such item' },
  'department-not-allowed': {
    status: 422,
    zh: '该事项不能呼叫此部门',
    en: 'This item does not allow that department to be called',
  },
  'lead-not-called': { status: 422, zh: '必须呼叫该事项的牵头部门', en: 'The department that leads must be called' },
  'owner-is-self': { status: 422, zh: '请写明应由哪个其他部门负责', en: 'Name another department whose matter it is' },
  'extension-not-later': {
    status: 422,
    zh: '新期限必须晚于原期限',
    en: 'The new deadline must be later than the present one',
  },
  'merge-target-invalid': {
    status: 409,
    zh: '只能并入另一个正在办理的哨单',
    en: 'A whistle can be merged only into another one that is under way',
  },
  'sign-in-needed': { status: 401, zh: '请先登录', en: 'Sign in first' },
  'sign-in-wrong': { status: 401, zh: '账号或密码不正确', en: 'The name or the password is wrong' },
  'locked-out': {
    status: 429,
    zh: '密码多次输错，账号已暂时锁定，请稍后再试',
    en: 'Too many wrong passwords: the account is locked for a while',
  },
  'too-many-requests': { status: 429, zh: '请求过于频繁，请稍后再试', en: 'Too many requests; wait a little' },
  'password-must-change': { status: 403, zh: '请先设置自己的新密码', en: 'Set a password of your own first' },
  'password-weak': {
    status: 422,
    zh: '密码至少 12 个字，且不能与账号相同或过于常见',
    en: 'A password has at least 12 characters, is not the login, and not a common one',
  },
  'csrf-wrong': { status: 403, zh: '页面已过期，请刷新后再试', en: 'The page is out of date; reload it' },
  'call-outside-area': {
    status: 403,
    zh: '该地点不在您负责的区域内，请由该处所属街道吹哨',
    en: 'This place is outside the area that you are responsible for; its own street must blow the whistle',
  },
  'not-allowed': { status: 403, zh: '您没有权限执行该操作', en: 'You may not do this' },
  'oidc-unavailable': { status: 404, zh: '未开通统一身份登录', en: 'Sign-in through another service is not set up' },
  'oidc-failed': { status: 502, zh: '统一身份服务暂时无法使用', en: 'The sign-in service could not be used' },
  'oidc-refused': {
    status: 401,
    zh: '统一身份登录没有完成，请重新登录',
    en: 'The sign-in was not completed; begin again',
  },
  'oidc-person-unknown': {
    status: 403,
    zh: '您的统一身份尚未登记，请联系系统管理员',
    en: 'You are not registered here yet; ask your administrator',
  },
  'subject-taken': {
    status: 409,
    zh: '该统一身份已绑定其他人员',
    en: 'The sign-in service’s person is bound to somebody else here',
  },
  'person-unknown': { status: 404, zh: '没有这个人员', en: 'No such person' },
  'login-taken': { status: 409, zh: '该账号已被使用', en: 'This login is taken' },
  'token-unknown': { status: 404, zh: '没有这个令牌', en: 'No such token' },
  'webhook-unknown': { status: 404, zh: '没有这个通知地址', en: 'No such webhook' },
  'webhook-exists': { status: 409, zh: '这个群机器人已登记', en: 'This robot is registered already' },
  'webhook-off': {
    status: 409,
    zh: '该通知地址已停用，请先启用',
    en: 'The webhook is switched off; switch it on first',
  },
  'host-not-allowed': {
    status: 422,
    zh: '该主机不在允许的名单内，请联系运维人员',
    en: 'This host is not in the list of allowed ones; ask whoever runs the server',
  },
  'delivery-unknown': { status: 404, zh: '没有这条通知', en: 'No such delivery' },
  'delivery-not-dead': {
    status: 409,
    zh: '只有投递失败的通知可以重新发送',
    en: 'Only what was given up can be sent again',
  },
  'last-administrator': {
    status: 409,
    zh: '必须保留至少一名系统管理员',
    en: 'At least one administrator must remain',
  },
  'time-not-settable': {
    status: 409,
    zh: '只有模拟时钟的城市可以指定时间',
    en: 'Only a city on a simulated clock takes a time from the caller',
  },
  'time-backwards': { status: 422, zh: '时间早于上一步', en: 'The time is before the step that precedes it' },
  'tile-unknown': { status: 404, zh: '没有这张瓦片', en: 'No such tile' },
  'feed-unavailable': { status: 409, zh: '这座城市没有演示数据源', en: 'This city has no demo feed' },
  'message-unknown': { status: 400, zh: '无法识别的消息', en: 'The message is not in the contract' },
  'not-ready': { status: 503, zh: '服务正在启动', en: 'The server is starting' },
  internal: { status: 500, zh: '服务器内部错误，未保存任何更改', en: 'The server failed; nothing was stored' },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ProblemCode = keyof typeof problemCatalogue;

export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'URI reference of the problem type: `/problems/<code>`' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problemCatalogue) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    instance: z.string().optional(),
    /** One entry for each field that was refused; `pointer` is a JSON pointer into the body or `#query/name`. */
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
