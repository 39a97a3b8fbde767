import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a receiver outside got it. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  body: string;
}
type Reply = (res: ServerResponse, request: Received) => void;

export const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (res) =>
    void res.writeHead(code, headers).end();
/** Hears everything and hangs up without a word. */
export const hangUp: Reply = (res) => void res.destroy();
export const json =
  (value: unknown): Reply =>
  (res) =>
    void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** A program outside: a real HTTP server that keeps what it was sent, and answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** How the next request is answered. */
  reply: Reply = status(204);
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
    const receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (req, res) => {
      const parts: Buffer[] = [];
      req.on('data', (part: Buffer) => parts.push(part));
      req.on('end', () => {
        const bytes = Buffer.concat(parts);
        const request = { path: req.url ?? '', headers: req.headers, bytes, body: bytes.toString('utf8') };
        receiver.received.push(request);
        receiver.reply(res, request);
      });
    });
    return receiver;
  }

  /** What came since the last time. */
  take(): Received[] {
    return this.received.splice(0);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((go) => this.server.close(go));
  }
}
