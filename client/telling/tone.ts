/** At most one tone in so many ms, however much happens. */
const restMs = 2000;

export interface Tone {
  /** Sounds, unless it has just sounded or the browser does not let it yet. */
  play: (urgent: boolean) => void;
  /** Asks the browser for leave; it gives it only while somebody presses something. */
  allow: () => Promise<void>;
  isAllowed: () => boolean;
}

/** One soft note; two rising ones where something must not wait. Made here, so that no file is loaded. */
function sound(context: AudioContext, urgent: boolean): void {
  const notes = urgent ? [660, 880, 660, 880] : [587, 784];
  notes.forEach((hertz, i) => {
    const at = context.currentTime + i * 0.16;
    const note = new OscillatorNode(context, { type: 'sine', frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(urgent ? 0.3 : 0.16, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.15);
    note.connect(volume).connect(context.destination);
    note.start(at);
    note.stop(at + 0.16);
  });
}

export function createTone(nowMs: () => number): Tone {
  let context: AudioContext | null = null;
  let soundedMs = -Infinity;
  return {
    play: (urgent) => {
      if (context?.state !== 'running' || nowMs() - soundedMs < restMs) return;
      soundedMs = nowMs();
      sound(context, urgent);
    },
    allow: async () => {
      context ??= new AudioContext();
      await context.resume();
    },
    isAllowed: () => context?.state === 'running',
  };
}
