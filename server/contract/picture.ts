import { z } from 'zod';
import type { Action } from './access.ts';
import { instantSchema } from './geo.ts';
import { isOpen, liveParts, mayStep, type DepartmentCall, type Parts, type WhistleStage } from './matrix.ts';

/** Steps that a picture can be put to: the call 吹哨, what a department has done 办结, what the street has seen 核实, its grade 评价. */
export const pictureSteps = ['call', 'resolve', 'verify', 'evaluate'] as const;
export const pictureStepSchema = z.enum(pictureSteps);
export type PictureStep = (typeof pictureSteps)[number];

/** Media types that are taken; what is stored is JPEG. */
export const pictureMediaTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** Largest file that is taken, bytes. */
export const maxPictureBytes = 5 * 1024 * 1024;
export const maxPicturesPerWhistle = 20;
export const maxPicturesPerGrade = 6;

export const pictureSchema = z
  .object({
    id: z.uuid(),
    step: pictureStepSchema,
    /** Whose part it is about; `null`: the whole. */
    department: z.string().nullable(),
    /** Name of who put it. */
    by: z.string(),
    at: instantSchema.meta({ description: 'City time' }),
    /** As it is stored: upright, of the larger size. */
    width: z.int(),
    height: z.int(),
    bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: 'Picture' });
export type Picture = z.infer<typeof pictureSchema>;

/** A picture that was put, and the whistle's version with it. */
export const picturePutSchema = z.object({ picture: pictureSchema, version: z.int() }).meta({ id: 'PicturePut' });
export type PicturePut = z.infer<typeof picturePutSchema>;

/** The right that putting a picture asks for: who may take the step may put a picture to it. */
export const rightToPut = (step: PictureStep): Action => `whistle.${step}`;

/** Whether a picture is about one department's part; to `resolve` it may be about all. */
export const needsDepartment = (step: PictureStep): boolean => step === 'evaluate';

const wholeAt: Record<'call' | 'resolve' | 'verify', (stage: WhistleStage) => boolean> = {
  call: isOpen,
  resolve: isOpen,
  verify: (stage) => stage === 'resolved' || stage === 'verified',
};

/** Whether a picture may be put to this step now: before it or after, as long as it is still looked at. */
export function mayPut(w: Parts, step: PictureStep, part: DepartmentCall | null): boolean {
  if (step === 'evaluate') return part !== null && mayStep(w, 'evaluate', part);
  return wholeAt[step](w.stage) && (part === null || (step === 'resolve' && liveParts(w.departments).includes(part)));
}
