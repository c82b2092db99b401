// A wallet from key to code, over a storage in memory; and everything that it refuses.

import assert from 'node:assert/strict';

import { Door, Issuer, Trust } from 'ofage';
import { checkAttestation } from 'ofage/verify';
import { Attestation, memoryStorage, OfageError, Wallet } from 'ofage/wallet';

const now = Math.floor(Date.now() / 1000);
const DAY = 86_400;
const issuer = await Issuer.create({ country: 'UT', name: 'Utopia Registry', now });
const trust = Trust.fromFile(await issuer.unmarkedTrustList({ number: 1, thresholds: [18, 25], now }), issuer.info.root, now);
const door = new Door({ venue: 'The Blue Door', over: 18, trust, now });

const point = ({ x, y }) => Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
const batch = (attestations) => JSON.stringify({ type: 'ofage-batch', attestations: attestations.map((one) => Buffer.from(one).toString('base64url')) });
const issue = async (request, thresholds = [18], by = issuer, at = now) => {
  const issued = [];
  for (const key of request.keys) {
    issued.push(await by.issue({ birthDate: '1990-01-01', thresholds, deviceKey: point(key), now: at }));
  }
  return issued;
};
const code = async (result) => (await result).code;

const storage = memoryStorage();
const wallet = new Wallet({ storage });
const request = await wallet.requestKeys(3, now);
const issued = await issue(request);

// What is forged or damaged is refused, whole; and the keys go on waiting.
const damaged = (bytes, find, change) => {
  const copy = Uint8Array.from(bytes);
  const at = Buffer.from(copy).indexOf(find);
  assert.ok(at >= 0);
  change(copy, at);
  return copy;
};
const answer = Buffer.from('elementValue\xf5', 'latin1');
const turned = damaged(issued[0], answer, (bytes, at) => (bytes[at + answer.length - 1] = 0xf4));
const forged = Uint8Array.from(issued[0]);
forged[forged.length - 1] ^= 1;
assert.equal(await code(wallet.receive(turned, now)), 'digest_mismatch');
assert.equal(await code(wallet.receive(forged, now)), 'issuer_signature_invalid');
assert.equal(await code(wallet.receive(batch([issued[0], forged]), now)), 'issuer_signature_invalid');
assert.equal(await code(wallet.receive(issued[0].slice(0, 200), now)), 'truncated');
assert.equal(await code(wallet.receive(issued[0], now + 60 * DAY)), 'expired');
assert.equal(await code(wallet.receive(issued[0], now - 2 * DAY)), 'certificate_not_yet_valid');
assert.equal(await code(wallet.receive('https://example.com', now)), 'not_a_batch');
assert.equal(await code(wallet.receive('{"type":"ofage-batch","attestations":[1]}', now)), 'not_a_batch');
assert.equal((await wallet.proofs(now)).length, 0);
// With the issuer's root, every bit from the signature structure to the end counts, the certificate's too. Without, the
// certificate is only what its key signs with.
for (let at = Buffer.from(issued[0]).indexOf('issuerAuth') + 10; at < issued[0].length; at += 7) {
  const flipped = Uint8Array.from(issued[0]);
  flipped[at] ^= 4;
  assert.equal(checkAttestation(flipped, { roots: [issuer.info.root], now }).ok, false, `byte ${at}`);
}
const payload = Buffer.from(issued[0]).indexOf('digestAlgorithm') - 20;
for (let at = payload; at < issued[0].length; at += 17) {
  const flipped = Uint8Array.from(issued[0]);
  flipped[at] ^= 4;
  assert.equal((await wallet.receive(flipped, now)).ok, false, `byte ${at}`);
}

// For another wallet's keys.
const stranger = new Wallet({ storage: memoryStorage() });
const theirs = await issue(await stranger.requestKeys(1, now));
assert.equal(await code(wallet.receive(theirs[0], now)), 'device_key_unknown');
assert.deepEqual(await stranger.receive(theirs[0], now), { ok: true, added: 1, skipped: 0 });

// By an issuer that is not among those that the wallet accepts, where it names some.
const strict = new Wallet({ storage: memoryStorage(), issuerRoots: [issuer.info.root] });
const other = await Issuer.create({ country: 'UT', name: 'Other Registry', now });
assert.equal(await code(strict.receive((await issue(await strict.requestKeys(1, now), [18], other))[0], now)), 'anchor_unknown');
assert.equal((await strict.receive((await issue(await strict.requestKeys(1, now)))[0], now)).ok, true);
assert.deepEqual((await strict.proofs(now))[0].issuer, { name: 'Utopia Registry', country: 'UT', trusted: true });
assert.deepEqual(checkAttestation(issued[0], { now }), { ok: true, name: 'Utopia Registry', country: 'UT', trusted: false });

