import type { Request } from 'express';
import type { CityGeometry } from '../cities/geometry.ts';
import type { Subject } from '../contract/people.ts';
import { whistleCallSchema, type Whistle, type WhistleCall } from '../contract/whistle.ts';
import type { Language } from '../http/sentences.ts';
import { listOn, type Lists } from '../items/book.ts';
import type { WhistleChange } from '../live/batch.ts';
import { noteDetail } from '../http/deed.ts';
import { commandWhistles } from '../live/command.ts';
import { callWhistle } from '../whistles/call.ts';
import type { CityTimes } from '../clocks/city-times.ts';
import { dayName } from '../clocks/chinese-calendar.ts';
import type { Open311Deps } from './deps.ts';
import { formOf, queryOf, type Arguments } from './form.ts';
import { jurisdictionOf } from './jurisdiction.ts';
import { refuse } from './refusal.ts';
import { notKept, reportOf, type Report } from './report.ts';
import { serviceOf } from './services.ts';
import { sourcePrefix } from './store.ts';
import { titleOf } from './title.ts';
import type { Document } from './xml.ts';

/** Who sends it; throws a 403. */
async function subjectOf({ rights }: Open311Deps, form: Arguments, req: Request): Promise<Subject> {
  const key = form.one('api_key');
  const subject = key === undefined ? null : await rights.subjectOfKey(key, req);
  if (subject === null) throw refuse(403, 'api_key 缺失或无效', 'api_key is missing or invalid');
  return subject;
}

interface Caller {
  report: Report;
  subject: Subject;
  id: string;
  city: CityGeometry;
  lists: Lists;
  times: CityTimes;
  mayCall: Open311Deps['rights']['mayCall'];
}

/** Blows the whistle: of the service's item, with the department that leads it. */
function callFor(c: WhistleChange, { report, subject, id, city, lists, times, mayCall }: Caller): Whistle {
  const clock = times(c.city.time_zone);
  const list = listOn(lists, dayName(clock.dayOf(c.now.getTime())));
  const item = serviceOf(list?.items ?? [], report.service);
  const place = city.placeOf(report.position);
  const departments = [item.lead];
  if (!mayCall(subject, { city: c.city.id, ...place, item: item.code, departments }))
    throw refuse(403, '该 api_key 不能在此处提交这一事项', 'This api_key may not send this service from there');
  const { title, words } = titleOf(report.description);
  const call: WhistleCall = whistleCallSchema.parse({
    ...{ item: item.code, title, departments, position: report.position },
    ...{ origin: 'person', sourceId: `${sourcePrefix}${subject.id}`.slice(0, 100) },
  });
  return callWhistle(c, call, { by: subject, id, locate: () => place, clock, listOn: () => list, words });
}

function noticeOf(w: Whistle, dropped: string[], language: Language): string {
  const who = w.departments.map((d) => d.department).join(language === 'zh' ? '、' : ', ');
  const also = dropped.join(language === 'zh' ? '、' : ', ');
  if (language === 'zh')
    return [
      `受理编号 ${w.code}，已通知${who}。描述内容对公众可见。`,
      ...(also === '' ? [] : [`以下内容未保存：${also}。`]),
    ].join('');
  return [
    `Number ${w.code}; ${who} has been called. The description can be read by everybody.`,
    ...(also === '' ? [] : [`Not kept: ${also}.`]),
  ].join(' ');
}

/** POST requests: a whistle at once. Sent again under the same Idempotency-Key, it gets the same answer. */
export async function submit(deps: Open311Deps, req: Request, language: Language): Promise<Document> {
  const form = formOf(req);
  const subject = await subjectOf(deps, form, req);
  const { id: cityId } = await jurisdictionOf(
    deps.db,
    form.one('jurisdiction_id') ?? queryOf(req).one('jurisdiction_id'),
  );
  const report = reportOf(form);
  const { newId, items, times, geometries, rights } = deps;
  const [city, lists] = await Promise.all([geometries.of(cityId), items.of(cityId)]);
  const caller = { report, subject, id: newId(), city, lists, times, mayCall: rights.mayCall };
  // What follows (the idempotency key's fingerprint, the audit) sees what is kept, and neither key nor person.
  req.body = { by: subject.id, ...report };
  noteDetail(req, report);
  const whistle = await commandWhistles(deps.cityLog, { cityId, req, status: 200 }, (c) => callFor(c, caller));
  const service_notice = noticeOf(whistle, notKept(form), language);
  return {
    root: 'service_requests',
    value: [{ service_request_id: whistle.id, service_notice, account_id: null }],
  };
}
