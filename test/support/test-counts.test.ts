import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, lineOf, reportIn, sumOf, withExit } from './test-counts.ts';

const vitest = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] };

describe('the last line of a test run', () => {
  it('sums the runners', () => {
    const playwright = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 }, errors: ['no server'] };
    const all = [countVitest(vitest), countPlaywright(playwright), { passed: 1, failed: 0, skipped: 0 }];
    expect(lineOf(sumOf(all))).toBe('13 passed, 4 failed, 6 skipped');
    expect(lineOf(sumOf([]))).toBe('0 passed, 0 failed, 0 skipped');
  });

  it('counts a test file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: ['a failed test'] },
    ];
    expect(countVitest({ ...vitest, testResults }).failed).toBe(2);
  });

  it('never calls a run good that ended with an error or without a report', async () => {
    expect(withExit({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
    expect(withExit({ passed: 3, failed: 2, skipped: 0 }, 1).failed).toBe(2);
    expect(withExit({ passed: 3, failed: 0, skipped: 0 }, 0).failed).toBe(0);
    expect(await reportIn('/nonexistent/report.json')).toBeUndefined();
    expect(countVitest(undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countPlaywright(undefined).failed).toBe(1);
  });
});
