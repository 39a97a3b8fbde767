/** Day of a city's calendar (`YYYY-MM-DD`) at an instant. */
export function cityDay(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)!.value;
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}`;
}

const quarterMonths = 3;

/** First day of the quarter that a day lies in, or of one `back` quarters before it. */
export function quarterStart(day: string, back = 0): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const first = Math.floor((month - 1) / quarterMonths) * quarterMonths - back * quarterMonths;
  return new Date(Date.UTC(year, first, 1)).toISOString().slice(0, 10);
}
