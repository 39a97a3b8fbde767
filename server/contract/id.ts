import { z } from 'zod';

/** An id as somebody sends it: the same thing has one spelling from here on, whatever letters it came in. */
export const idSchema = z.uuid().toLowerCase();
