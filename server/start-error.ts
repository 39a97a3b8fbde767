/**
 * A reason why the server cannot start (or go on) that the person at the keyboard can do something about. `message` is
 * one line: what is wrong and what to do, in English and then in Chinese. `server/main.ts` prints it and exits 1.
 */
export class StartError extends Error {
  readonly code: string;
  constructor(code: string, sentence: { en: string; zh: string }, options?: ErrorOptions) {
    super(oneLine(`${sentence.en} ${sentence.zh}`), options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Text from elsewhere (a log line, a path) must not break the promise of one line. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
