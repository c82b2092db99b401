// `#checks` where everything is in one file: the checks are here already.

export * from './receive.ts';

export function init(): Promise<void> {
  return Promise.resolve();
}
