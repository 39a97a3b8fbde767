import { expect, test } from 'vitest';
import { ownArea } from '../../../client/view/own-area.ts';
import { grant } from '../../support/people.ts';

const street = { city: 'wuhu', area: '340202012' };
const leader = grant('street-leader', street);

test('whoever works in one area begins there', () => {
  expect(ownArea([leader], null)).toEqual(street);
  expect(ownArea([leader], 'wuhu')).toEqual(street);
  expect(ownArea([leader, grant('dispatcher', { ...street, department: '城管局' })], 'wuhu')).toEqual(street);
  // A right to call, and to see nothing, says nothing of where somebody looks.
  expect(ownArea([leader, grant('intake', { city: 'wuhu' })], 'wuhu')).toEqual(street);
});

test('whoever sees more than one area, or another city, begins with the whole', () => {
  expect(ownArea([], null)).toBeNull();
  expect(ownArea([leader], 'hefei')).toBeNull();
  expect(ownArea([leader, grant('centre', { city: 'wuhu' })], 'wuhu')).toBeNull();
  expect(ownArea([leader, grant('planner')], 'wuhu')).toBeNull();
  expect(ownArea([leader, grant('street-leader', { ...street, area: '340202013' })], 'wuhu')).toBeNull();
  expect(ownArea([grant('centre')], null)).toBeNull();
});
