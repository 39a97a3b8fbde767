import type { Grant, Role } from '../../server/contract/people.ts';

/** Roles that an administrator gives to people, in the order of the list. */
export const personRoles = [
  'centre',
  'street-leader',
  'dispatcher',
  'responder',
  'planner',
  'auditor',
  'administrator',
] as const satisfies readonly Role[];

export const needsDepartment = (role: Role): boolean => role === 'dispatcher' || role === 'responder';

export interface GrantNames {
  role: (role: Role) => string;
  city: (id: string) => string;
  everyCity: string;
}

/** `街道负责人 · 芜湖市 · 340202001`: what a grant says, in words. */
export const sayGrant = ({ role, city, area, department }: Grant, names: GrantNames): string =>
  [names.role(role), city === null ? names.everyCity : names.city(city), area, department]
    .filter((part) => part !== null)
    .join(' · ');

/** A grant as the form holds it: an empty text where there is none. */
export interface GrantDraft {
  role: Role;
  city: string;
  area: string;
  department: string;
}
export const newGrantDraft = (role: Role, city = ''): GrantDraft => ({ role, city, area: '', department: '' });
export const draftOf = ({ role, city, area, department }: Grant): GrantDraft => ({
  role,
  city: city ?? '',
  area: area ?? '',
  department: department ?? '',
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
export const grantOf = ({ role, city, area, department }: GrantDraft): Grant => ({
  role,
  city: orNull(city),
  area: city === '' ? null : orNull(area),
  department: needsDepartment(role) ? orNull(department) : null,
});