// Received, in one go, with one that is another's.
assert.deepEqual(await wallet.receive(batch([...issued, theirs[0]]), now), { ok: true, added: 3, skipped: 1 });
assert.equal(await code(wallet.receive(batch(issued), now)), 'already_added');
const proofs = await wallet.proofs(now);
assert.deepEqual(proofs.map((one) => one.answers), Array(3).fill([{ over: 18, value: true }]));
const keys = await storage.transact('readonly', (records) => records.all('attestations'));
assert.ok(keys.every(({ key }) => key.type === 'private' && !key.extractable));

// Asked, agreed, shown: once, however many ask at the same time.
const question = await wallet.question(door.challenge(now).text, now);
assert.equal(question.venue, 'The Blue Door');
assert.deepEqual(question.reader, { state: 'unsigned' });
const both = await Promise.all([wallet.show(question, now), new Wallet({ storage }).show(question, now)]);
assert.deepEqual(both.map((one) => one.code ?? 'shown').sort(), ['already_answered', 'shown']);
assert.equal((await wallet.proofs(now)).length, 2);
const shown = both.find((one) => one.ok);
assert.equal(door.scanText(shown.text, now).decision, 'admit');
assert.equal(await code(wallet.show(question, now)), 'already_answered');
// What was shown cannot be added again.
assert.equal(await code(wallet.receive(batch(issued), now)), 'already_added');

// The other form, for a door that has the root and nothing else.
const bare = Trust.fromFile(await issuer.unmarkedTrustList({ number: 1, thresholds: [], now }), issuer.info.root, now);
const far = new Door({ venue: 'The Far Door', over: 18, trust: bare, now });
const asked = await wallet.question(far.challenge(now).text, now);
const small = await wallet.show(asked, now);
assert.equal(far.scanText(small.text, now).reason, 'layout_unknown');
const large = await small.again(now, 'self_contained');
assert.equal(far.scanText(large.text, now).decision, 'admit');
assert.equal(await code(small.again(asked.expiresAt + 1)), 'challenge_expired');

// A venue that proves who it is, or does not.
const signed = await issuer.signChallenge({ challenge: door.challenge(now).text, venue: 'The Blue Door Ltd', now });
const knowing = new Wallet({ storage, readerRoots: [issuer.info.root] });
assert.deepEqual((await knowing.question(signed.text, now)).reader, { state: 'proven', name: 'The Blue Door Ltd' });
assert.deepEqual((await wallet.question(signed.text, now)).reader, { state: 'unknown', name: 'The Blue Door Ltd', code: 'anchor_unknown' });
const foreign = await other.signChallenge({ challenge: door.challenge(now).text, venue: 'The Blue Door Ltd', now });
assert.equal((await knowing.question(foreign.text, now)).reader.code, 'anchor_unknown');

// Least is told: of several that answer, the nearest.
const wide = new Wallet({ storage: memoryStorage() });
await wide.receive(batch(await issue(await wide.requestKeys(1, now), [25])), now);
await wide.receive(batch(await issue(await wide.requestKeys(1, now), [18])), now);
await wide.show({ over: 18 }, now);
assert.deepEqual((await wide.proofs(now))[0].answers, [{ over: 25, value: true }]);
assert.equal(await code(wide.show({ over: 30 }, now)), 'none_left');
// A clock that is wrong loses nothing, and says so.
assert.equal(await code(wide.show({ over: 18 }, now - 5 * DAY)), 'not_yet_valid');
assert.equal(await code(wide.show({ over: 18 }, now + 60 * DAY)), 'expired');
assert.equal((await wide.proofs(now)).length, 1);

// Sealed.
let locked = false;
const seal = { seal: async (bytes) => ({ hidden: bytes }), open: async ({ hidden }) => (locked ? null : hidden) };
await wide.sealAll(seal);
locked = true;
assert.equal(await code(wide.show({ over: 18 }, now, seal)), 'sealed');
assert.equal(await code(wide.show({ over: 18 }, now)), 'sealed');
locked = false;
assert.equal((await wide.show({ over: 18 }, now, seal)).ok, true);

// Storage that fails while something is let out: nothing is shown, nothing is lost.
const failing = { fail: false, transact: (mode, work) => (failing.fail && mode === 'readwrite' ? Promise.reject(new OfageError('storage', 'storage_full')) : memory.transact(mode, work)) };
const memory = memoryStorage();
const full = new Wallet({ storage: failing });
const kept = await issue(await full.requestKeys(1, now));
failing.fail = true;
assert.equal(await code(full.receive(kept[0], now)), 'storage_full');
failing.fail = false;
assert.equal((await full.receive(kept[0], now)).added, 1);
failing.fail = true;
assert.equal(await code(full.show({ over: 18 }, now)), 'storage_full');
assert.equal((await full.proofs(now)).length, 1);
failing.fail = false;
assert.equal((await full.show({ over: 18 }, now)).ok, true);
await assert.rejects(() => full.requestKeys(0, now), (error) => error.code === 'count_out_of_range');

await full.clear();
assert.equal((await full.proofs(now)).length, 0);
assert.equal(Attestation.fromBytes(new Uint8Array(1)).ok, false);
console.log(`door code ${shown.text.length}, self-contained ${large.text.length} characters`);
