// Many clients in a process of their own, started by crowd.ts: plain WebSockets that speak as much Socket.IO as they need.
import { WebSocket } from 'ws';
import type { CrowdAnswer, CrowdOrder, Member } from './crowd.ts';

interface Client {
  /** Clients of one group are sent the same. */
  group: string;
  socket: WebSocket;
  /** When each frame of events came, ms. */
  arrivals: number[];
  bytes: number;
}

let clients: Client[] = [];
/** The frames of each group, as its first client got them. */
const frames = new Map<string, string[]>();
let total = 0;
let isTold = true;
/** What is waited for, if anything. */
let until: number | null = null;

const answer = (message: CrowdAnswer): void => void process.send!(message);

function count(client: Client, text: Buffer): void {
  client.arrivals.push(Date.now());
  client.bytes += text.length;
  total += 1;
  const ofGroup = frames.get(client.group)!;
  if (client.arrivals.length > ofGroup.length) ofGroup.push(text.toString());
  if (!isTold) return;
  isTold = false;
  setImmediate(() => {
    isTold = true;
    answer({ kind: 'total', frames: total });
    lookUntil();
  });
}

const lastSeqOf = (text: string | undefined): number =>
  text === undefined
    ? -1
    : (JSON.parse(text.slice(2)) as [string, { events: { seq: number }[] }])[1].events.at(-1)!.seq;

/** Answers once every client has all frames of its group, and these go far enough. */
function lookUntil(): void {
  const seq = until;
  if (seq === null) return;
  if ([...frames.values()].some((texts) => lastSeqOf(texts.at(-1)) < seq)) return;
  if (clients.some((c) => c.arrivals.length < frames.get(c.group)!.length)) return;
  until = null;
  answer({ kind: 'heard' });
}

const startsWith = (data: Buffer, text: string): boolean => data.subarray(0, text.length).toString('latin1') === text;

/** Socket.IO over Engine.IO 4: opens, connects with the token, subscribes; `ready` when the snapshot has come. */
function talk(client: Client, { token, city }: Member & { city: string }, ready: () => void): void {
  const { socket } = client;
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) ready();
    else if (startsWith(data, '42["events"')) count(client, data);
    else if (startsWith(data, '2')) socket.send('3');
    else if (startsWith(data, '0')) socket.send(`40${JSON.stringify({ token })}`);
    else if (startsWith(data, '40')) socket.send(`420${JSON.stringify(['subscribe', { city, after: null }])}`);
    else if (startsWith(data, '44')) throw new Error(data.toString());
  });
}

function join(order: Extract<CrowdOrder, { kind: 'join' }>, member: Member): Promise<void> {
  const path = order.speaks === 'socket.io' ? '/live/?EIO=4&transport=websocket' : `/?group=${member.group}`;
  const socket = new WebSocket(order.url.replace('http', 'ws') + path, { perMessageDeflate: false });
  const client: Client = { group: member.group, socket, arrivals: [], bytes: 0 };
  clients.push(client);
  if (!frames.has(member.group)) frames.set(member.group, []);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    if (order.speaks === 'socket.io') talk(client, { ...member, city: order.city }, resolve);
    else {
      socket.on('open', resolve);
      socket.on('message', (data: Buffer) => count(client, data));
    }
  });
}

/** So many come at the same moment. */
const atOnce = 50;
async function joinAll(order: Extract<CrowdOrder, { kind: 'join' }>): Promise<void> {
  for (let i = 0; i < order.members.length; i += atOnce)
    await Promise.all(order.members.slice(i, i + atOnce).map((member) => join(order, member)));
  answer({ kind: 'joined' });
}

/** How long after its acknowledgement each event reached each client that got it, counted by whole milliseconds. */
function delays(ackAt: Map<number, number>): number[] {
  const seqs = new Map([...frames].map(([group, texts]) => [group, texts.map((t) => whistleSeqs(t))]));
  const counts: number[] = [];
  for (const { group, arrivals } of clients)
    for (const [n, at] of arrivals.entries())
      for (const seq of seqs.get(group)![n]!) {
        const ack = ackAt.get(seq);
        if (ack === undefined) continue;
        const ms = Math.max(0, at - ack);
        while (counts.length <= ms) counts.push(0);
        counts[ms]! += 1;
      }
  return counts;
}

const whistleSeqs = (text: string): number[] =>
  (JSON.parse(text.slice(2)) as [string, { events: { seq: number; type: string }[] }])[1].events
    .filter((e) => e.type !== 'elsewhere')
    .map((e) => e.seq);

/** Whether all of a group were sent as many frames and bytes as each other. */
function agree(): boolean {
  const first = new Map<string, Client>();
  return clients.every((c) => {
    const other = first.get(c.group) ?? c;
    first.set(c.group, other);
    return other.bytes === c.bytes && other.arrivals.length === c.arrivals.length;
  });
}

function leave(): void {
  for (const { socket } of clients) socket.terminate();
  clients = [];
  frames.clear();
  total = 0;
}

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'join') joinAll(order).catch((error: unknown) => answer({ kind: 'failed', error: String(error) }));
  else if (order.kind === 'until') {
    until = order.seq;
    lookUntil();
  } else if (order.kind === 'report') {
    const { acknowledged } = order;
    const heard = acknowledged && { frames: [...frames], delays: delays(new Map(acknowledged)) };
    answer({ kind: 'report', agree: agree(), ...(heard ?? { frames: [], delays: [] }) });
  } else {
    leave();
    answer({ kind: 'left' });
  }
});
