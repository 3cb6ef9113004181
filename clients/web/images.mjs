// Attributes of <img> from the URL of a link, and a loader for next/image. Copy what you need.

/** The widths that Tintype allows by default (TINTYPE_SIZES). They include those of next/image. */
export const WIDTHS = [16, 32, 48, 64, 96, 128, 256, 320, 384, 640, 750, 828, 1080, 1200, 1280, 1920, 2048, 3840];

/** Returns the first allowed width that is not smaller, or the largest. @param {number} width */
const allowed = (width) => WIDTHS.find((candidate) => candidate >= width) ?? WIDTHS[WIDTHS.length - 1];

/** Adds parameters to the URL of a link, which may have some already. @param {string} link @param {Record<string, string | number>} parameters */
function withParameters(link, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  return `${link}${link.includes('?') ? '&' : '?'}${query}`;
}

/**
 * The loader of next/image: `src` is the URL of a link, and a quality is rounded to a multiple of 5 from 40 to 95.
 *
 * @param {{ src: string, width: number, quality?: number }} image
 * @returns {string}
 */
export default function tintypeLoader({ src, width, quality }) {
  const rounded = quality ? { quality: Math.min(95, Math.max(40, Math.round(quality / 5) * 5)) } : {};
  return withParameters(src, { width: allowed(width), ...rounded });
}

/**
 * Attributes of an `<img>` from which the browser chooses the width that suits the screen.
 *
 * @param {string} link the URL of a link
 * @param {{ widths?: number[], sizes?: string, parameters?: Record<string, string | number> }} [options] sizes: how wide the
 *   image is on the page; parameters: others, such as `{ format: 'webp' }`
 * @returns {{ src: string, srcset: string, sizes: string }}
 */
export function responsive(link, { widths = [320, 640, 1280, 1920], sizes = '100vw', parameters = {} } = {}) {
  const url = (/** @type {number} */ width) => withParameters(link, { width: allowed(width), ...parameters });
  return { src: url(widths[0] ?? 640), srcset: widths.map((width) => `${url(width)} ${allowed(width)}w`).join(', '), sizes };
}
