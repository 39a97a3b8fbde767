/** A picture in the atlas: a path in a 24 × 24 box, filled and outlined. */
export interface Glyph {
  name: string;
  path: string;
  fill: string;
  /** Colour and width (in the box's units) of the line around it. */
  stroke: string;
  strokeWidth: number;
}
export interface Atlas {
  /** A canvas. deck.gl takes it as an image, but its types (9.4) only name addresses and textures, hence the odd type. */
  image: string;
  mapping: Record<string, { x: number; y: number; width: number; height: number; mask: boolean }>;
}

const cell = 96;
const box = 24;
/** Room around the box for the outline, in the box's units. */
const margin = 2;

/** Draws the glyphs side by side, for deck.gl's IconLayer. The line lies below the fill, so shapes keep their size. */
export function drawAtlas(glyphs: Glyph[], canvas: HTMLCanvasElement): Atlas {
  canvas.width = cell * glyphs.length;
  canvas.height = cell;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser gives no 2D canvas');
  const scale = cell / (box + 2 * margin);
  const mapping: Atlas['mapping'] = {};
  glyphs.forEach((glyph, i) => {
    mapping[glyph.name] = { x: i * cell, y: 0, width: cell, height: cell, mask: false };
    context.setTransform(scale, 0, 0, scale, i * cell + margin * scale, margin * scale);
    const path = new Path2D(glyph.path);
    context.lineJoin = 'round';
    context.lineWidth = glyph.strokeWidth;
    context.strokeStyle = glyph.stroke;
    context.stroke(path);
    context.fillStyle = glyph.fill;
    context.fill(path, 'evenodd');
  });
  return { image: canvas as unknown as string, mapping };
}
