// Reads codes in pictures for browsers that cannot: ZXing, served by us. The server gives this file alone the right to run
// WebAssembly (server/headers.py).
import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

// By itself the library would fetch it from a stranger.
prepareZXingModule({ overrides: { locateFile: () => wasm } });
const detector = new BarcodeDetector({ formats: ['qr_code'] });

self.addEventListener('message', async ({ data }: MessageEvent<ImageData>) => {
  try {
    self.postMessage((await detector.detect(data)).map(({ rawValue }) => rawValue));
  } catch {
    self.postMessage(null); // it could not be fetched
  }
});
