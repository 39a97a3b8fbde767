import { z } from 'zod';
import { provenanceSchema } from './city.ts';
import { daySchema } from './item.ts';

/** What was left out: parts that nothing connects, loops of no length, nodes that the file lacks, what lies outside. */
export const networkNoteCodes = ['part-dropped', 'zero-length', 'node-missing', 'outside'] as const;

/** Where a walking network comes from and what it holds. */
export const networkInfoSchema = z
  .object({
    edition: z.int().meta({ description: 'Rises with every network that the city is given' }),
    provenance: provenanceSchema,
    nodes: z.int(),
    edges: z.int(),
    metres: z.number(),
    notes: z.array(
      z.object({ code: z.enum(networkNoteCodes), count: z.int(), metres: z.number(), detail: z.string() }),
    ),
  })
  .meta({ id: 'WalkNetwork' });
export type NetworkInfo = z.infer<typeof networkInfoSchema>;

/** An extract of a city of ten millions is about so large. */
export const largestNetworkBytes = 50 * 2 ** 20;
export const networkMediaTypes = [
  ...(['application/octet-stream', 'application/x-protobuf', 'application/vnd.openstreetmap.data+pbf'] as const),
  ...(['application/vnd.openstreetmap.data+xml', 'application/xml', 'application/gzip'] as const),
];

/** What is said of a network that is sent: it stands on every report that was counted over it. */
export const networkSentSchema = z.strictObject({
  date: daySchema.meta({ description: 'Day of which the data are' }),
  source: z.string().trim().min(1).max(200).default('© OpenStreetMap contributors'),
  licence: z.string().trim().min(1).max(100).default('ODbL-1.0'),
});
export type NetworkSent = z.input<typeof networkSentSchema>;
