import assert from 'node:assert/strict';

import * as ofage from 'ofage';
import { Verifier } from 'ofage/verify';
import * as wallet from 'ofage/wallet';
import * as door from 'ofage/door';

const now = Math.floor(Date.now() / 1000);
const issuer = await ofage.Issuer.create({ country: 'UT', name: 'Utopia Registry', now });

// A whole response in any session, verified by the slim entry point.
const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
const deviceKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
const issued = await issuer.issue({ birthDate: '2000-02-29', thresholds: [18], deviceKey, now });
const attestation = wallet.Attestation.fromBytes(issued);
assert.deepEqual(attestation.info.answers, [{ over: 18, value: true }]);
const transcript = Uint8Array.from([0x83, 0xf6, 0xf6, 0x82, 0x61, 0x78, 0x41, 0x00]);
const { response } = await attestation.respond(18, transcript, wallet.webCryptoSigner(pair.privateKey));
const verifier = new Verifier({ roots: [issuer.info.root] });
const verified = verifier.verify(response, { transcript, over: 18, now });
assert.equal(verified.decision, 'admit');
assert.equal(verified.docType, 'eu.europa.ec.av.1');
assert.equal(verified.realm, 'live');

// Failures are objects with stable strings.
const other = Uint8Array.from([0x83, 0xf6, 0xf6, 0x82, 0x61, 0x78, 0x41, 0x01]);
assert.deepEqual(verifier.verify(response, { transcript: other, over: 18, now }), { ok: false, stage: 'device_auth', code: 'device_signature_invalid' });
const stranger = new Verifier({}).verify(response, { transcript, over: 18, now });
assert.equal(stranger.ok, false);
assert.equal(stranger.stage, 'chain');
assert.throws(() => new Verifier({ roots: [new Uint8Array(3)] }), (error) => error instanceof Error && error.stage === 'trust' && error.code.length > 0);

// The door, with a QR code in between.
const trust = door.Trust.fromFile(await issuer.unmarkedTrustList({ number: 1, thresholds: [18], now }), issuer.info.root, now);
const blue = new door.Door({ venue: 'The Blue Door', over: 18, trust, now });
const shown = blue.challenge(now);
const answer = await attestation.answer(wallet.Challenge.fromText(shown.text, now), wallet.webCryptoSigner(pair.privateKey));
assert.equal(blue.scanText(answer.text, now).decision, 'admit');
assert.equal(blue.scanText(answer.text, now + 60).reason, 'already_used');
assert.equal(blue.scanText('https://example.com', now).reason, 'not_door_code');
assert.equal(blue.counters().length, 3);
// What staff read is a file of its own, one a language.
const refused = blue.scanText('https://example.com', now);
const english = await door.StaffTexts.load();
assert.deepEqual([english.language, english.of(refused).word, english.of(refused).message], ['en', 'CANNOT VERIFY', 'This is not a proof of age.']);
const german = await ofage.StaffTexts.load('de_AT.UTF-8');
assert.deepEqual([german.language, german.of({ decision: 'admit', reason: 'old_enough' }).word], ['de', 'EINLASS']);
assert.ok(german.of(refused).nextStep.endsWith('.'));
assert.equal((await door.StaffTexts.load('constructor')).language, 'en');
for (const language of ['de', 'en', 'es', 'fr', 'it', 'nl']) {
  const loaded = await door.StaffTexts.load(language.toUpperCase());
  assert.equal(loaded.language, language);
  assert.notEqual(loaded.of(refused).message, 'not_door_code');
}
assert.deepEqual(german.of({ decision: 'other', reason: 'of_another_version' }), { word: 'other', message: 'of_another_version', nextStep: '' });
assert.match(door.qrSvg(answer.text), /^<svg/);
const small = new door.QrReader();
assert.deepEqual(small.readLuma(new Uint8Array(64 * 64), 64, 64), []);
assert.throws(() => small.readLuma(new Uint8Array(8), 64, 64), (error) => error.code === 'buffer_too_short' || error.code === 'frame_too_small');

console.log(`response ${response.length} bytes, door code ${answer.text.length} characters`);
