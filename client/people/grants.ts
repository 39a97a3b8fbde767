import { isOfDepartment, type Grant, type Role } from '../../server/contract/people.ts';

/** Who holds grants: a person, a program by its token, or a screen by its link. */
export type Holder = 'person' | 'program' | 'screen';

const ofCity = [
  ...(['centre', 'street-leader', 'department-head', 'dispatcher', 'responder'] as const),
  ...(['planner', 'auditor', 'administrator'] as const),
] as const;
/** Roles that an administrator gives, in the order of the list. */
export const rolesOf: Readonly<Record<Holder, readonly Role[]>> = {
  person: ofCity,
  program: [...ofCity, 'intake'],
  screen: ['display'],
};

/** What a new grant begins with: whoever gives more has chosen to. */
export const firstRole: Readonly<Record<Holder, Role>> = { person: 'responder', program: 'intake', screen: 'display' };

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
  department: isOfDepartment(role) ? orNull(department) : null,
});

/** A token is a screen's where it can do nothing else. */
export const isScreen = ({ grants }: { grants: readonly Grant[] }): boolean =>
  grants.length > 0 && grants.every(({ role }) => role === 'display');

/** The link that a screen is opened with. */
export const screenLink = (origin: string, secret: string): string => `${origin}/?display=${secret}`;

/** What the form of a person holds. */
export interface PersonWish {
  login: string;
  name: string;
  phone: string | null;
  grants: Grant[];
  serviceSubject: string | null;
}
