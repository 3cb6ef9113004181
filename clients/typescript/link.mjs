// Signs a link without a request, with jose: node link.mjs SUBJECT IMAGE [VARIANT]
import { hkdfSync } from 'node:crypto';
import { SignJWT } from 'jose';

const STEP = 3600; // the expiry is rounded up to it, so that the URL stays the same and caches keep working

/** The key of links: TINTYPE_LINK_SECRET, or the key that the service derives from JWT_SECRET if that is not set. */
function key() {
  const { TINTYPE_LINK_SECRET, JWT_SECRET } = process.env;
  return TINTYPE_LINK_SECRET
    ? new TextEncoder().encode(TINTYPE_LINK_SECRET)
    : new Uint8Array(hkdfSync('sha256', JWT_SECRET, '', 'tintype:link', 32));
}

/** Returns the path of a link that opens the image for at least these many seconds. */
export async function link({ subject, image, variant = 'picture', seconds = 3600 }) {
  const token = await new SignJWT({ image, variant })
    .setProtectedHeader({ alg: 'HS256', typ: 'link+jwt' })
    .setAudience('tintype:link')
    .setSubject(subject)
    .setExpirationTime(Math.ceil((Date.now() / 1000 + seconds) / STEP) * STEP)
    .sign(key());
  return `/links/${token}`;
}

const [subject, image, variant] = process.argv.slice(2);
console.log(await link({ subject, image, variant }));
