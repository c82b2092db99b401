// One page for staff: everything they have to know.

import { h } from '../shared/dom.ts';
import { decisionMark } from './decision.ts';

export function guide(): HTMLElement[] {
  const line = (decision: 'admit' | 'refuse' | 'cannot_verify', title: string, text: string): HTMLElement =>
    h('div', { class: `guide-line ${decision}` }, h('div', { class: 'badge' }, decisionMark(decision)), h('div', {}, h('h3', {}, title), h('p', {}, text)));
  return [
    h(
      'section',
      { class: 'card' },
      h('h2', {}, 'A check takes two seconds'),
      h(
        'ol',
        { class: 'steps' },
        h('li', {}, 'Turn this screen to the guest. They scan the code with their wallet and agree.'),
        h('li', {}, 'The same symbol must be on both screens.'),
        h('li', {}, 'Point the camera at the guest’s code, a hand away.'),
        h('li', {}, 'Do what the screen says.'),
      ),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Three answers'),
      line('admit', 'ADMIT', 'A trusted issuer says: old enough. The code was made for you, now.'),
      line('refuse', 'REFUSE', 'A trusted issuer says: not old enough. Your house rules apply.'),
      line('cannot_verify', 'CANNOT VERIFY', 'This is not an accusation. Follow the line on the screen: ask for a fresh code, or for another ID.'),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, 'What to look out for'),
      h(
        'ul',
        { class: 'steps' },
        h('li', {}, 'A grey striped screen is a demo. It proves nothing.'),
        h('li', {}, 'Scan live screens only, never paper or a picture in a gallery.'),
        h('li', {}, 'A lent, unlocked phone cannot be told apart by any code. If the person seems far too young, ask for another ID.'),
        h('li', {}, 'No network is needed. If the bar says that the trust list is old, tell your manager.'),
      ),
    ),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Privacy'),
      h('p', {}, 'You learn yes or no. Nothing about guests is stored: only how many were admitted, refused or could not be checked, by hour.'),
    ),
  ];
}
