// Handing things from one page to another through `ofage serve`, for demos: short-lived boxes in the server's
// memory, named by 128 random bits. Static hosting has no relay; files and pasted text work everywhere.

const WAIT_STEP = 700;

/** A name that nobody can guess. */
export function boxName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function address(box: string, slot: string): string {
  return `../relay/${box}/${slot}`;
}

/** Puts a value into a slot. False when there is no relay here. */
export async function put(box: string, slot: string, value: unknown): Promise<boolean> {
  try {
    const answer = await fetch(address(box, slot), { method: 'PUT', body: JSON.stringify(value) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** What a slot holds, or null. */
export async function take(box: string, slot: string): Promise<unknown> {
  if (!/^[0-9a-f]{32}$/.test(box)) {
    return null;
  }
  try {
    const answer = await fetch(address(box, slot), { cache: 'no-store' });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Waits until a slot holds something; null after the time is over or the signal is given. */
export async function wait(box: string, slot: string, seconds: number, signal?: AbortSignal): Promise<unknown> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && !signal?.aborted) {
    const value = await take(box, slot);
    if (value !== null) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP));
  }
  return null;
}
