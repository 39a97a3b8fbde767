/** The reform of 2020 relabelled whole districts: code before → code after. The others kept theirs. */
export const DISTRICT_AFTER_2020: Readonly<Record<string, string>> = {
  '340203': '340209',
  '340208': '340209',
  '340221': '340210',
  '340222': '340212',
  '340225': '340281',
};

/** Development zones that the bureau counts like districts, and the district in which their streets lie. */
export const DISTRICT_OF_ZONE: Readonly<Record<string, string>> = { '340271': '340207', '340272': '340209' };

/** In the order of the bureau's list. */
export const DISTRICT_NAMES: readonly (readonly [string, string])[] = [
  ['340202', '镜湖区'],
  ['340207', '鸠江区'],
  ['340209', '弋江区'],
  ['340210', '湾沚区'],
  ['340212', '繁昌区'],
  ['340223', '南陵县'],
  ['340281', '无为市'],
];

export const CITY_CODE = '3402';
