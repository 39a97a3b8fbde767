/** Which face the page shows: the live city, or the planner's, at an address of its own. */
export const isPlanner = (path = (globalThis as { location?: Location }).location?.pathname ?? '/'): boolean =>
  /^\/planner\/?$/.test(path);
