import { expect, it } from 'vitest';
import { DrawingDesk } from '../../../server/pictures/draw.ts';
import { ProblemError } from '../../../server/http/problem.ts';
import { png } from './files.ts';

it('two pictures are drawn at once, sixteen wait, and more are refused; afterwards there is room again', async () => {
  const desk = new DrawingDesk();
  const file = await png();
  const outcomes = await Promise.all(
    Array.from({ length: 21 }, () =>
      desk.draw(file).then(
        () => 'drawn',
        (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
      ),
    ),
  );
  expect(outcomes).toEqual([...Array<string>(18).fill('drawn'), ...Array<string>(3).fill('too-many-requests')]);
  expect(await desk.draw(file)).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
});

it('a file that is no picture makes room for the next one', async () => {
  const desk = new DrawingDesk();
  const files = [...Array<Buffer>(6).fill(Buffer.from('no picture')), await png()];
  const outcomes = await Promise.allSettled(files.map((file) => desk.draw(file)));
  expect(outcomes.map((o) => o.status)).toEqual([...Array<string>(6).fill('rejected'), 'fulfilled']);
});
