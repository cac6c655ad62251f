// When a picture was taken, as far as it says: the time of its file, unless that lies in the future or before phones.
const EARLIEST = Date.UTC(2015, 0, 1);

export function takenAt(picture: Blob, now = Date.now()): number {
  const noted = 'lastModified' in picture ? Number(picture.lastModified) : now;
  return noted > EARLIEST && noted < now ? noted : now;
}
