/** How long a receiver may take to answer, ms. */
export const answerMs = 10_000;
/** Read of an answer at the most; the rest is of no interest. */
const answerBytes = 16_384;

export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  /** Ends it early, with the server. */
  signal: AbortSignal;
}

export interface Answered {
  /** `null`: there was no answer. */
  status: number | null;
  /** `null` for 2xx. */
  error: string | null;
  text: string;
  /** What the receiver asked for, ms. */
  retryAfterMs: number | null;
}

/** Posts once; follows no redirect. Never throws: what went wrong is in the answer, without the address, which may hold a key. */
export async function post({ url, headers, body, signal }: Outgoing): Promise<Answered> {
  try {
    const answer = await fetch(url, {
      ...{ method: 'POST', redirect: 'manual', headers, body },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    const text = await beginning(answer);
    const { status } = answer;
    return { status, error: answer.ok ? null : `status ${status}`, text, retryAfterMs: retryAfter(answer) };
  } catch (error) {
    return { status: null, error: reasonOf(error), text: '', retryAfterMs: null };
  }
}

/** The first bytes of an answer's body, as text. */
async function beginning({ body }: Response): Promise<string> {
  if (body === null) return '';
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    read.push(chunk);
    // Leaving the loop ends the connection.
    if ((length += chunk.length) >= answerBytes) break;
  }
  return Buffer.concat(read).subarray(0, answerBytes).toString('utf8');
}

function retryAfter(answer: Response): number | null {
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return `no answer within ${answerMs / 1000} s`;
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : error.name === 'AbortError' ? 'broken off' : 'no connection';
}
