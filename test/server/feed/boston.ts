import path from 'node:path';

/** The first 5,000 service requests of June 2015; shared outside the project, whose licence does not allow a copy in it. */
export const bostonFile = path.resolve('../shared/data/events/boston-311-2015-06-first-5000.csv');
export const bostonMapping = path.resolve('server/feed/mappings/boston-311.json');
