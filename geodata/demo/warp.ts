import { mix } from './random.ts';

/** A smooth one-to-one bending of the plane and its inverse: `[x, y]` metres to `[u, v]` metres. */
export interface Warp {
  forward(x: number, y: number): [number, number];
  inverse(u: number, v: number): [number, number];
}

/**
 * Wavelength and greatest swing in metres, from the bend of a district's road to that of a lane. Slopes are at most
 * 3.75 × swing / wavelength for each, 0.75 together, and about a third of that as a rule.
 */
const OCTAVES = [
  { lengthMetres: 9000, swingMetres: 810 },
  { lengthMetres: 2600, swingMetres: 182 },
  { lengthMetres: 900, swingMetres: 36 },
] as const;
const INVERSE_ROUNDS = 24;

/** Value at a corner of the lattice, in [-1, 1). */
function corner(seed: number, i: number, j: number): number {
  return mix(mix(mix(seed + i)) ^ Math.imul(j, 0x27d4eb2d)) / 2147483648 - 1;
}

/** A step from 0 to 1 whose first two derivatives vanish at both ends. */
function ease(t: number): number {
  return t * t * t * (t * (6 * t - 15) + 10);
}

/** Value noise in [-1, 1] on a unit lattice: twice differentiable. */
function noise(seed: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const s = ease(x - i);
  const t = ease(y - j);
  const low = corner(seed, i, j) * (1 - s) + corner(seed, i + 1, j) * s;
  const high = corner(seed, i, j + 1) * (1 - s) + corner(seed, i + 1, j + 1) * s;
  return low * (1 - t) + high * t;
}

/**
 * The bend that makes straight cuts look grown. `strength` 1 is the full bend, 0 none; at any strength up to 1 the map
 * stays one-to-one, because the offset changes more slowly than the place.
 */
export function makeWarp(seed: number, strength: number): Warp {
  const offset = (x: number, y: number): [number, number] => {
    let du = 0;
    let dv = 0;
    for (let octave = 0; octave < OCTAVES.length; octave++) {
      const { lengthMetres, swingMetres } = OCTAVES[octave]!;
      du += strength * swingMetres * noise(seed + 2 * octave, x / lengthMetres, y / lengthMetres);
      dv += strength * swingMetres * noise(seed + 2 * octave + 1, x / lengthMetres, y / lengthMetres);
    }
    return [du, dv];
  };
  return {
    forward(x, y) {
      const [du, dv] = offset(x, y);
      return [x + du, y + dv];
    },
    inverse(u, v) {
      let [x, y] = [u, v];
      for (let round = 0; round < INVERSE_ROUNDS; round++) {
        const [du, dv] = offset(x, y);
        x = u - du;
        y = v - dv;
      }
      return [x, y];
    },
  };
}
