// Files with a trust list.

/** What a trust list file of the demo issuer holds: the list, and the root that signs such lists. */
export interface Offered {
  file: Uint8Array<ArrayBuffer>;
  provider: Uint8Array<ArrayBuffer> | null;
}

/** A list as a provider publishes it, or the demo issuer's file around one. */
export function readOffer(bytes: Uint8Array<ArrayBuffer>): Offered | null {
  if (bytes[0] !== 0x7b) {
    return { file: bytes, provider: null };
  }
  try {
    const { type, file, provider } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    return type === 'ofage-trust' && typeof file === 'string' && typeof provider === 'string' ? { file: unbase64(file), provider: unbase64(provider) } : null;
  } catch {
    return null;
  }
}

function unbase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** What staff read where a list is not taken, by the code of the fault. */
export const TRUST_PROBLEMS: Record<string, string> = {
  bundle_rolled_back: 'This list is older than the one that is loaded. It was not taken.',
  list_expired: 'This list has ended. Get a newer one from your provider.',
  list_issued_in_future: 'This list was made later than now. Check date and time of this device.',
  list_signature_invalid: 'This list was changed, or is not signed by whom it says. It was not taken.',
  anchor_unknown: 'This list is signed by somebody else than it says. It was not taken.',
  certificate_expired: 'The certificate of the list’s maker has ended. Get a newer list.',
  certificate_not_yet_valid: 'The certificate of the list’s maker is not valid yet. Check date and time of this device.',
  vical_missing: 'There is no list of issuers in this file.',
};

/** Whether two byte strings are the same. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
