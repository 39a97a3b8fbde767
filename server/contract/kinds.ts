import { z } from 'zod';

/** The three official kinds: a problem the street cannot solve, joint enforcement, emergency. */
export const whistleKindSchema = z.enum(['problem', 'joint-enforcement', 'emergency']);
export type WhistleKind = z.infer<typeof whistleKindSchema>;

export const whistleRiskSchema = z.enum(['normal', 'high', 'critical']);
export type WhistleRisk = z.infer<typeof whistleRiskSchema>;
