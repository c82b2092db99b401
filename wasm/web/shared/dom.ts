// The few lines of DOM building that the pages need. Text always arrives as text nodes: nothing here parses
// HTML, so the pages can forbid it (`require-trusted-types-for 'script'`).

type Child = Node | string | number | false | null | undefined;
type Attributes = Record<string, string | number | boolean | EventListener | null | undefined>;

/** Makes an element: attributes as strings, `on…` as listeners, `true` as an empty attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  decorate(element, attributes);
  append(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an SVG element. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  decorate(element, attributes);
  append(element, children);
  return element;
}

function decorate(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== false && child !== null && child !== undefined) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** An element that the page's HTML promises. */
export function need<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`the page has no #${id}`);
  }
  return element as T;
}

/** A 24-unit line icon. */
export function icon(name: keyof typeof ICONS): SVGElement {
  const svg = s('svg', {
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 2,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  });
  for (const path of ICONS[name]) {
    svg.append(s('path', { d: path }));
  }
  return svg;
}

const ICONS = {
  scan: ['M4 8V6a2 2 0 0 1 2-2h2', 'M16 4h2a2 2 0 0 1 2 2v2', 'M20 16v2a2 2 0 0 1-2 2h-2', 'M8 20H6a2 2 0 0 1-2-2v-2', 'M7 12h10'],
  clock: ['M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18', 'M12 7v5l3 2'],
  plus: ['M12 5v14', 'M5 12h14'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  back: ['M15 5l-7 7l7 7'],
  gear: [
    'M12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6',
    'M19.4 13.5a7.6 7.6 0 0 0 0-3l2-1.5l-2-3.4l-2.3.9a7.6 7.6 0 0 0-2.6-1.5L14.100 2.500h-4.200l-.4 2.500a7.600 7.600 0 0 0-2.600 1.500l-2.300-.9l-2 3.400l2 1.500a7.600 7.600 0 0 0 0 3l-2 1.500l2 3.400l2.300-.9a7.600 7.600 0 0 0 2.600 1.500l.4 2.500h4.200l.4-2.500a7.600 7.600 0 0 0 2.600-1.500l2.300.9l2-3.400z',
  ],
  chart: ['M5 20V11', 'M12 20V4', 'M19 20v-6'],
  book: ['M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3z', 'M5 17a3 3 0 0 1 3-3h10', 'M9 8h5'],
  torch: ['M8 3h8l-1 6h-6z', 'M9 9v11a1 1 0 0 0 1 1h4a1 1 0 0 0 1-1V9', 'M12 13v2'],
  flip: ['M4 9a8 8 0 0 1 14-3l2 2', 'M20 4v4h-4', 'M20 15a8 8 0 0 1-14 3l-2-2', 'M4 20v-4h4'],
  keyboard: ['M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z', 'M7 10h.01', 'M11 10h.01', 'M15 10h.01', 'M8 14h8'],
  file: ['M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7z', 'M14 3v4h4'],
  paste: ['M9 4H7a1 1 0 0 0-1 1v15a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1h-2', 'M9 3h6v3H9z'],
  lock: ['M7 11h10a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z', 'M8 11V8a4 4 0 0 1 8 0v3'],
  download: ['M12 4v11', 'M7 11l5 5l5-5', 'M5 20h14'],
  wallet: ['M4 7a2 2 0 0 1 2-2h11v3', 'M4 7v10a2 2 0 0 0 2 2h13a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H5', 'M16 13.500h.01'],
  door: ['M6 21V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v17', 'M3 21h18', 'M14 12h.01'],
  stamp: ['M9 3h6l-1 8h5v4H5v-4h5z', 'M5 19h14'],
  trash: ['M4 7h16', 'M9 7V4h6v3', 'M6 7l1 13h10l1-13'],
  sound: ['M4 10v4h4l5 4V6L8 10z', 'M17 9a4 4 0 0 1 0 6'],
} as const;

/** The product's mark: an open ring that is also a door ajar. */
export function mark(): SVGElement {
  const svg = s('svg', { viewBox: '0 0 32 32', 'aria-hidden': 'true' });
  svg.append(
    s('rect', { x: 1, y: 1, width: 30, height: 30, rx: 9, fill: '#17345c' }),
    s('path', { d: 'M16 6.500a9.500 9.500 0 1 0 9.500 9.500', fill: 'none', stroke: '#ffffff', 'stroke-width': 3.4, 'stroke-linecap': 'round' }),
    s('path', { d: 'M12 16.500l3.200 3.200L25 9', fill: 'none', stroke: '#5fe0b7', 'stroke-width': 3.4, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }),
  );
  return svg;
}

/** Says something for a few seconds, also to screen readers. */
export function toast(text: string): void {
  const box = h('div', { class: 'toast', role: 'status' }, text);
  document.body.append(box);
  setTimeout(() => box.remove(), 4000);
}

/** Opens a modal sheet; the promise settles with the value of the button that closed it. */
export function sheet(title: string, build: (close: (value: string) => void) => Child[]): Promise<string> {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-labelledby': 'sheet-title' });
    const close = (value: string): void => {
      dialog.close(value);
    };
    dialog.append(
      h('div', { class: 'sheet' }, h('h1', { id: 'sheet-title', tabindex: -1 }, title), ...build(close).filter(Boolean)),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Seconds since 1970 by this device's clock. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** A span of seconds in words: "3 minutes", "2 days". */
export function span(seconds: number): string {
  const units: [number, string][] = [
    [86400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  for (const [size, name] of units) {
    const count = Math.floor(Math.abs(seconds) / size);
    if (count >= 1 || size === 1) {
      return `${count} ${name}${count === 1 ? '' : 's'}`;
    }
  }
  return '';
}

/** A calendar day as people read it. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
