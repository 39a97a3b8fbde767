import type { BrowserContext } from '@playwright/test';

/** Addresses that never leave the page. */
const inner = /^(blob|data|about):/;

/** Everything that a browser context asks of the network: requests of pages, frames and workers, and sockets. */
export class Traffic {
  readonly asked: string[] = [];

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.asked.push(request.url()));
    context.on('page', (page) => page.on('websocket', (socket) => this.asked.push(socket.url())));
  }

  /** Addresses that are not those of `serverUrl`. */
  strangersTo(serverUrl: string): string[] {
    const { host } = new URL(serverUrl);
    return this.asked.filter((address) => !inner.test(address) && new URL(address).host !== host);
  }
}
