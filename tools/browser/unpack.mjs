// Unpacks the headless Chromium of the npm package and prints the path of its program.
import chromium from '@sparticuz/chromium';

console.log(await chromium.executablePath());
