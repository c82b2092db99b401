// What went wrong, in words that help. Every sentence goes with its code, for those who have to ask somebody.

import type { Failure } from '../../js/wallet.ts';
import { day } from '../shared/dom.ts';

const FORGED = 'This proof was damaged or changed after it was issued.';
const CLOCK = 'Check date and time of this device.';

const SENTENCES: Record<string, string> = {
  not_a_batch: 'This is not an age proof.',
  no_age_statement: 'This document says nothing about an age.',
  already_added: 'These proofs are in this wallet already.',
  device_key_unknown: 'These proofs were made for another wallet, or were used already. Ask the issuer for new ones.',
  checks_not_loaded: 'The part of this page that checks proofs could not be loaded. Open the page once with a network, then try again.',
  issuer_signature_invalid: FORGED,
  digest_mismatch: FORGED,
  digest_missing: FORGED,
  expired: 'This proof has ended. Ask the issuer for a new one.',
  not_yet_valid: `This proof is not valid yet. ${CLOCK}`,
  certificate_expired: `The certificate of the issuer has ended. ${CLOCK}`,
  certificate_not_yet_valid: `The certificate of the issuer is not valid yet. ${CLOCK}`,
  doc_type_not_accepted: 'This is a document of a kind that this wallet does not know.',
  chain_missing: 'The issuer’s certificate is missing.',
  storage_full: 'There is no space left on this device. Free some, then try again. Nothing was lost.',
  storage_missing: 'This browser window keeps nothing: it is private, or site data is blocked. Open this page in an ordinary window.',
  storage_failed: 'The browser’s storage did not answer. Close the other windows of this page and reload.',
  challenge_expired: 'This code has run out. Ask staff for a new one.',
  challenge_not_yet_valid: `This code is from the future. ${CLOCK}`,
  reader_signature_invalid: 'This code claims to be signed, and the signature is wrong. Do not answer it: tell the staff.',
  not_challenge: 'This is not a door’s code.',
  already_answered: 'This code was answered already. Ask staff for a new one.',
  sealed: 'This proof could not be opened with your passkey.',
};

/** A sentence for a failure. */
export function sentence({ stage, code }: Failure): string {
  const known = SENTENCES[code];
  if (known) {
    return known;
  }
  if (stage === 'challenge') {
    return 'This is not a door’s code.';
  }
  return stage === 'decode' ? 'This is not an age proof, or it is damaged.' : 'This proof does not hold.';
}

/** A sentence for a question that nothing here answers. */
export function cannotAnswer(failure: Failure, over: number): string {
  const sentences: Record<string, string> = {
    none_left: `No proof is left for “${over} or over”. Get new ones from your issuer.`,
    expired: `Your proofs for “${over} or over” have ended. Get new ones from your issuer.`,
    not_yet_valid: `This device says that today is ${day(Date.now() / 1000)}: your proofs begin later. Check its date and time. Nothing was used up.`,
  };
  return sentences[failure.code] ?? sentence(failure);
}
