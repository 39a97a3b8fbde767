import type { Request, Response } from 'express';
import type { Language } from '../http/sentences.ts';
import { spreadOverTurns } from '../http/turns.ts';
import { xmlOf, type Document } from './xml.ts';

/** Both languages of something that is said. */
export type Sentence = Readonly<Record<Language, string>>;

export const languageOf = (req: Request): Language => (req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en');

/** XML is the format that the specification requires: it stands where the address names neither. */
const isJson = (req: Request): boolean => req.path.endsWith('.json');

/** A thousand requests take some milliseconds to write: one answer with each turn of the event loop. */
const answerTurn = spreadOverTurns(1);

/** Answers in the format that the address ends with. */
export async function send(req: Request, res: Response, status: number, document: Document): Promise<void> {
  await answerTurn();
  const json = isJson(req);
  res
    .status(status)
    .vary('Accept-Language')
    .set('Content-Language', languageOf(req) === 'zh' ? 'zh-CN' : 'en')
    .set('Content-Type', `${json ? 'application/json' : 'text/xml'}; charset=utf-8`)
    .send(json ? JSON.stringify(document.value) : xmlOf(document));
}

/** Date and time as W3C's note has it, in UTC, without the fraction that older clients stumble over. */
export const w3cTime = (at: Date | string): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
