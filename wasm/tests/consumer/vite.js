import { Door, init, Trust } from 'ofage/door';

await init();
const now = Math.floor(Date.now() / 1000);
const door = new Door({ venue: 'The Blue Door', over: 18, trust: Trust.nobody(), now });
const { reason, decision } = door.scanText('nothing', now);
document.title = decision === 'cannot_verify' ? `ok: ${reason}` : `bad: ${decision}`;
