// Test vectors through the WebAssembly build: `node vectors.mjs FOLDER`, with files as in test-vectors/v1. The verdict,
// the stage and the code must be those of the vectors, which are those of the native build.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Verifier, init } from '../pkg/dist/verify.node.js';

/** Fewer cases than this, and something is not being read. */
const FEWEST = 1000;

const folder = process.argv[2];
const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));

/** What the package's verifier has no setting for: it is for online checks against roots. */
function unsupported(group) {
  if (group.trustAnchors.some(({ kind, docTypes }) => kind !== 'root' || docTypes)) return 'other trust anchors than roots';
  if (group.readerKey) return 'device MACs';
  if (group.refuseOutlivingCertificate || group.profile.maxLifetimeDays) return 'lifetime policies';
  return null;
}

const counts = { refused: 0, verified: 0, wrong: 0 };
const left = new Map();
const leave = (why, count) => left.set(why, (left.get(why) ?? 0) + count);

await init();
for (const name of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
  const { schema, testGroups } = JSON.parse(await readFile(join(folder, name), 'utf8'));
  // Lists, bundles and challenges: inputs.mjs.
  if (schema !== 'presentation_verify_v1.schema.json') continue;
  for (const group of testGroups) {
    const why = unsupported(group);
    if (why) {
      leave(why, group.tests.length);
      continue;
    }
    const verifier = new Verifier({ roots: group.trustAnchors.map((anchor) => bytes(anchor.bytes)) });
    const session = { transcript: bytes(group.sessionTranscript), over: group.ageOver, now: group.now };
    for (const test of group.tests) {
      // It takes every document type that is built in, where a vector takes one.
      if (test.stage === 'profile') {
        leave('one accepted document type', 1);
        continue;
      }
      const outcome = verifier.verify(bytes(test.presentation), session);
      const got = outcome.ok ? `${outcome.decision} ${outcome.reason}` : `${outcome.stage} ${outcome.code}`;
      const expected =
        test.result === 'valid' ? `${test.decision} ${test.reason ?? null}` : `${test.stage} ${test.code}`;
      if (outcome.ok !== (test.result === 'valid') || got !== expected) {
        counts.wrong += 1;
        console.log(`  WRONG ${name} ${test.tcId} ${test.comment}: ${got}, not ${expected}`);
      } else if (outcome.ok) counts.verified += 1;
      else counts.refused += 1;
    }
  }
}
const cases = counts.refused + counts.verified + counts.wrong;
console.log(`vectors in WebAssembly: ${cases} cases, ${counts.refused} rightly refused, ${counts.verified} rightly verified, wrong = ${counts.wrong}`);
for (const [why, count] of left) console.log(`  ${count} left out: no setting for ${why}`);
if (counts.wrong > 0 || cases < FEWEST) process.exit(1);
