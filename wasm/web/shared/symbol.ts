// The matching symbol: the same shape and colour on the door's and on the guest's screen.

import { h, s } from './dom.ts';

const SHAPES: Record<string, string> = {
  circle: 'M50 8a42 42 0 1 0 .01 0z',
  square: 'M14 14h72v72H14z',
  triangle: 'M50 8l44 78H6z',
  star: 'M50 4l13.500 29.500l32 3.700l-23.700 21.800l6.500 31.700L50 75l-28.300 15.700l6.500-31.700L4.500 37.200l32-3.700z',
  heart: 'M50 90C20 66 6 50 6 32a22 22 0 0 1 44-6a22 22 0 0 1 44 6c0 18-14 34-44 58z',
  moon: 'M66 8a44 44 0 1 0 26 56A38 38 0 0 1 66 8z',
  cross: 'M35 8h30v27h27v30H65v27H35V65H8V35h27z',
  drop: 'M50 4c16 24 30 38 30 56a30 30 0 0 1-60 0C20 42 34 28 50 4z',
};

/** Told apart also by lightness, for eyes that mix hues. */
const COLOURS: Record<string, string> = {
  blue: '#1f5fd1',
  orange: '#f08a00',
  black: '#16191d',
  pink: '#f06bb4',
  green: '#0b7a4b',
  yellow: '#f5d20a',
  purple: '#7a2fbf',
  sky: '#57b8ee',
};

export interface MatchingSymbol {
  shape: string;
  colour: string;
  /** 0 to 99. */
  number: number;
}

/** The symbol with its number and name, on a white tile. */
export function symbolMark(symbol: MatchingSymbol): HTMLElement {
  const number = String(symbol.number).padStart(2, '0');
  const name = `${symbol.colour} ${symbol.shape}`;
  return h(
    'div',
    { class: 'symbol', 'data-symbol': `${name} ${number}` },
    s(
      'svg',
      { viewBox: '0 0 100 100', 'aria-hidden': 'true' },
      s('path', { d: SHAPES[symbol.shape], fill: COLOURS[symbol.colour], stroke: '#16191d', 'stroke-width': 3, 'stroke-linejoin': 'round' }),
    ),
    h('div', {}, h('strong', { class: 'number' }, number), h('span', { class: 'name' }, name)),
  );
}
