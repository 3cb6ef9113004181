#!/bin/sh
# Makes the images of this folder again: small photographs with a marker in every container of metadata that their format
# has, and after their end. Needs exiftool and Python 3; on Debian: apt-get install libimage-exiftool-perl python3
set -eu
cd "$(dirname "$0")"
marker=TINTYPE-PLACE-52.5200N

place() { # source, name
    cp "../images/$1" "$2"
    exiftool -q -m -overwrite_original \
        -EXIF:ImageDescription=$marker -EXIF:UserComment=$marker -EXIF:Artist=$marker -EXIF:GPSLatitude=52.52 \
        -EXIF:GPSLatitudeRef=N -EXIF:GPSLongitude=13.405 -EXIF:GPSLongitudeRef=E -EXIF:GPSAreaInformation=$marker \
        -XMP-dc:Description=$marker -XMP-exif:GPSLatitude=52.52 -XMP-photoshop:City=$marker "$2" || true
    exiftool -q -m -overwrite_original -IPTC:City=$marker -IPTC:Caption-Abstract=$marker "$2" 2>/dev/null || true
    exiftool -q -m -overwrite_original -Comment=$marker "$2" 2>/dev/null || true
}

trailer() { printf '%s' "$marker" >>"$1"; } # as of a motion photo

place photograph.jpg place.jpg
place photograph.png place.png
place photograph.gif place.gif
place photograph.webp place.webp
place photograph.avif place.avif
place photograph.heic place.heic
place little-endian.tiff place.tiff
cp ../images/top-down.bmp place.bmp

# A thumbnail with the marker, and an ICC profile that contains it.
python3 - "$marker" <<'PY'
import struct, sys, subprocess

marker = sys.argv[1].encode()

def profile():
    """A matrix profile of sRGB whose description and copyright are the marker."""
    fixed = lambda value: struct.pack('>i', round(value * 65536))
    text = lambda kind: (b'desc\0\0\0\0' + struct.pack('>I', len(marker) + 1) + marker + b'\0' + b'\0' * 78 if kind == 'desc'
                         else b'text\0\0\0\0' + marker + b'\0')
    xyz = lambda *values: b'XYZ \0\0\0\0' + b''.join(fixed(value) for value in values)
    curve = b'curv\0\0\0\0' + struct.pack('>IH', 1, round(2.2 * 256))
    tags = [(b'desc', text('desc')), (b'cprt', text('text')), (b'wtpt', xyz(0.9642, 1, 0.8249)),
            (b'rXYZ', xyz(0.4361, 0.2225, 0.0139)), (b'gXYZ', xyz(0.3851, 0.7169, 0.0971)),
            (b'bXYZ', xyz(0.1431, 0.0606, 0.7139)), (b'rTRC', curve), (b'gTRC', curve), (b'bTRC', curve),
            (b'priv', b'text\0\0\0\0' + marker + b'\0')]
    table, data, start = b'', b'', 128 + 4 + 12 * len(tags)
    for name, value in tags:
        value += b'\0' * (-len(value) % 4)
        table += struct.pack('>4sII', name, start + len(data), len(value))
        data += value
    body = struct.pack('>I', len(tags)) + table + data
    head = struct.pack('>I4sI4s4s4s', 128 + len(body), b'lcms', 0x02100000, b'mntr', b'RGB ', b'XYZ ')
    head += b'\0' * 12 + b'acsp' + b'\0' * 28 + fixed(0.9642) + fixed(1) + fixed(0.8249)
    return head + b'\0' * (128 - len(head)) + body

open('profile.icc', 'wb').write(profile())
picture = open('../images/photograph.jpg', 'rb').read()
open('thumbnail.jpg', 'wb').write(picture[:2] + b'\xff\xfe' + struct.pack('>H', len(marker) + 2) + marker + picture[2:])
for name in ('place.jpg', 'place.png', 'place.webp', 'place.tiff'):
    subprocess.run(['exiftool', '-q', '-m', '-overwrite_original', '-icc_profile<=profile.icc', name], check=False)
for name in ('place.jpg', 'place.tiff'):
    subprocess.run(['exiftool', '-q', '-m', '-overwrite_original', '-ThumbnailImage<=thumbnail.jpg', name], check=False)
PY
rm profile.icc thumbnail.jpg
for file in place.jpg place.png place.gif place.webp place.tiff place.bmp; do trailer "$file"; done
