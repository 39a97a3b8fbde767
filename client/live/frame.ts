/** Calls `work` once in the next frame, however often it is asked; at once where the page is hidden and has no frames. */
export function oncePerFrame(work: () => void): () => void {
  let asked = false;
  const run = (): void => {
    asked = false;
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (document.hidden) queueMicrotask(run);
    else requestAnimationFrame(run);
  };
}
