export * from './door.ts';
export * from './issuer.ts';
export * from './receive.ts';
export * from './wallet.ts';
