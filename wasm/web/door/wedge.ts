// Hand scanners that type: a burst of keys, much faster than fingers, ended by Enter (or by silence).

/** The longest gap between two keys of one scan, in milliseconds. */
const GAP = 80;

/** The shortest text that can be a code; below it somebody is typing. */
const SHORTEST = 20;

/** The longest text that is kept. */
const LONGEST = 8000;

/** Calls `found` with every text that a hand scanner types, unless a field has the focus. */
export function onScanner(found: (text: string) => void): void {
  let text = '';
  let last = 0;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const finish = (): void => {
    if (text.length >= SHORTEST) {
      found(text);
    }
    text = '';
  };
  addEventListener(
    'keydown',
    (event) => {
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) {
        return;
      }
      if (event.timeStamp - last > GAP) {
        text = '';
      }
      last = event.timeStamp;
      if (event.key === 'Enter' && text.length >= SHORTEST) {
        event.preventDefault();
        event.stopPropagation();
        clearTimeout(silence);
        finish();
      } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && text.length < LONGEST) {
        text += event.key;
        clearTimeout(silence);
        silence = setTimeout(finish, GAP * 3);
      }
    },
    true,
  );
}
