/**
 * Lets callers of the same moment share one reading. Every caller gets a reading that began after its call; at most one
 * of a key is under way, and all who call meanwhile share the next. When a thousand screens come back after a restart,
 * the city is read twice and not a thousand times. A reading that fails fails for those who share it, and no others.
 */
export function sharedRead<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  /** Readings that have not begun. */
  const waiting = new Map<string, Promise<T>>();
  /** The newest reading of each key, until it is over. */
  const newest = new Map<string, Promise<unknown>>();
  return (key) => {
    const shared = waiting.get(key);
    if (shared !== undefined) return shared;
    const begin = (): Promise<T> => {
      waiting.delete(key);
      return read(key);
    };
    const reading = (newest.get(key) ?? Promise.resolve()).then(begin, begin);
    const forget = (): void => {
      if (newest.get(key) === reading) newest.delete(key);
    };
    waiting.set(key, reading);
    newest.set(key, reading);
    reading.then(forget, forget);
    return reading;
  };
}
