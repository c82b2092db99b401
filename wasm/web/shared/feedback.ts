// Sound and vibration for the three decisions. Sounds are made, not loaded.

export type Decision = 'admit' | 'refuse' | 'cannot_verify';

/** Notes as [hertz, start, length], in seconds: up for yes, down and rough for no, one question for the rest. */
const TUNES: Record<Decision, { wave: OscillatorType; notes: [number, number, number][] }> = {
  admit: { wave: 'sine', notes: [[659, 0, 0.12], [988, 0.12, 0.22]] },
  refuse: { wave: 'square', notes: [[196, 0, 0.2], [147, 0.26, 0.34]] },
  cannot_verify: { wave: 'triangle', notes: [[440, 0, 0.14], [523, 0.2, 0.14], [440, 0.4, 0.14]] },
};

const VIBRATIONS: Record<Decision, number[]> = {
  admit: [90],
  refuse: [260, 90, 260],
  cannot_verify: [70, 70, 70, 70, 70],
};

let audio: AudioContext | undefined;

/** Browsers allow sound only after a tap: call this from one. */
export function wakeSound(): void {
  audio ??= new AudioContext();
  void audio.resume().catch(() => undefined);
}

/** Plays and vibrates a decision. */
export function signal(decision: Decision, loud: 'sound' | 'silent'): void {
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive !== false) {
    navigator.vibrate(VIBRATIONS[decision]);
  }
  if (loud === 'silent' || audio?.state !== 'running') {
    return;
  }
  const { wave, notes } = TUNES[decision];
  for (const [hertz, start, length] of notes) {
    const from = audio.currentTime + start;
    const gain = new GainNode(audio, { gain: 0 });
    const tone = new OscillatorNode(audio, { type: wave, frequency: hertz });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(wave === 'square' ? 0.12 : 0.3, from + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}
