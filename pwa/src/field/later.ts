// Every screen but the first, in one part of the app: fetched together, packed together.
export * from './door';
export * from './marks';
export * from './opinions';
export * from './photos';
export * from './start';
export * from './votes';
