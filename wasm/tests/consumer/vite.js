import { Door, init, StaffTexts, Trust } from 'ofage/door';
import * as holder from 'ofage/wallet';

await init();
const now = Math.floor(Date.now() / 1000);
const door = new Door({ venue: 'The Blue Door', over: 18, trust: Trust.nobody(), now });
const outcome = door.scanText('nothing', now);
const { reason, decision } = outcome;
// The language is loaded by itself too.
const { word } = (await StaffTexts.load('fr-CA')).of(outcome);
// The part of the wallet that checks what arrives is loaded by itself.
await holder.init();
const wallet = new holder.Wallet({ storage: holder.indexedDbStorage('vite') });
const refused = await wallet.receive('a26a6e616d65537061636573a06a697373756572417574688443a10126a0f640', now);
const text = await wallet.receive('hello', now);
document.title = decision === 'cannot_verify' && word === 'NON VÉRIFIABLE' && refused.stage === 'decode' && text.code === 'not_a_batch' ? `ok: ${reason}; ${refused.code}` : `bad: ${JSON.stringify([decision, word, refused, text])}`;
