import type { Messages } from '../zh.ts';

export const area: Messages['area'] = {
  breadcrumb: 'Area hierarchy',
  level: { city: 'City', district: 'District', street: 'Street (town)', community: 'Community', zone: 'Zone' },
  children: { city: 'Districts', district: 'Streets', street: 'Communities', community: 'Zones' },
  people: '{n} people',
  peopleUnknown: 'people unknown',
  list: 'Areas within',
  question: 'Where are deadlines close?',
  up: 'One level up',
  none: 'No areas within',
  loading: 'Reading the areas…',
  failed: 'The areas could not be read: {reason}',
  retry: 'Try again',
  zoneList: 'Zones of this community',
  zonesFailed: 'The zones could not be read: {reason}',
  zonesCut: 'Only the first {n}; search by code for the others',
};

export const station: Messages['station'] = {
  one: 'Vanguard Station',
  list: 'List of stations',
  kinds: { vanguard: 'Vanguard Station', centre: 'Service centre', neighbourhood: 'Neighbourhood centre' },
  open: 'On duty',
  closed: 'Out of service',
  hours: 'Hours',
  team: 'Duty team',
  teamPeople: '{n} people',
  doOpen: 'Reopen',
  doClose: 'Close',
  move: 'Move',
  moving:
    'Click the new place on the map or drag the cross; with this box focused arrow keys move it 10 m, with Shift 100 m',
  moveConfirm: 'Move here',
  cancel: 'Cancel',
  days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  everyDay: 'every day',
  weekdays: '{days}',
  count: '{open} on duty · {closed} out of service',
  none: 'No station here.',
  gone: 'This station is not in the present data.',
};

export const zone: Messages['zone'] = {
  one: 'Responsibility zone',
  kinds: { residential: 'Residential', rural: 'Rural', other: 'Other', water: 'Water' },
  people: 'People',
  share: 'Area within a service circle',
  reached: 'People reached',
  circles: 'Circles that touch it',
  twice: 'Reached by two or more',
  openWhistles: 'Open whistles',
  failed: 'The zone could not be read: {reason}',
};

export const coverage: Messages['coverage'] = {
  title: 'Who is within {n} min?',
  byPeople: 'People',
  byArea: 'Area',
  unreached: '{n} not reached',
  radius: '{n} min walk · {m} m straight line',
  preset: 'Walking time',
  minutes: '{n} min',
  loading: 'Computing coverage…',
  failed: 'Coverage could not be read: {reason}',
  method: 'GB 50180-2018 walking circles as straight-line radii, which overstate what can be walked',
  stale: 'Coverage is being updated',
  uncoveredFailed: 'The uncovered part could not be read: {reason}',
};

export const legend: Messages['legend'] = {
  title: 'Legend',
  collapse: 'Fold the legend',
  expand: 'Unfold the legend',
  theme: 'Fill',
  layers: 'Layers',
  themes: { coverage: 'Coverage', unreached: 'Not reached', load: 'Load', none: 'None' },
  layer: {
    whistles: 'Whistles',
    stations: 'Stations',
    circles: 'Service circles',
    uncovered: 'Uncovered part',
    zones: 'Zone outlines',
    names: 'Names',
  },
  unit: {
    coverage: 'Share of a zone within a service circle, by area',
    unreached: 'People outside every circle, by community; farther out by street',
    load: 'Open whistles; near by zone, farther out by community and street',
    none: '',
  },
  hollow: 'hollow = out of service',
  size: 'size = risk',
  cluster: 'number = how many, shape = the worst among them',
  asOf: 'Data of {time}',
  noData: 'no data',
};

export const map: Messages['map'] = {
  label: 'Map of the city. Arrow keys pan, plus and minus zoom; the lists hold the same content.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  home: 'Back to the present area',
  starting: 'Opening the map…',
  failed: 'The map cannot be shown: {reason}. Lists and actions still work.',
  lost: 'The graphics context was lost; restoring the map…',
  noGl: 'this browser has no WebGL 2',
};

export const details: Messages['details'] = {
  title: 'Details',
  close: 'Close details',
  where: 'Where',
  showOnMap: 'Show on the map',
  loading: 'Reading…',
};
