// The decision: it fills the screen with a word, a shape, a colour, a sound and a vibration.

import { fill, h, s } from '../shared/dom.ts';
import { type Decision, signal } from '../shared/feedback.ts';
import { type MatchingSymbol, symbolMark } from '../shared/symbol.ts';

export interface Verdict {
  decision: Decision;
  code: string;
  /** The word on the screen, in the language of the staff. */
  word: string;
  /** What staff read: one line, and what to do next. */
  message: string;
  next: string;
  over: number;
  /** Country of the issuer, two letters, when the proof verified. */
  country: string | null;
  /** Seconds since the code was made, when that is known. */
  age: number | null;
  /** What the guest's screen shows too, when the code belongs to a challenge. */
  symbol: MatchingSymbol | null;
  /** Whether the issuer is a real one. */
  realm: 'demo' | 'live';
}

/** A demonstration says what it stands for, in words that nobody takes for a real decision. */
const DEMO_WORDS: Record<Decision, string> = { admit: 'DEMO: YES', refuse: 'DEMO: NO', cannot_verify: 'DEMO' };

/** A tick in a disc, a cross in an octagon, a question mark in a triangle: three outlines, not only three colours. */
export function decisionMark(decision: Decision): SVGElement {
  const svg = s('svg', { viewBox: '0 0 120 120', 'aria-hidden': 'true', class: 'sign' });
  const line = { fill: 'none', stroke: 'var(--sign-line)', 'stroke-width': 11, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
  if (decision === 'admit') {
    svg.append(s('circle', { cx: 60, cy: 60, r: 56, fill: 'var(--sign-face)' }), s('path', { d: 'M33 62l19 19l36-41', ...line }));
  } else if (decision === 'refuse') {
    svg.append(
      s('path', { d: 'M38 5h44l33 33v44l-33 33H38L5 82V38z', fill: 'var(--sign-face)' }),
      s('path', { d: 'M39 39l42 42M81 39L39 81', ...line }),
    );
  } else {
    svg.append(
      s('path', { d: 'M60 8l54 97a5 5 0 0 1-4 7H10a5 5 0 0 1-4-7z', fill: 'var(--sign-face)' }),
      s('path', { d: 'M46 57a14 14 0 1 1 20 13c-4 2-6 5-6 10', ...line, 'stroke-width': 9 }),
      s('circle', { cx: 60, cy: 96, r: 6, fill: 'var(--sign-line)' }),
    );
  }
  return svg;
}

/** Shows a verdict until the time is over or somebody taps; the promise settles then. */
export function showDecision(
  box: HTMLElement,
  verdict: Verdict,
  options: { loud: 'sound' | 'silent'; hold: number },
): Promise<void> {
  const word = verdict.realm === 'demo' ? DEMO_WORDS[verdict.decision] : verdict.word;
  box.className = `decision ${verdict.decision} ${verdict.realm}`;
  box.dataset['decision'] = verdict.decision;
  box.dataset['code'] = verdict.code;
  const facts = [
    `${verdict.over}+`,
    verdict.country && `issued in ${verdict.country}`,
    verdict.age !== null && `made ${verdict.age} s ago`,
  ].filter((fact): fact is string => typeof fact === 'string');
  const next = h('button', { type: 'button', class: 'next', id: 'next-guest' }, 'Next guest');
  fill(
    box,
    verdict.realm === 'demo' && h('p', { class: 'ribbon' }, 'DEMO PROOF: not real, admit nobody on it'),
    h(
      'div',
      { class: 'face' },
      decisionMark(verdict.decision),
      h('p', { class: `word${word.length > 9 ? ' long' : ''}`, id: 'word' }, word),
      h('p', { class: 'reason', id: 'reason' }, verdict.message),
      verdict.next !== '' && h('p', { class: 'step' }, verdict.next),
    ),
    verdict.symbol && verdict.decision === 'admit' && h('div', { class: 'same' }, symbolMark(verdict.symbol), h('span', {}, 'on the guest’s screen too?')),
    h('div', { class: 'tags' }, ...facts.map((fact) => h('span', {}, fact))),
    next,
    h('div', { class: 'fuse', 'aria-hidden': 'true' }, h('i')),
  );
  box.hidden = false;
  const fuse = box.querySelector<HTMLElement>('.fuse i');
  fuse?.animate([{ transform: 'scaleX(1)' }, { transform: 'scaleX(0)' }], { duration: options.hold * 1000, fill: 'forwards' });
  signal(verdict.decision, options.loud);
  next.focus({ preventScroll: true });
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('keydown', onKey, true);
      box.hidden = true;
      fill(box);
      resolve();
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') {
        end();
      }
    };
    const timer = setTimeout(end, options.hold * 1000);
    addEventListener('keydown', onKey, true);
    box.onclick = end;
  });
}
