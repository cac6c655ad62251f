// Made from sync/schema.json by `npm run generate`: change the schema, not this file.
export const version = '1-2b0631bf';
