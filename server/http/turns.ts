/**
 * Work that comes in a crowd, spread over turns of the event loop: the promise of each caller resolves in its order,
 * `perTurn` of them with each turn, so that everybody else is served in between.
 */
export function spreadOverTurns(perTurn: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const turn = (): void => {
    for (const go of waiting.splice(0, perTurn)) go();
    if (waiting.length > 0) setImmediate(turn);
  };
  return () =>
    new Promise((go) => {
      if (waiting.push(go) === 1) setImmediate(turn);
    });
}
