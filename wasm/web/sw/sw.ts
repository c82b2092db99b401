// Offline copy of one page. The file list and its digest are written in by the build: a new release has a new
// digest, is fetched whole, and replaces the old one the next time the page opens. Nothing else is cached, and
// the relay is never touched.

declare const OFAGE_FILES: string[];
declare const OFAGE_DIGEST: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `ofage${new URL(worker.registration.scope).pathname}${OFAGE_DIGEST}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(OFAGE_FILES.map((file) => new Request(file, { cache: 'reload' })));
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const mine = `ofage${new URL(worker.registration.scope).pathname}`;
      for (const name of await caches.keys()) {
        if (name.startsWith(mine) && name !== CACHE) {
          await caches.delete(name);
        }
      }
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).pathname.includes('/relay/')) {
    return;
  }
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      const kept = await cache.match(request, { ignoreSearch: true });
      return kept ?? fetch(request);
    })(),
  );
});
