// Owns reading codes from what a camera sees: by the browser's own reader, else by one that we serve, in a worker.

/** Reads what stands in the picture of a video. Null: there is no reader here (ours was never fetched). */
export interface Reader {
  read(video: HTMLVideoElement): Promise<string[] | null>;
  close(): void;
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const SIDE = 900; // px of the square that our reader is given: enough for a fine picture at arm's length
const LIGHT = 24; // px; what the light is measured on

export async function makeReader(): Promise<Reader> {
  const native = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  const formats = (await native?.getSupportedFormats().catch(() => null)) ?? [];
  return native && formats.includes('qr_code') ? byBrowser(new native({ formats: ['qr_code'] })) : byWorker();
}

function byBrowser(detector: Detector): Reader {
  const read = (video: HTMLVideoElement) => detector.detect(video).catch(() => []);
  return { read: async (video) => (await read(video)).map(({ rawValue }) => rawValue), close: () => {} };
}

/** In a worker, because reading takes longer than a picture stands; and because only there code like this may run. */
function byWorker(): Reader {
  const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' });
  const canvas = document.createElement('canvas');
  const failed = new Promise<null>((resolve) => worker.addEventListener('error', () => resolve(null)));
  return {
    read: async (video) => {
      const picture = square(canvas, video, Math.min(SIDE, video.videoWidth, video.videoHeight));
      if (picture === null) return [];
      const answer = new Promise<string[] | null>((resolve) => worker.addEventListener('message', ({ data }) => resolve(data), { once: true }));
      worker.postMessage(picture, [picture.data.buffer]);
      return Promise.race([answer, failed]);
    },
    close: () => worker.terminate(),
  };
}

/** The middle of what the camera sees, as a square of so many pixels. */
function square(canvas: HTMLCanvasElement, video: HTMLVideoElement, side: number): ImageData | null {
  const { videoWidth: width, videoHeight: height } = video;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null || side === 0) return null;
  const from = Math.min(width, height);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  context.drawImage(video, (width - from) / 2, (height - from) / 2, from, from, 0, 0, side, side);
  return context.getImageData(0, 0, side, side);
}

/** Measures how light it is, 0 black to 255 white. */
export function lightMeter(): (video: HTMLVideoElement) => number {
  const canvas = document.createElement('canvas');
  return (video) => {
    const picture = video.videoWidth ? square(canvas, video, LIGHT) : null;
    if (picture === null) return 255;
    return lightOf(picture.data);
  };
}

/** Mean of red, green and blue over RGBA bytes. */
export function lightOf(bytes: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum += (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + (bytes[at + 2] ?? 0);
  return sum / (bytes.length / 4) / 3;
}
