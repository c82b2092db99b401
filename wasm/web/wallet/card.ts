// A group of like proofs, drawn as one card.

import type { Proof } from '../../js/wallet.ts';
import { day, h, now, span } from '../shared/dom.ts';

/** The card of proofs that share an issuer and their answers. */
export function passCard(group: Proof[], lowWater: number): HTMLElement {
  const first = group[0] as Proof;
  const yes = first.answers.filter((answer) => answer.value).map((answer) => answer.over);
  const no = first.answers.filter((answer) => !answer.value).map((answer) => answer.over);
  const best = yes.length > 0 ? Math.max(...yes) : Math.min(...no);
  const headline = yes.length > 0 ? `${best} or over` : `Not yet ${best}`;
  const ends = Math.min(...group.map((one) => one.validUntil));
  const left = ends - now();
  const low = group.length < lowWater;
  const others = yes.filter((age) => age !== best);
  return h(
    'article',
    { class: `pass${yes.length > 0 ? '' : ' under'}`, 'aria-label': `${headline}, ${group.length} uses left` },
    h(
      'div',
      { class: 'row spread' },
      h('span', { class: 'small issuer' }, first.issuer.name),
      h('span', { class: 'country', title: 'Country of the issuer' }, first.issuer.country),
    ),
    h('p', { class: 'age' }, headline),
    others.length > 0 && h('p', { class: 'small' }, `also ${others.sort((a, b) => a - b).join(', ')} or over`),
    h(
      'div',
      { class: 'row spread foot' },
      h('div', { class: 'uses' }, h('strong', {}, group.length), h('span', {}, low ? 'left: get more' : group.length === 1 ? 'use left' : 'uses left')),
      h('div', { class: 'ends' }, h('span', {}, left < 3 * 86400 ? `ends in ${span(left)}` : `until ${day(ends)}`)),
    ),
    dots(group.length),
  );
}

/** One dot for each use, so that "few" is seen before it is read. */
function dots(count: number): HTMLElement {
  const row = h('div', { class: 'dots', 'aria-hidden': 'true' });
  for (let at = 0; at < Math.min(count, 30); at += 1) {
    row.append(h('i'));
  }
  return row;
}
