import { io, type Socket } from 'socket.io-client';
import { socketPath, type ClientToServer, type ServerToClient } from '../../server/contract/stream.ts';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** The one connection of the page. It reconnects by itself, quickly at first and at least every two seconds. */
export const openSocket = (): LiveSocket =>
  io({
    path: socketPath,
    transports: ['websocket', 'polling'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    timeout: 4000,
  });
