import { describe, expect, it } from 'vitest';
import type { CityEvent } from '../../../server/contract/events.ts';
import { Fold, LogIncomplete } from '../../../server/scores/fold.ts';

const event = (seq: number, whistle: object) => ({ seq, data: { whistle } }) as unknown as CityEvent;
const question = {
  fromMs: Date.parse('2026-01-01T00:00:00Z'),
  toMs: Date.parse('2027-01-01T00:00:00Z'),
  asOfMs: Date.parse('2027-06-01T00:00:00Z'),
};

describe('a log of older releases', () => {
  it('is read as the migrations read its whistles: what a part had not of its own was the whistle’s', () => {
    const fold = new Fold();
    fold.take(
      event(1, {
        ...{ id: 'a', stage: 'closed', calledAt: '2026-01-02T00:00:00.000Z', reportBy: '2026-01-03T00:00:00.000Z' },
        ...{ resolveBy: '2026-01-09T00:00:00.000Z', resolvedAt: '2026-01-08T00:00:00.000Z' },
        closedAt: '2026-01-08T12:00:00.000Z',
        departments: [{ department: '城管局', reportedAt: '2026-01-02T12:00:00.000Z' }],
      }),
    );
    expect(fold.scores(question).departments).toMatchObject([
      { department: '城管局', called: 1, reportedInTime: 1, resolvedInTime: 1, closedInTime: 1, graded: 0 },
    ]);
  });

  it('with a gap is refused: what it lacks cannot be recomputed', () => {
    expect(() => new Fold().take(event(7, {}))).toThrow(LogIncomplete);
    expect(() => new Fold().take(event(7, {}))).toThrow('has no event 1 (the next one is 7)');
  });
});
