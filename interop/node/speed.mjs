// node speed.mjs FOLDER PACKAGE prints, as JSON, how long each peer and our WebAssembly build take to verify one response
// with one statement that we made: medians in milliseconds. Candidates take turns, so that a busy machine disturbs all
// alike; the caller keeps the process on one core.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { DeviceResponse as OwfResponse, Verifier as OwfVerifier } from '@owf/mdoc';

import * as animo from './animo.mjs';
import * as auth0 from './auth0.mjs';
import { bytes, readJson } from './common.mjs';
import { native, script } from './owf-context.mjs';
import { transcript } from './owf.mjs';

const WARM_UP = 100;
const ROUNDS = 400;

const [, , folder, path] = process.argv;
const run = readJson(folder, 'ofage.json');
const [test] = run.cases;
const { Verifier } = await import(pathToFileURL(join(path, 'dist/verify.node.js')));

const root = bytes(run.issuers[test.root].root);
const response = bytes(test.bytes);
const session = bytes(run.sessions[test.session].transcript);
const ours = new Verifier({ demoRoots: [root] });
const now = Math.floor(Date.now() / 1000);

const owf = (context) => async () => {
  await OwfVerifier.verifyDeviceResponse({
    deviceResponse: OwfResponse.decode(response), sessionTranscript: await transcript(run, test.session, context), trustedCertificates: [root],
  }, context);
};

const candidates = {
  'ofage (WebAssembly)': async () => {
    const verified = ours.verify(response, { transcript: session, over: 18, now });
    if (verified.decision !== 'admit') throw new Error(`ofage: ${JSON.stringify(verified)}`);
  },
  '@auth0/mdl': () => auth0.verify(run, test),
  '@owf/mdoc (context on @noble/curves, @peculiar/x509)': owf(script),
  '@owf/mdoc (context on node:crypto, native code)': owf(native),
  '@animo-id/mdoc (context on node:crypto, native code)': () => animo.verify(run, test),
};

const taken = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const [name, verify] of Object.entries(candidates)) {
    const start = performance.now();
    await verify();
    if (round >= 0) taken[name].push(performance.now() - start);
  }
}
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
console.log(JSON.stringify(Object.fromEntries(Object.entries(taken).map(([name, times]) => [name, median(times)]))));
