import type { Role } from '../../../server/contract/people.ts';

/** Every role, in the order of the columns below. */
export const roles: readonly Role[] = [
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
];

/**
 * Who gets past the door of each operation, written down by hand, without the product's own table: `x` may, `.` may not.
 * `all` is for everybody who is signed in, `open` for everybody. Whistles' steps let in whoever may see whistles; whether
 * this step may be taken is asked of the whistle (steps, below). To make a city, and the system's own record, are for
 * rights over all cities, which none of these are.
 */
const door = `
                          centre street-leader department-head dispatcher responder planner display auditor administrator intake
getSession                all
signIn                    open
openDisplay               open
getWaysIn                 open
startOidc                 open
finishOidc                open
signOut                   all
setPassword               all
getPushKey                all
subscribePush             all
unsubscribePush           all
listPeople                .      .             .               .          .         .       .       .       x             .
addPerson                 .      .             .               .          .         .       .       .       x             .
changePerson              .      .             .               .          .         .       .       .       x             .
resetPassword             .      .             .               .          .         .       .       .       x             .
endSessions               .      .             .               .          .         .       .       .       x             .
listTokens                .      .             .               .          .         .       .       .       x             .
addToken                  .      .             .               .          .         .       .       .       x             .
revokeToken               .      .             .               .          .         .       .       .       x             .
listCities                x      x             x               x          x         x       x       x       x             .
getCity                   x      x             x               x          x         x       x       x       x             .
getFigures                x      x             x               x          x         x       x       x       x             .
createCity                .      .             .               .          .         .       .       .       .             .
setClock                  x      .             .               .          .         .       .       .       x             .
switchFeed                x      .             .               .          .         .       .       .       x             .
listAreas                 x      x             x               x          x         x       x       x       x             .
getArea                   x      x             x               x          x         x       x       x       x             .
getZone                   x      x             x               x          x         x       x       x       x             .
getZoneAt                 x      x             x               x          x         x       x       x       x             .
search                    x      x             x               x          x         x       x       x       x             .
listStations              x      x             x               x          x         x       x       x       x             .
getStation                x      x             x               x          x         x       x       x       x             .
addStation                x      .             .               .          .         x       .       .       .             .
changeStation             x      .             .               .          .         x       .       .       .             .
getCoverage               x      x             x               x          x         x       x       x       x             .
listAreaCoverage          x      x             x               x          x         x       x       x       x             .
getZoneCells              x      x             x               x          x         x       x       x       x             .
getWalkingCoverage        x      x             x               x          x         x       x       x       x             .
listWalkingAreas          x      x             x               x          x         x       x       x       x             .
listWalkingCompounds      x      x             x               x          x         x       x       x       x             .
getWalkingZones           x      x             x               x          x         x       x       x       x             .
getWalkingPath            x      x             x               x          x         x       x       x       x             .
getWalkingReach           x      x             x               x          x         x       x       x       x             .
getWalkingOutline         x      x             x               x          x         x       x       x       x             .
getWalkNetwork            x      x             x               x          x         x       x       x       x             .
putWalkNetwork            .      .             .               .          .         x       .       .       x             .
getZoneCoverage           x      x             x               x          x         x       x       x       x             .
getUncovered              x      x             x               x          x         x       x       x       x             .
getCircles                x      x             x               x          x         x       x       x       x             .
getTileJson               x      x             x               x          x         x       x       x       x             .
getTile                   x      x             x               x          x         x       x       x       x             .
getItems                  x      x             x               x          x         x       x       x       x             .
listItemLists             x      x             x               x          x         x       x       x       x             .
getItemList               x      x             x               x          x         x       x       x       x             .
exportItemsCsv            x      x             x               x          x         x       x       x       x             .
exportItemsXlsx           x      x             x               x          x         x       x       x       x             .
checkItemList             x      .             .               .          .         .       .       .       .             .
putItemList               x      .             .               .          .         .       .       .       .             .
removeItemList            x      .             .               .          .         .       .       .       .             .
listWhistles              x      x             x               x          x         x       x       x       .             .
getWhistle                x      x             x               x          x         x       x       x       .             .
getWhistleHistory         x      x             x               x          x         x       x       x       .             .
listPictures              x      x             x               x          x         .       .       x       .             .
getPicture                x      x             x               x          x         .       .       x       .             .
getPictureThumbnail       x      x             x               x          x         .       .       x       .             .
putPicture                x      x             x               x          x         .       .       .       .             .
callWhistle               x      x             .               .          .         .       .       .       .             x
step                      x      x             x               x          x         x       x       x       .             .
listEvents                .      .             .               .          .         .       .       x       .             .
listAudit                 .      .             .               .          .         .       .       x       .             .
getAuditCsv               .      .             .               .          .         .       .       x       .             .
listAuditActions          .      .             .               .          .         .       .       x       .             .
getAuditHead              .      .             .               .          .         .       .       x       .             .
checkAudit                .      .             .               .          .         .       .       x       .             .
listSystemAudit           .      .             .               .          .         .       .       .       .             .
getSystemAuditCsv         .      .             .               .          .         .       .       .       .             .
listSystemAuditActions    .      .             .               .          .         .       .       .       .             .
getSystemAuditHead        .      .             .               .          .         .       .       .       .             .
checkSystemAudit          .      .             .               .          .         .       .       .       .             .
getScores                 x      .             .               .          .         .       .       x       .             .
getDepartmentScore        x      .             .               .          .         .       .       x       .             .
listScoredWhistles        x      .             .               .          .         .       .       x       .             .
getScoresCsv              x      .             .               .          .         .       .       x       .             .
listWebhooks              .      .             .               .          .         .       .       .       x             .
addWebhook                .      .             .               .          .         .       .       .       x             .
changeWebhook             .      .             .               .          .         .       .       .       x             .
removeWebhook             .      .             .               .          .         .       .       .       x             .
testWebhook               .      .             .               .          .         .       .       .       x             .
listDeliveries            .      .             .               .          .         .       .       .       x             .
sendAgain                 .      .             .               .          .         .       .       .       x             .
sendAllAgain              .      .             .               .          .         .       .       .       x             .
getScoresXlsx             x      .             .               .          .         .       .       x       .             .
`;

