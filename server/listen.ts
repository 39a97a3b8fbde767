import { once } from 'node:events';
import http from 'node:http';
import type { Server } from 'node:net';
import { StartError } from './start-error.ts';

/** Another program has the port, or this user may not take it. */
export class PortUnavailable extends StartError {
  constructor(host: string, port: number, reason: string) {
    super('port-unavailable', {
      en: `Cannot listen on ${host}:${port} (${reason}): stop the program that has the port, or set PORT to another one.`,
      zh: `无法监听 ${host}:${port}：请停止占用该端口的程序，或将 PORT 设为其他端口。`,
    });
  }
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'the port is in use',
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

/** Listens and returns the port, which is a free one for `port` 0. Throws PortUnavailable. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new PortUnavailable(host, port, reasons[code] ?? code);
  }
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** Keeps the port from the first moment, so that a taken one is found before any data is touched. */
export interface HeldPort {
  port: number;
  release: () => Promise<void>;
}

/**
 * Listens at once and answers everything with 503 and `answer` (a problem, RFC 9457) until it is released to the real
 * server. Throws PortUnavailable.
 */
export async function holdPort(host: string, port: number, answer: object): Promise<HeldPort> {
  const server = http.createServer((_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1', connection: 'close' });
    response.end(JSON.stringify(answer));
  });
  const taken = await listen(server, host, port);
  let released: Promise<void> | undefined;
  return { port: taken, release: () => (released ??= close(server)) };
}

/** Ends a server and every connection to it; nothing to do where it does not listen. */
export async function close(server: http.Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
