import { describe, expect, it } from 'vitest';
import { blocksFoot, blocksWheels, footFlags } from '../../../geodata/network/foot-rules.ts';
import { edgeFlags } from '../../../geodata/network/model.ts';

/** `highway=footway foot=no` */
const tags = (text: string): Map<string, string> =>
  new Map(text.split(' ').flatMap((pair) => (pair === '' ? [] : [pair.split('=') as [string, string]])));
const { steps, noForward, noBackward, noWheels, bridge } = edgeFlags;

describe('who may walk where', () => {
  it.each([
    ['highway=footway', 0],
    ['highway=residential', 0],
    ['highway=steps', steps],
    ['highway=steps conveying=forward', steps | noBackward],
    ['highway=path oneway:foot=yes', noBackward],
    ['highway=path oneway:foot=-1', noForward],
    ['highway=path foot:backward=no', noBackward],
    // The one-way rule of vehicles does not bind walkers.
    ['highway=primary oneway=yes', 0],
    ['highway=footway bridge=yes', bridge],
    ['highway=footway bridge=no', 0],
    ['highway=footway wheelchair=no', noWheels],
    ['highway=residential access=private foot=yes', 0],
    ['highway=service access=destination', 0],
    ['highway=trunk sidewalk=both', 0],
    ['highway=trunk foot=yes', 0],
    ['railway=platform', 0],
    ['man_made=pier', 0],
  ])('%s may be walked', (text, flags) => {
    expect(footFlags(tags(text))).toBe(flags);
  });

  it.each([
    'highway=motorway',
    'highway=motorway foot=yes',
    'highway=trunk',
    'highway=trunk sidewalk=no',
    'highway=primary foot=no',
    'highway=primary foot=use_sidepath',
    'highway=residential access=private',
    'highway=residential access=no',
    'highway=construction',
    'highway=proposed',
    'railway=rail',
    'route=ferry',
    'waterway=river',
    '',
  ])('%s may not', (text) => {
    expect(footFlags(tags(text))).toBeUndefined();
  });

  it.each([
    ['barrier=wall', true],
    ['barrier=fence foot=yes', false],
    ['barrier=gate', false],
    ['barrier=gate access=private', true],
    ['barrier=gate access=private foot=yes', false],
    ['barrier=gate locked=yes', true],
    ['barrier=bollard', false],
    ['barrier=lift_gate', false],
    ['barrier=entrance', false],
    ['highway=crossing', false],
  ])('%s stops a walker: %s', (text, stops) => {
    expect(blocksFoot(tags(text))).toBe(stops);
  });

  it('knows what stops wheelchairs alone', () => {
    expect(blocksWheels(tags('barrier=stile'))).toBe(true);
    expect(blocksWheels(tags('barrier=bollard'))).toBe(false);
  });
});
