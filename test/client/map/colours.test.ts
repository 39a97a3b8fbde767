import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classTexts } from '../../../client/legend/entries.ts';
import { hatchImage } from '../../../client/map/hatch.ts';
import { rgba } from '../../../client/map/palette.ts';
import { classOf, coverageRamp, loadRamps, rampOf, unreachedRamps } from '../../../client/map/ramps.ts';

test('colours are read from six or three hexadecimal digits', () => {
  expect(rgba('#5BAAFF', 0.5)).toEqual([91, 170, 255, 128]);
  expect(rgba('#fff')).toEqual([255, 255, 255, 255]);
  expect(() => rgba('red')).toThrow(RangeError);
});

test('a class rises with the value, from 0 to the last colour', () => {
  for (const ramp of [coverageRamp, unreachedRamps.dark, unreachedRamps.light, loadRamps.dark, loadRamps.light]) {
    expect(ramp.colours).toHaveLength(ramp.breaks.length + 1);
    expect(ramp.colours.length).toBeLessThanOrEqual(7);
    expect([...ramp.breaks].sort((a, b) => a - b)).toEqual(ramp.breaks);
    const value = fc.double({ min: 0, max: 20_000, noNaN: true });
    fc.assert(fc.property(value, value, (a, b) => classOf(ramp, Math.min(a, b)) <= classOf(ramp, Math.max(a, b))));
    expect(classOf(ramp, 0)).toBe(0);
  }
});

test('none and all of a zone are classes of their own, rounding errors included', () => {
  expect(classOf(coverageRamp, 65_535 / 65_535)).toBe(6);
  expect(classOf(coverageRamp, 0.5)).toBe(3);
  expect(classOf(coverageRamp, 0.19)).toBe(1);
});

test('the legend has one text for each class, all different', () => {
  for (const theme of ['coverage', 'unreached', 'load'] as const) {
    const ramp = rampOf(theme, 'dark');
    const texts = classTexts(theme, ramp, 'en');
    expect(texts).toHaveLength(ramp.colours.length);
    expect(new Set(texts).size).toBe(texts.length);
  }
});

test('the hatch repeats without a seam: both diagonals of the tile meet', () => {
  const { width, height, data } = hatchImage('#f08a2c', 12);
  expect([width, height, data.length]).toEqual([12, 12, 576]);
  const alpha = (x: number, y: number): number => data[(y * 12 + x) * 4 + 3]!;
  for (let x = 0; x < 12; x++)
    for (let y = 0; y < 12; y++) expect(alpha(x, y)).toBe(alpha((x + 1) % 12, (y + 11) % 12));
  expect(alpha(0, 0)).toBe(255);
  expect(alpha(6, 0)).toBe(0);
});
