// node run.mjs make FOLDER    writes made-PEER.json: what each npm peer issues and presents
// node run.mjs verify FOLDER  writes verdicts-PEER.json: what each says of our responses and of its own

import * as animo from './animo.mjs';
import * as auth0 from './auth0.mjs';
import { AV, LAYOUTS, MDL, MDL_SPACE, readJson, reason, writeJson } from './common.mjs';
import * as owf from './owf.mjs';

const PEERS = [auth0, owf, animo];
const file = (peer) => peer.name.replace('@', '').replace('/', '-');

/** One case; where the peer cannot make it, the reason instead of bytes. */
async function attempt(cases, fields, make) {
  try {
    cases.push({ ...fields, ...(await make()) });
  } catch (error) {
    cases.push({ ...fields, notMade: reason(error) });
  }
}

async function make(run, peer) {
  const cases = [];
  const common = ({ case: title, docType, session, mac, issuer: root, expected }) => ({ case: title, kind: 'response', docType, session, mac, root, expected });
  for (const layout of [...LAYOUTS, ...(peer.extra ?? []).map((extra) => ({ ...LAYOUTS[0], ...extra }))]) {
    let issued;
    await attempt(cases, { issuer: peer.name, holder: peer.name, ...common(layout) }, async () => {
      const made = await peer.issue(run, layout);
      issued = made.issued;
      return { bytes: made.response };
    });
    if (layout === LAYOUTS[0] && issued) {
      cases.push({ issuer: peer.name, holder: 'none', ...common(layout), case: 'IssuerSigned on receipt', kind: 'issued', bytes: issued });
    }
  }
  const ask = ['age_over_18'];
  for (const [title, held, layout] of [
    ['one statement, OpenID4VP', 'one statement', { docType: AV, nameSpace: AV, ask, session: 'openid4vp', mac: false }],
    ['one statement, ISO proximity, MAC', 'one statement', { docType: AV, nameSpace: AV, ask, session: 'iso-qr', mac: true }],
    ['mDL, one of five elements', 'mDL', { docType: MDL, nameSpace: MDL_SPACE, ask, session: 'openid4vp', mac: false }],
  ]) {
    const fields = { issuer: 'ofage', holder: peer.name, ...common({ case: title, issuer: 'p256', expected: 'accept', ...layout }) };
    await attempt(cases, fields, async () => ({ bytes: await peer.hold(run, run.held.find((one) => one.name === held), layout) }));
  }
  return cases;
}

async function judge(run, peer, test) {
  if (test.notMade) return { verdict: 'not made', reason: test.notMade };
  try {
    await peer.verify(run, test);
    return { verdict: 'accept', reason: '' };
  } catch (error) {
    return { verdict: 'refuse', reason: reason(error) };
  }
}

const [, , step, folder] = process.argv;
const run = readJson(folder, 'ofage.json');
for (const peer of PEERS) {
  const about = { peer: peer.name, version: peer.version(peer.name) };
  if (step === 'make') {
    writeJson(folder, `made-${file(peer)}.json`, { ...about, cases: await make(run, peer) });
  } else if (step === 'verify') {
    const made = readJson(folder, `made-${file(peer)}.json`).cases;
    const mixed = readJson(folder, 'mixed.json').cases.filter((test) => test.issuer === peer.name);
    const verdicts = {};
    for (const test of [...run.cases, ...made, ...mixed]) {
      verdicts[`${test.issuer} / ${test.holder} / ${test.case}`] = await judge(run, peer, test);
    }
    writeJson(folder, `verdicts-${file(peer)}.json`, { ...about, verdicts });
  } else {
    throw new Error('usage: run.mjs make|verify FOLDER');
  }
}
