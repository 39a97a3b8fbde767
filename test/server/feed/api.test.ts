import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headerKey } from '../../../server/feed/api.ts';

it('makes of any key one that a header may carry and the server takes, and of two keys two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const key = headerKey(one);
      expect(new Headers({ 'Idempotency-Key': key }).get('Idempotency-Key')).toBe(key);
      expect(key.length).toBeGreaterThan(0);
      expect(key.length).toBeLessThanOrEqual(200);
      expect(headerKey(other) === key).toBe(other === one);
    }),
  );
});

it('leaves a plain key as it is, so that a replay goes on where an older one stopped', () => {
  expect(headerKey('101001453714/call')).toBe('101001453714/call');
  expect(headerKey('芜-001/call')).toMatch(/^sha256-[0-9a-f]{64}$/);
});
