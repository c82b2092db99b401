// Tying the proofs to the person: with a passkey whose PRF answers, the attestations are sealed under a key that
// exists only after user verification (fingerprint, face, PIN). Without it nothing can be shown, by this page or by
// anything else that reads the browser's storage. It is not a flag that could be edited away.

import type { Seal } from '../../js/wallet.ts';
import { set, setting } from './store.ts';

/** A sealed attestation. */
interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

interface Guard {
  credential: Uint8Array<ArrayBuffer>;
  salt: Uint8Array<ArrayBuffer>;
}

/** How well this wallet is guarded. */
export type GateState = 'guarded' | 'offered' | 'not_offered';

/** Whether a passkey guards the wallet, or could. */
export async function gateState(): Promise<GateState> {
  if (await setting<Guard>('guard')) {
    return 'guarded';
  }
  if (!window.PublicKeyCredential || !isSecureContext) {
    return 'not_offered';
  }
  const abilities = await (
    PublicKeyCredential as unknown as { getClientCapabilities?: () => Promise<Record<string, boolean>> }
  ).getClientCapabilities?.();
  if (abilities?.['extension:prf'] === false) {
    return 'not_offered';
  }
  const verified = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
  return verified ? 'offered' : 'not_offered';
}

/** Makes the passkey. Gives the seal, or null when the browser turned out not to offer PRF. */
export async function setUpGate(): Promise<Seal | null> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const made = (await navigator.credentials
    .create({
      publicKey: {
        rp: { name: 'ofage wallet' },
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'My age proofs', displayName: 'My age proofs' },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
        extensions: { prf: {} } as AuthenticationExtensionsClientInputs,
      },
    })
    .catch(() => null)) as PublicKeyCredential | null;
  const enabled = (made?.getClientExtensionResults() as { prf?: { enabled?: boolean } } | undefined)?.prf?.enabled;
  if (!made || !enabled) {
    return null;
  }
  const guard: Guard = { credential: new Uint8Array(made.rawId), salt };
  const seal = await ask(guard);
  if (seal) {
    await set('guard', guard);
  }
  return seal;
}

/** Asks the person; gives the seal, or null when they declined. */
export async function unlock(): Promise<Seal | null> {
  const guard = await setting<Guard>('guard');
  return guard ? ask(guard) : null;
}

async function ask(guard: Guard): Promise<Seal | null> {
  const answer = (await navigator.credentials
    .get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: 'public-key', id: guard.credential }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: guard.salt } } } as AuthenticationExtensionsClientInputs,
      },
    })
    .catch(() => null)) as PublicKeyCredential | null;
  const secret = (answer?.getClientExtensionResults() as { prf?: { results?: { first?: ArrayBuffer } } } | undefined)?.prf
    ?.results?.first;
  if (!secret) {
    return null;
  }
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: new TextEncoder().encode('ofage wallet seal 1') },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
  return sealWith(key);
}

function sealWith(key: CryptoKey): Seal {
  return {
    async seal(attestation) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, attestation) } satisfies Sealed;
    },
    open(sealed) {
      const { iv, data } = sealed as Sealed;
      return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      );
    },
  };
}