/** Who may take each step, of a whistle that they may see. */
const steps = `
                          centre street-leader department-head dispatcher responder planner display auditor administrator intake
dispatch                  .      .             x               x          .         .       .       .       .             .
report-in                 .      .             x               x          x         .       .       .       .             .
arrive                    .      .             x               x          x         .       .       .       .             .
resolve                   .      .             x               x          x         .       .       .       .             .
hand-back                 .      .             x               x          .         .       .       .       .             .
accept-hand-back          x      .             .               .          .         .       .       .       .             .
refuse-hand-back          x      .             .               .          .         .       .       .       .             .
ask-extension             .      .             x               x          .         .       .       .       .             .
grant-extension           x      .             .               .          .         .       .       .       .             .
refuse-extension          x      .             .               .          .         .       .       .       .             .
evaluate                  .      x             .               .          .         .       .       .       .             .
verify                    .      x             .               .          .         .       .       .       .             .
close                     .      x             .               .          .         .       .       .       .             .
reopen                    .      x             .               .          .         .       .       .       .             .
urge                      .      x             .               .          .         .       .       .       .             .
chase                     x      .             .               .          .         .       .       .       .             .
merge                     x      .             .               .          .         .       .       .       .             .
defer                     x      .             .               .          .         .       .       .       .             .
resume                    x      .             .               .          .         .       .       .       .             .
`;

export type Allowed = 'all' | 'open' | readonly Role[];

function read(text: string): ReadonlyMap<string, Allowed> {
  const [, ...lines] = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [name, first, ...rest] = line.trim().split(/\s+/) as [string, string, ...string[]];
      const allowed: Allowed =
        first === 'all' || first === 'open' ? first : roles.filter((_, i) => [first, ...rest][i] === 'x');
      return [name, allowed];
    }),
  );
}

export const doorOf = read(door);
export const stepsOf = read(steps);
