import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOfWall, rememberedOffset, zoneOffset } from '../../../server/clocks/local-time.ts';
import { wallReader } from '../../../server/feed/time-format.ts';

const boston = zoneOffset('America/New_York');
const instant = (wall: string, offset = boston): string =>
  new Date(instantOfWall(Date.parse(`${wall}Z`), offset)).toISOString();

describe('local time in New York', () => {
  it('is four hours behind in summer and five in winter', () => {
    expect(instant('2015-06-01T00:28:00')).toBe('2015-06-01T04:28:00.000Z');
    expect(instant('2016-01-11T12:52:59')).toBe('2016-01-11T17:52:59.000Z');
  });

  it('takes an hour that does not exist as the hour after it', () => {
    expect(instant('2015-03-08T01:59:59')).toBe('2015-03-08T06:59:59.000Z');
    expect(instant('2015-03-08T02:00:00')).toBe('2015-03-08T07:00:00.000Z');
    expect(instant('2015-03-08T02:30:00')).toBe('2015-03-08T07:30:00.000Z');
    expect(instant('2015-03-08T03:00:00')).toBe('2015-03-08T07:00:00.000Z');
  });

  it('takes an hour that comes twice as the first', () => {
    expect(instant('2015-11-01T00:59:59')).toBe('2015-11-01T04:59:59.000Z');
    expect(instant('2015-11-01T01:30:00')).toBe('2015-11-01T05:30:00.000Z');
    expect(instant('2015-11-01T02:00:00')).toBe('2015-11-01T07:00:00.000Z');
  });
});

describe('local time anywhere', () => {
  it('leads back from every instant: to itself, or to the first of the two that show the same', () => {
    const zones = ['America/New_York', 'Asia/Shanghai', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'];
    const offsets = zones.map(zoneOffset);
    const seconds = fc.integer({ min: Date.UTC(1995, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, fc.constantFrom(...offsets), (s, offset) => {
        const wall = s * 1000 + offset(s * 1000);
        const back = instantOfWall(wall, offset);
        expect(back + offset(back)).toBe(wall);
        expect(back).toBeLessThanOrEqual(s * 1000);
      }),
    );
  });

  it('is the same where offsets are remembered', () => {
    const exact = zoneOffset('America/New_York');
    const remembered = rememberedOffset(exact);
    const seconds = fc.integer({ min: Date.UTC(2015, 0, 1) / 1000, max: Date.UTC(2016, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, (s) => {
        expect(remembered(s * 1000)).toBe(exact(s * 1000));
      }),
    );
    for (let s = Date.UTC(2015, 2, 8) / 1000; s < Date.UTC(2015, 2, 9) / 1000; s += 600)
      expect(remembered(s * 1000)).toBe(exact(s * 1000));
  });

  it('refuses a zone that is none', () => {
    expect(() => zoneOffset('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('a written time', () => {
  const read = wallReader('MM/dd/yyyy hh:mm:ss a');

  it('is read by its format, midnight and noon included', () => {
    expect(read('06/01/2015 12:28:00 AM')).toBe(Date.UTC(2015, 5, 1, 0, 28));
    expect(read('06/01/2015 12:00:00 PM')).toBe(Date.UTC(2015, 5, 1, 12));
    expect(read('06/01/2015 11:59:59 pm')).toBe(Date.UTC(2015, 5, 1, 23, 59, 59));
    expect(wallReader('yyyy-MM-ddTHH:mm')('2016-02-29T23:05')).toBe(Date.UTC(2016, 1, 29, 23, 5));
  });

  it.each(['02/30/2015 01:00:00 AM', '13/01/2015 01:00:00 AM', '06/01/2015 13:00:00 PM', '06/01/2015', '', '6/1/2015'])(
    'is refused where it is none: %s',
    (text) => expect(read(text)).toBeNull(),
  );

  it('cannot be read by a format that leaves the day or the half of the day open', () => {
    expect(() => wallReader('HH:mm')).toThrow('lacks yyyy, MM, dd');
    expect(() => wallReader('yyyy-MM-dd hh:mm')).toThrow(RangeError);
  });
});
