// Owns asking for the camera at the back of a device, and what became of the question.

/** Whether this browser may be asked at all: an old one, or a page without https, may not. */
export function hasCamera(): boolean {
  return !!navigator.mediaDevices?.getUserMedia;
}

/** `refused`: a person said no; `none`: there is no camera, or something else uses it. */
export async function openCamera(width: number, height: number): Promise<MediaStream | 'refused' | 'none'> {
  try {
    const video = { facingMode: 'environment', width: { ideal: width }, height: { ideal: height } };
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'none';
  }
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
