// The geometry of the ring: five arcs of 57 degrees with gaps between, from the top, clockwise.
const CENTRE = 24;
const RADIUS = 19;

/** The five arcs as SVG path data in a 48 x 48 box. */
export const arcs: readonly string[] = [0, 1, 2, 3, 4].map((i) => `M${point(72 * i + 7.5)}A${RADIUS} ${RADIUS} 0 0 1 ${point(72 * i + 64.5)}`);

function point(degrees: number): string {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return `${(CENTRE + RADIUS * Math.cos(angle)).toFixed(1)} ${(CENTRE + RADIUS * Math.sin(angle)).toFixed(1)}`;
}
