// What every page does when it starts: offline copy, fatal errors in words, the screen kept on.

interface Policy {
  createScriptURL(name: string): string;
}

/** The only two scripts that a page may start besides its own: the policy forbids every other. */
const policy = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes?.createPolicy('ofage', {
  createScriptURL(name) {
    if (name !== 'worker.js' && name !== 'sw.js') {
      throw new TypeError('not a script of this page');
    }
    return name;
  },
});

/** Starts the page's worker. */
export function startWorker(): Worker {
  return new Worker(policy?.createScriptURL('worker.js') ?? 'worker.js', { type: 'module' });
}

/**
 * Installs the service worker, so that the page opens without a network. Not from a server that says that browsers will
 * refuse it: `ofage serve` with a certificate made for one run.
 */
export async function offline(): Promise<void> {
  if (!('serviceWorker' in navigator) || !isSecureContext) {
    return;
  }
  const installed = navigator.serviceWorker.controller !== null;
  const answer = installed ? null : await fetch('./', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
  if (answer?.headers.get('x-ofage-offline') !== 'no') {
    await navigator.serviceWorker.register(policy?.createScriptURL('sw.js') ?? 'sw.js').catch(() => undefined);
  }
}

let lock: WakeLockSentinel | undefined;
let wanted = false;

/** Keeps the screen on until `letSleep`. Browsers drop the lock when the page is hidden: it is taken again. */
export async function keepAwake(): Promise<void> {
  wanted = true;
  if ('wakeLock' in navigator && document.visibilityState === 'visible') {
    lock = await navigator.wakeLock.request('screen').catch(() => undefined);
  }
}

/** Lets the screen go dark again. */
export async function letSleep(): Promise<void> {
  wanted = false;
  await lock?.release().catch(() => undefined);
  lock = undefined;
}

document.addEventListener('visibilitychange', () => {
  if (wanted && document.visibilityState === 'visible') {
    void keepAwake();
  }
});

/** Offers a text or bytes as a file. */
export function download(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Shows an SVG text as an image; it cannot run scripts or load anything there. */
export function svgImage(image: HTMLImageElement, svg: string): void {
  const old = image.src;
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  if (old.startsWith('blob:')) {
    URL.revokeObjectURL(old);
  }
}
