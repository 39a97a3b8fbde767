import type { CityGeometry } from '../cities/geometry.ts';
import { isOpen, liveParts, type WhistleStage } from '../contract/matrix.ts';
import type { Whistle } from '../contract/whistle.ts';
import type { Language } from '../http/sentences.ts';
import { w3cTime, type Sentence } from './answer.ts';
import type { Found } from './store.ts';
import type { Document, Value } from './xml.ts';

const stages: Record<WhistleStage, Sentence> = {
  called: { zh: '已通知部门，待报到', en: 'The departments have been called' },
  reported: { zh: '处置中', en: 'In hand' },
  resolved: { zh: '已办结，待核实', en: 'Dealt with; to be verified' },
  verified: { zh: '已核实，待结案', en: 'Verified; to be closed' },
  closed: { zh: '已结案', en: 'Closed' },
  merged: { zh: '与另一诉求相同，已并案办理', en: 'The same matter as another request, and dealt with there' },
};
const putOff: Sentence = { zh: '缓办中', en: 'Put off' };

const notesOf = (w: Whistle, language: Language): string => (w.deferral === null ? stages[w.stage] : putOff)[language];

/** Community, street and district, the nearest first; a city of squares has no districts. */
function addressOf(w: Whistle, { areas, areaByCode }: CityGeometry, language: Language): string {
  const names = [w.community, w.street, w.district].flatMap((code) => {
    const area = areas[areaByCode.get(code) ?? -1];
    return area === undefined ? [] : [language === 'zh' ? area.name : area.nameEn];
  });
  return names.join(language === 'zh' ? '，' : ', ');
}

/** A whistle as the public sees it: no team or person sent, nothing that was said inside. */
function requestOf({ whistle: w, changedAt, description }: Found, city: CityGeometry, language: Language): Value {
  const [long, lat] = w.position;
  return {
    service_request_id: w.id,
    status: isOpen(w.stage) ? 'open' : 'closed',
    status_notes: notesOf(w, language),
    service_name: w.item?.name ?? null,
    service_code: w.item?.code ?? null,
    description,
    agency_responsible: liveParts(w.departments)
      .map((d) => d.department)
      .join(', '),
    service_notice: null,
    requested_datetime: w3cTime(w.calledAt),
    updated_datetime: w3cTime((w.stage === 'closed' ? w.closedAt : changedAt) ?? w.calledAt),
    expected_datetime: w.resolveBy === null ? null : w3cTime(w.resolveBy),
    address: addressOf(w, city, language),
    address_id: null,
    zipcode: null,
    lat,
    long,
    media_url: null,
  };
}

export const requestList = (found: readonly Found[], city: CityGeometry, language: Language): Document => ({
  root: 'service_requests',
  value: found.map((one) => requestOf(one, city, language)),
});
