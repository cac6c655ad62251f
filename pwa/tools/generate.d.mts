export function stale(): Promise<string[]>;
export function generate(): Promise<{ [file: string]: string }>;
