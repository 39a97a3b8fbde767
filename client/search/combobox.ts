/** What a key does in a combobox with a list (WAI-ARIA Authoring Practices); `active` is -1 while the field has the focus. */
export type ComboAction =
  { kind: 'move'; active: number } | { kind: 'choose'; index: number } | { kind: 'close' } | null;

/** Pure: from the key, the active option and how many there are, to what happens. Arrows wrap around. */
export function comboAction(key: string, active: number, count: number): ComboAction {
  if (key === 'Escape') return { kind: 'close' };
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return { kind: 'move', active: (active + 1) % count };
    case 'ArrowUp':
      return { kind: 'move', active: active <= 0 ? count - 1 : active - 1 };
    case 'Enter':
      return { kind: 'choose', index: Math.max(0, active) };
    default:
      return null;
  }
}
