// Holding attestations and answering a door.

export { Attestation, Challenge, webCryptoSigner } from './attestation.ts';
export type { AttestationInfo, ChallengeInfo, Form, Sign } from './attestation.ts';
export { qrSvg } from './draw.ts';
export { Wallet } from './keeper.ts';
export type { KeyRequest, Proof, Question, Reader, Received, Seal, Shown, Timed, WalletOptions } from './keeper.ts';
export { OfageError } from './runtime.ts';
export type { Failure, MatchingSymbol } from './runtime.ts';
export { indexedDbStorage, memoryStorage } from './storage.ts';
export type { Shelf, WalletRecords, WalletStorage } from './storage.ts';
