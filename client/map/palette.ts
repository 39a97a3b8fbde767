import type { WhistleState } from '../../server/contract/whistle.ts';

/** `[red, green, blue, alpha]`, 0–255: what deck.gl takes. */
export type Rgba = [number, number, number, number];

/** The map's colours as CSS text, read from the page's custom properties: there is one list of colours, in ui/theme.css. */
export interface Palette {
  ground: string;
  panel: string;
  text: string;
  water: string;
  label: string;
  zone: string;
  community: string;
  street: string;
  district: string;
  circle: string;
  station: string;
  uncovered: string;
  focus: string;
  states: Record<WhistleState, string>;
}

/** Reads the palette; `property` gives the value of a custom property, e.g. of `getComputedStyle(root)`. */
export function readPalette(property: (name: string) => string): Palette {
  const of = (name: string): string => property(`--${name}`).trim();
  return {
    ground: of('ground'),
    panel: of('panel'),
    text: of('text'),
    water: of('water'),
    label: of('map-label'),
    zone: of('outline-zone'),
    community: of('outline-community'),
    street: of('outline-street'),
    district: of('outline-district'),
    circle: of('circle'),
    station: of('station'),
    uncovered: of('uncovered'),
    focus: of('focus'),
    states: {
      new: of('state-new'),
      'in-hand': of('state-in-hand'),
      warning: of('state-warning'),
      late: of('state-late'),
      closed: of('state-closed'),
    },
  };
}

/** `#rrggbb`, or `#rgb` as a minifier may write it, with an opacity of 0–1. Throws a RangeError on other notations. */
export function rgba(hex: string, opacity = 1): Rgba {
  if (!/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(hex)) throw new RangeError(`not a hexadecimal colour: ${hex}`);
  const digits = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255, Math.round(opacity * 255)];
}
