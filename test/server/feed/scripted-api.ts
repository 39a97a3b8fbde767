import type { ApiAnswer, ApiRequest, FeedApi } from '../../../server/feed/api.ts';

/** An outside world for the player: says what it was asked, and answers as told. */
export class ScriptedApi implements FeedApi {
  readonly sent: ApiRequest[] = [];
  underWay = 0;
  mostUnderWay = 0;
  /** Answers a request; throw for a broken connection. */
  answer: (request: ApiRequest, nth: number) => Promise<ApiAnswer> | ApiAnswer = (r) => accepted(r);

  async send(request: ApiRequest): Promise<ApiAnswer> {
    this.sent.push(request);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      return await this.answer(request, this.sent.length);
    } finally {
      this.underWay -= 1;
    }
  }

  get keys(): (string | undefined)[] {
    return this.sent.map((r) => r.idempotencyKey);
  }
}

/** The id that the server gives is made of the planned one. */
export const accepted = ({ idempotencyKey }: ApiRequest): ApiAnswer => ({
  status: 201,
  body: { id: `server-${idempotencyKey!.split('/')[0]!}` },
});
