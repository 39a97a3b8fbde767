import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { House } from './house.ts';

export type Post = <T>(path: string, body: object) => Promise<T>;

/** Posts over at most `sockets` connections that are kept; resolves with the parsed answer, rejects with any refusal. */
export function poster({ url, token }: House, sockets: number): { post: Post; close: () => void } {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(url);
  const post = <T>(path: string, body: object): Promise<T> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      const request = http.request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode! < 300) resolve(JSON.parse(text) as T);
          else reject(new Error(text));
        });
      });
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  return { post, close: () => agent.destroy() };
}

/** The course of one whistle over HTTP after its call, command by command. */
export const courseOf = (departments: readonly string[]): [step: string, body: object][] => [
  ...departments.flatMap((department): [string, object][] => [
    ['dispatch', { department, to: '一组' }],
    ['report-in', { department }],
    ['arrive', { department }],
    ['resolve', { department }],
  ]),
  ['verify', {}],
  ['close', {}],
  ...departments.map((department): [string, object] => ['evaluate', { department, speed: 4, quality: 5 }]),
];
