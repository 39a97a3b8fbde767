/** A theme's classes: `breaks[i]` is the lower end of class i + 1; class 0 lies below `breaks[0]`. */
export interface Ramp {
  breaks: readonly number[];
  colours: readonly string[];
}

/** Seven steps of cividis (Nuñez, Anderton and Renslow 2018): even in lightness, the same to every eye, prints in grey. */
const cividis = ['#00224e', '#2a3f6d', '#575c6d', '#7c7b78', '#a69d75', '#d3c164', '#fee838'] as const;

/** Covered share of a zone: none, five steps of a fifth, all of it (a rounding error short of 1 counts as all). */
export const coverageRamp: Ramp = { breaks: [0.0005, 0.2, 0.4, 0.6, 0.8, 0.9995], colours: cividis };

/** People not reached in a community, one hue. */
export const unreachedRamps: Record<'dark' | 'light', Ramp> = {
  dark: {
    breaks: [1, 500, 1000, 2000, 5000, 10_000],
    colours: ['#141d2e', '#33231a', '#5c3314', '#8c480f', '#bd6312', '#ea8423', '#ffb066'],
  },
  light: {
    breaks: [1, 500, 1000, 2000, 5000, 10_000],
    colours: ['#f1f3f7', '#fdead6', '#fdd0a2', '#fdab67', '#f0802b', '#cc5607', '#8f3a05'],
  },
};

/** Open whistles in a zone or community, one hue that no state uses. */
export const loadRamps: Record<'dark' | 'light', Ramp> = {
  dark: { breaks: [1, 2, 3, 5, 10], colours: ['#141d2e', '#2e2650', '#473a7c', '#6652ab', '#8a72d8', '#b9a4ff'] },
  light: { breaks: [1, 2, 3, 5, 10], colours: ['#f1f3f7', '#e6e0f6', '#cabdec', '#a48fdc', '#7a60c2', '#523a99'] },
};

/** The ramp of a theme; the breaks are the same in both schemes. */
export const rampOf = (theme: 'coverage' | 'unreached' | 'load', scheme: 'dark' | 'light'): Ramp =>
  theme === 'coverage' ? coverageRamp : theme === 'unreached' ? unreachedRamps[scheme] : loadRamps[scheme];

/** Class of a value: how many breaks it reaches. */
export function classOf(ramp: Ramp, value: number): number {
  let c = 0;
  while (c < ramp.breaks.length && value >= ramp.breaks[c]!) c += 1;
  return c;
}
