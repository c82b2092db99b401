// The hand-written types are what the implementation is: checked by the compiler, never run.

import type * as doorReal from '../../js/door.ts';
import type * as issuerReal from '../../js/issuer.ts';
import type * as readReal from '../../js/read.ts';
import type { init } from '../../js/load-web.ts';
import type * as textsReal from '../../js/texts.ts';
import type * as receiveReal from '../../js/receive.ts';
import type * as verifyReal from '../../js/verify.ts';
import type * as walletReal from '../../js/wallet.ts';
import type * as door from '../../types/door.d.ts';
import type * as all from '../../types/index.d.ts';
import type * as verify from '../../types/verify.d.ts';
import type * as wallet from '../../types/wallet.d.ts';

/** Fails to compile unless the first can stand for the second. */
type Fits<Real extends Stated, Stated> = Real;

type Instance<T> = T extends { prototype: infer I } ? I : never;

export type Checks = [
  Fits<typeof init, typeof all.init>,
  Fits<Instance<typeof doorReal.Door>, door.Door>,
  Fits<ConstructorParameters<typeof doorReal.Door>[0]['mode'], door.DoorOptions['mode']>,
  Fits<doorReal.Outcome, door.Outcome>,
  Fits<door.Outcome, doorReal.Outcome>,
  Fits<textsReal.StaffText, door.StaffText>,
  Fits<door.StaffText, textsReal.StaffText>,
  Fits<door.StaffLanguage, textsReal.StaffLanguage>,
  Fits<Instance<typeof textsReal.StaffTexts>, door.StaffTexts>,
  Fits<typeof textsReal.StaffTexts.load, typeof door.StaffTexts.load>,
  Fits<doorReal.TrustInfo, door.TrustInfo>,
  Fits<door.TrustInfo, doorReal.TrustInfo>,
  Fits<doorReal.Count, door.Count>,
  Fits<doorReal.ChallengeOnScreen, door.ChallengeOnScreen>,
  Fits<Instance<typeof readReal.QrReader>, door.QrReader>,
  Fits<Instance<typeof verifyReal.Verifier>, verify.Verifier>,
  Fits<verifyReal.Verified, verify.Verified>,
  Fits<verify.Verified, verifyReal.Verified>,
  Fits<walletReal.ChallengeInfo, wallet.ChallengeInfo>,
  Fits<wallet.ChallengeInfo, walletReal.ChallengeInfo>,
  Fits<walletReal.AttestationInfo, wallet.AttestationInfo>,
  Fits<wallet.AttestationInfo, walletReal.AttestationInfo>,
  Fits<Instance<typeof walletReal.Wallet>, wallet.Wallet>,
  Fits<wallet.WalletOptions, walletReal.WalletOptions>,
  Fits<walletReal.Proof, wallet.Proof>,
  Fits<wallet.Proof, walletReal.Proof>,
  Fits<walletReal.Question, wallet.Question>,
  Fits<wallet.Question, walletReal.Question>,
  Fits<walletReal.Shown, wallet.Shown>,
  Fits<wallet.Shown, walletReal.Shown>,
  Fits<walletReal.KeyRequest, wallet.KeyRequest>,
  Fits<walletReal.WalletStorage, wallet.WalletStorage>,
  Fits<wallet.WalletStorage, walletReal.WalletStorage>,
  Fits<typeof walletReal.memoryStorage, typeof wallet.memoryStorage>,
  Fits<typeof walletReal.indexedDbStorage, typeof wallet.indexedDbStorage>,
  Fits<typeof receiveReal.checkAttestation, typeof verify.checkAttestation>,
  Fits<typeof receiveReal.checkReader, typeof verify.checkReader>,
  Fits<Instance<typeof issuerReal.Issuer>['signChallenge'], all.Issuer['signChallenge']>,
  Fits<Instance<typeof issuerReal.Issuer>['trustList'], all.Issuer['trustList']>,
  Fits<typeof issuerReal.Issuer.create, typeof all.Issuer.create>,
  Fits<typeof walletReal.webCryptoSigner, typeof wallet.webCryptoSigner>,
  Fits<Instance<typeof walletReal.Attestation>['respond'], wallet.Attestation['respond']>,
  Fits<Instance<typeof walletReal.Attestation>['answerTimed'], wallet.Attestation['answerTimed']>,
  Fits<Instance<typeof issuerReal.Issuer>['issue'], all.Issuer['issue']>,
  Fits<issuerReal.IssuerState, all.IssuerState>,
  Fits<all.IssuerState, issuerReal.IssuerState>,
];
