// Test vectors of challenges and trust bundles through the WebAssembly build: `node inputs.mjs FOLDER`, with files as in
// test-vectors/v1. The verdict and the code must be those of the vectors, which are those of the native build.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { init as initDoor, Trust } from '../pkg/dist/door.node.js';
import { Challenge, init as initWallet } from '../pkg/dist/wallet.node.js';

const folder = process.argv[2];
const fromHex = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));
const toHex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (input) =>
  typeof input === 'string' ? fromHex(input) : fromHex(input.map(({ hex, times }) => hex.repeat(times)).join(''));

/** What a challenge says, as a vector has it. */
function challenge(group, test) {
  const read = Challenge.fromText(test.input, test.at ?? group.now);
  if (read.ok === false) return { stage: read.stage, code: read.code };
  const { mode, venue, over, expiresAt, sha256, readerSigned } = read.info;
  return { mode, venue, ageOver: over, expiry: expiresAt, sha256: toHex(sha256), readerSigned };
}

/** What a bundle says. The package asks whether it is current at each scan, and has one provider and one policy. */
function bundle(group, test) {
  const [provider] = group.trustAnchors;
  // No record is an empty one here: a device without one is new.
  if (provider.realm === 'demo' || group.denyLists !== 'required' || test.seen === '') return null;
  const seen = test.seen === undefined ? undefined : fromHex(test.seen);
  const trust = Trust.fromFile(bytes(test.input), fromHex(provider.bytes), test.at ?? group.now, seen);
  if (trust.ok === false) return { code: trust.code };
  if (test.stage === 'current') return {};
  const { issuers, realm, rejectedParts } = trust.info;
  return { roots: issuers, demo: realm === 'demo', rejected: rejectedParts, seen: toHex(trust.seen()) };
}

function expected(test) {
  if (test.stage === 'current') return {};
  const wanted = test.result === 'valid' ? { ...test.answer } : { stage: test.stage, code: test.code };
  if (Array.isArray(wanted.rejected)) wanted.rejected = wanted.rejected.length;
  return wanted;
}

await initDoor();
await initWallet();
let [cases, wrong, left] = [0, 0, 0];
for (const [name, read] of [['challenge.json', challenge], ['trust_bundle.json', bundle]]) {
  const { testGroups } = JSON.parse(await readFile(join(folder, name), 'utf8'));
  for (const group of testGroups) {
    for (const test of group.tests) {
      const got = read(group, test);
      if (got === null) {
        left += 1;
        continue;
      }
      cases += 1;
      const wanted = expected(test);
      const differs = Object.keys(got).filter((key) => got[key] !== wanted[key]);
      const refused = 'code' in got;
      if (differs.length > 0 || refused !== ('code' in wanted)) {
        wrong += 1;
        console.log(`  WRONG ${name} ${test.tcId} ${test.comment}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
      }
    }
  }
}
console.log(`challenges and bundles in WebAssembly: ${cases} cases, wrong = ${wrong}, ${left} left out (settings of the native build)`);
// Fewer than these, and something is not being read.
if (wrong > 0 || cases < 150) process.exit(1);
