"""What a phone's camera sees, for a browser that is given a film instead of one: codes on another screen."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image, ImageFilter
from playwright.sync_api import Page

SIDE = 720  # px of the film, a square
CODE = 560  # px that a code takes of it
RATE = 20  # frames a second

# Every picture that the first canvas of the page shows within some time, each once, in the order of showing.
WATCH = """async ({most, ms}) => {
  const seen = new Set(), end = performance.now() + ms;
  while (seen.size < most && performance.now() < end) {
    const canvas = document.querySelector('canvas');
    if (canvas && canvas.width > 30) seen.add(canvas.toDataURL('image/png'));
    await new Promise((go) => setTimeout(go, 20));
  }
  return [...seen];
}"""


def flags(film: Path) -> tuple[str, ...]:
    """A browser whose camera shows this film; it is opened when an app asks for the camera, so it may be shot later."""
    write(film, [Image.new("L", (SIDE, SIDE), 90)])
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def shoot(page: Page, film: Path, *, most: int, ms: int = 20_000, spoil: int = 0) -> int:
    """Films the codes that a page shows; every `spoil`-th cannot be read. Gives the number of codes."""
    shown = page.evaluate(WATCH, {"most": most, "ms": ms})
    codes = [Image.open(io.BytesIO(base64.b64decode(one.partition(",")[2]))).convert("L") for one in shown]
    frames: list[Image.Image] = []
    for number, code in enumerate(codes, 1):
        frames += [_seen(code, number, spoilt=bool(spoil) and number % spoil == 0)] * 2
    write(film, frames)
    return len(codes)


def _seen(code: Image.Image, number: int, *, spoilt: bool) -> Image.Image:
    """A code as a hand holds a camera before it: a little turned, grey and soft, on a dark table."""
    table = Image.new("L", (SIDE, SIDE), 70)
    screen = code.resize((CODE, CODE), Image.Resampling.NEAREST).point(lambda value: 45 + value * 150 // 255)
    corner = (SIDE - CODE) // 2
    table.paste(screen, (corner + number % 5 * 3, corner - number % 4 * 3))
    turned = table.rotate(number % 7 - 3, resample=Image.Resampling.BICUBIC, fillcolor=70)
    return turned.filter(ImageFilter.GaussianBlur(9 if spoilt else 0.8))


def write(film: Path, frames: list[Image.Image]) -> None:
    """An uncompressed film (YUV4MPEG2) in grey; Chromium plays it round and round."""
    colourless = bytes([128]) * (SIDE * SIDE // 2)
    with film.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIDE} H{SIDE} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames:
            file.write(b"FRAME\n" + frame.tobytes() + colourless)


# A page whose camera sees these pictures, one after the other, round and round.
HOLD_BEFORE = """async (addresses) => {
  const pictures = await Promise.all(addresses.map(async (address) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  }));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 720;
  let turn = 0;
  const draw = () => {
    const context = canvas.getContext('2d');
    context.fillStyle = '#777';
    context.fillRect(0, 0, 720, 720);
    context.imageSmoothingEnabled = false;
    context.drawImage(pictures[turn++ % pictures.length], 60, 60, 600, 600);
  };
  setInterval(draw, 400);
  draw();
  const stream = canvas.captureStream(10);
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => stream }, configurable: true });
}"""


def hold_before(camera: Page, shown: Page) -> None:
    """Lets the camera of one page see the codes that another shows, until the first loads anew."""
    camera.evaluate(HOLD_BEFORE, shown.evaluate(WATCH, {"most": 12, "ms": 5_000}))
