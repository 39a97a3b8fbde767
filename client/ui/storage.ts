/** Storage may be refused (private windows, policies): the page then simply does not remember. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    return error instanceof DOMException ? null : raise(error);
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    if (!(error instanceof DOMException)) raise(error);
  }
}

function raise(error: unknown): never {
  throw error;
}
