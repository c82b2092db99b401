// Time of one door code, from text to decision, in this very JavaScript engine. Each code is new to the door.

import { Attestation, Challenge, Door, Issuer, Trust, webCryptoSigner } from '../pkg/dist/full.node.js';

const now = Math.floor(Date.now() / 1000);

/** A door and answers to its challenges: all genuine, all different. */
export async function material(count) {
  const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now });
  const list = await issuer.unmarkedTrustList({ number: 1, thresholds: [18], now });
  const trust = Trust.fromFile(list, issuer.info.root, now);
  const door = new Door({ venue: 'The Blue Door', over: 18, mode: 'queue', venueSecret: new Uint8Array(32), trust, now });
  const challenge = Challenge.fromText(door.challenge(now).text, now);
  const codes = [];
  for (let at = 0; at < count; at += 1) {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    const deviceKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const issued = await issuer.issue({ birthDate: '1990-01-01', thresholds: [18], deviceKey, days: 30, now });
    const made = await Attestation.fromBytes(issued).answer(challenge, webCryptoSigner(pair.privateKey));
    codes.push(made.text);
  }
  return { list, provider: issuer.info.root, door, codes, now };
}

/** Milliseconds of each decision after a warm-up. */
export function decide(door, codes, now) {
  const times = [];
  for (const code of codes) {
    const start = performance.now();
    const outcome = door.scanText(code, now);
    times.push(performance.now() - start);
    if (outcome.decision !== 'admit') {
      throw new Error(`a genuine code was not admitted: ${outcome.reason} ${outcome.detail}`);
    }
  }
  return times.slice(Math.floor(codes.length / 2));
}
