// Owns drawing a picture anew: upright, small enough to send, and without the place and the device that a camera notes in it.
import type { FileUse, Picture } from './types';

const HOW = {
  photo: { longest: 2000, type: 'image/jpeg', quality: 0.8 },
  drawing: { longest: 1000, type: 'image/png', quality: undefined },
} as const;

/** Rejects when the browser cannot read it as a picture. */
export async function redraw(source: Blob, use: FileUse): Promise<Picture> {
  const { type, quality } = HOW[use];
  return encoded(await drawn(source, use), type, quality);
}

/** A picture on a canvas, the way up that it was taken, no larger than its use wants. */
export async function drawn(source: Blob, use: FileUse): Promise<HTMLCanvasElement> {
  const { longest } = HOW[use];
  const image = await decoded(source);
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  if (use === 'photo') {
    context.fillStyle = '#fff'; // JPEG knows no transparency: it would turn black
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(image.drawable, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas;
}

/** What a canvas shows, as a file; the canvas is used up. */
export async function encoded(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Picture> {
  const { width, height } = canvas;
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  canvas.width = 0; // phones give a canvas's memory back late
  if (blob === null || blob.type !== type) throw new Error(`no ${type}`);
  return { blob, width, height };
}

interface Decoded {
  drawable: CanvasImageSource;
  width: number;
  height: number;
  close(): void;
}

/** The pixels the way up that the camera noted. Older Safari has no options here, but turns what an <img> shows. */
async function decoded(source: Blob): Promise<Decoded> {
  try {
    const bitmap = await createImageBitmap(source, { imageOrientation: 'from-image' });
    return { drawable: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() };
  } catch {
    const address = URL.createObjectURL(source);
    const image = new Image();
    image.src = address;
    try {
      await image.decode();
    } catch (error) {
      URL.revokeObjectURL(address);
      throw error;
    }
    return { drawable: image, width: image.naturalWidth, height: image.naturalHeight, close: () => URL.revokeObjectURL(address) };
  }
}
