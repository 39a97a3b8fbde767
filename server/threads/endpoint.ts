import type { Endpoint } from 'comlink';

/** Node's port as Comlink takes it: the same at run time, but Comlink's types are those of a browser's port. */
export const endpointOf = (port: unknown): Endpoint => port as Endpoint;
