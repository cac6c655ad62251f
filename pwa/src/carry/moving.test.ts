// @vitest-environment node
// A series of pictures comes to the same bytes whichever a camera misses, in any order, twice, misread. (R5.6)
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base45, unbase45 } from './base45';
import { COARSE, FINE, Gathering, pictures } from './moving';

function random(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  return bytes;
}

function first(bytes: Uint8Array, count: number, size?: number): string[] {
  const series = pictures(bytes, size);
  return Array.from({ length: count }, () => series.next().value);
}

/** How many of the texts it takes; Infinity if they do not do. */
function taken(texts: Iterable<string>, bytes: Uint8Array): number {
  const gathering = new Gathering();
  let seen = 0;
  for (const text of texts) {
    seen += 1;
    gathering.add(text);
    const whole = gathering.bytes();
    if (whole === null) continue;
    expect(whole).toEqual(bytes);
    return seen;
  }
  return Infinity;
}

test('Base45 is that of RFC 9285, and what is none is refused', () => {
  for (const [plain, text] of [['AB', 'BB8'], ['Hello!!', '%69 VD92EX0'], ['base-45', 'UJCLQE7W581'], ['ietf!', 'QED8WEX0']] as const) {
    expect(base45(new TextEncoder().encode(plain))).toBe(text);
    expect(new TextDecoder().decode(unbase45(text) ?? undefined)).toBe(plain);
  }
  for (const wrong of ['A', 'GGW', ':::', 'bb8', 'BB8é', 'ZZ']) expect(unbase45(wrong)).toBeNull();
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(unbase45(base45(bytes))).toEqual(bytes)));
});

test('when none is missed, each part is shown once and no more is needed', () => {
  for (const size of [1, 399, 400, 401, 20_000]) {
    const bytes = random(size);
    expect(taken(pictures(bytes), bytes)).toBe(Math.ceil((size + 1) / FINE));
  }
});

test('with every second picture missed, and each shown twice and out of order, the whole is there within three rounds', () => {
  const bytes = random(18_000);
  const blocks = Math.ceil(bytes.length / FINE);
  const counts = Array.from({ length: 20 }, () => {
    const seen = first(bytes, blocks * 12).filter(() => Math.random() < 0.5);
    const jumbled = seen.flatMap((text) => [text, text]).map((text, at) => ({ text, place: at + Math.random() * 20 }));
    return taken(jumbled.sort((a, b) => a.place - b.place).map(({ text }) => text), bytes) / 2;
  });
  expect(Math.max(...counts)).toBeLessThan(3 * blocks);
});

test('any bytes come through any loss, in fine and in coarse pictures', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), fc.constantFrom(COARSE, FINE), fc.array(fc.boolean(), { minLength: 50 }), (bytes, size, kept) => {
      const seen = first(bytes, 400, size).filter((_, at) => kept[at % kept.length] || at > 200);
      expect(taken(seen, bytes)).toBeLessThan(Infinity);
    }),
    { numRuns: 60 },
  );
});

test('a misread picture, and one of something else, change nothing', () => {
  const bytes = random(3_999);
  const gathering = new Gathering();
  for (const text of first(bytes, 5)) {
    gathering.add(text);
    const [at, letter] = [Math.floor(Math.random() * text.length), Math.floor(Math.random() * 26)];
    const wrong = text.slice(0, at) + String.fromCharCode(65 + letter) + text.slice(at + 1);
    if (wrong !== text) expect(gathering.add(wrong)).toBeNull();
  }
  for (const other of ['', 'https://example.org/', 'prachakhom:close:m1:abc', base45(random(50))]) expect(gathering.add(other)).toBeNull();
  expect(gathering.progress).toEqual({ have: 5, of: 10 });
});

test('when the other phone starts anew, in coarse pictures, the gathering does too', () => {
  const bytes = random(4_000);
  expect(taken([...first(bytes, 6), ...first(bytes, 200, COARSE)], bytes)).toBe(6 + Math.ceil((bytes.length + 1) / COARSE));
});

test('as much as may go by pictures still fits the numbers of a picture', () => {
  const bytes = random(60_000); // the store gives lines of 100,000 letters at most, packed and sealed
  expect(taken(pictures(bytes, COARSE), bytes)).toBe(Math.ceil(60_001 / COARSE));
});

test('bytes that look compressed come through as they are', async () => {
  const packed = new Uint8Array(await new Response(new Response('ก'.repeat(900)).body?.pipeThrough(new CompressionStream('gzip'))).arrayBuffer());
  const zlib = new Uint8Array(await new Response(new Response('ก'.repeat(900)).body?.pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
  for (const bytes of [packed, zlib]) expect(taken(pictures(bytes), bytes)).toBe(1);
});
