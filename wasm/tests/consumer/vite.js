import { Door, init, Trust } from 'ofage/door';
import * as holder from 'ofage/wallet';

await init();
const now = Math.floor(Date.now() / 1000);
const door = new Door({ venue: 'The Blue Door', over: 18, trust: Trust.nobody(), now });
const { reason, decision } = door.scanText('nothing', now);
// The part of the wallet that checks what arrives is loaded by itself.
await holder.init();
const wallet = new holder.Wallet({ storage: holder.indexedDbStorage('vite') });
const refused = await wallet.receive('a26a6e616d65537061636573a06a697373756572417574688443a10126a0f640', now);
const text = await wallet.receive('hello', now);
document.title = decision === 'cannot_verify' && refused.stage === 'decode' && text.code === 'not_a_batch' ? `ok: ${reason}; ${refused.code}` : `bad: ${JSON.stringify([decision, refused, text])}`;
