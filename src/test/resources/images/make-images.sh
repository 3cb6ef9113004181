#!/bin/sh
# Makes the images of this folder again. Needs ImageMagick 6 or 7, libheif (heif-enc), libavif (avifenc), libwebp
# (cwebp, img2webp), exiftool and Python 3; on Debian:
#   apt-get install imagemagick libheif-examples libavif-bin webp libimage-exiftool-perl python3
# Other versions of the encoders make other bytes, but the same formats and dimensions.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v magick >/dev/null 2>&1; then
    magick() { command magick "$@"; }
elif command -v convert-im6.q16 >/dev/null 2>&1; then
    magick() { convert-im6.q16 "$@"; }
else
    magick() { convert "$@"; }
fi

# A harbor at dusk, roughly: a sky with clouds and a sun, hills, and water that mirrors them.
scene() { # name, width, height, height of the sun
    python3 - "$work/$1.ppm" "$2" "$3" "${4:-0.34}" <<'PY'
import math, sys

path, width, height, sun = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])

def lattice(x, y):
    n = (x * 374761393 + y * 668265263) & 0xffffffff
    n = ((n ^ (n >> 13)) * 1274126177) & 0xffffffff
    return ((n ^ (n >> 16)) & 0xffff) / 65535.0

def smooth(t):
    return t * t * (3 - 2 * t)

def noise(x, y):
    x0, y0 = math.floor(x), math.floor(y)
    u, v = smooth(x - x0), smooth(y - y0)
    top = lattice(x0, y0) * (1 - u) + lattice(x0 + 1, y0) * u
    bottom = lattice(x0, y0 + 1) * (1 - u) + lattice(x0 + 1, y0 + 1) * u
    return top * (1 - v) + bottom * v

def clouds(x, y):
    return sum(noise(x * 2 ** i, y * 2 ** i) / 2 ** (i + 1) for i in range(5))

def mix(a, b, t):
    t = min(1.0, max(0.0, t))
    return tuple(p + (q - p) * t for p, q in zip(a, b))

def sky(x, y):
    colour = mix((38, 60, 118), (250, 166, 98), y / 0.6)
    colour = mix(colour, (255, 226, 205), (clouds(x * 4, y * 9) - 0.45) * 1.8)
    distance = math.hypot(x - 0.62, (y - sun) * height / width)
    return mix((255, 244, 210), colour, (distance - 0.035) / 0.16)

def land(x, y):
    for base, depth, colour, seed in ((0.50, 0.16, (96, 84, 116), 3), (0.56, 0.12, (48, 52, 74), 17)):
        if base - depth * clouds(x * 3 + seed, seed) < y < 0.60:
            found = mix(colour, (150, 120, 120), (0.60 - y) * 2)
            yield found

def pixel(x, y):
    if y < 0.60:
        colour = sky(x, y)
        for hill in land(x, y):
            colour = hill
    else:
        wave = (noise(x * 40, y * 190) - 0.5) * (y - 0.58) * 0.28
        mirrored = min(0.599, max(0.0, 1.2 - y + wave))
        colour = sky(x + wave, mirrored)
        for hill in land(x + wave, mirrored):
            colour = hill
        colour = mix(colour, (18, 34, 62), 0.25 + (y - 0.6))
    return bytes(min(255, max(0, round(c))) for c in colour)

with open(path, "wb") as out:
    out.write(b"P6\n%d %d\n255\n" % (width, height))
    for row in range(height):
        out.write(b"".join(pixel(column / width, row / height) for column in range(width)))
PY
}

# A small ICC profile (matrix and gamma 2.2 with sRGB's primaries), created here so that no existing profile is copied.
profile() {
    python3 - "$1" <<'PY'
import struct, sys

def fixed(*values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)

def text(value):
    data = value.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(data)) + data + bytes(4 + 4 + 2 + 1 + 67)

xyz = lambda *v: b"XYZ \0\0\0\0" + fixed(*v)
curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
tags = [(b"desc", text("Tintype test")), (b"cprt", b"text\0\0\0\0CC0\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)),
        (b"rXYZ", xyz(0.4361, 0.2225, 0.0139)), (b"gXYZ", xyz(0.3851, 0.7169, 0.0971)),
        (b"bXYZ", xyz(0.1431, 0.0606, 0.7141)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
for name, data in tags:
    data += bytes(-len(data) % 4)
    table += name + struct.pack(">II", offset + len(body), len(data))
    body += data
head = (struct.pack(">I4sI", offset + len(body), b"\0\0\0\0", 0x02400000) + b"mntrRGB XYZ "
        + struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642, 1, 0.8249))
open(sys.argv[1], "wb").write(head.ljust(128, b"\0") + table + body)
PY
}

scene harbour 320 240
scene tall 150 200
scene small 96 72
scene tiny 64 48
for frame in 1 2 3 4; do scene "frame$frame" 128 96 "0.$((22 + 9 * frame))"; done
profile "$work/profile.icc"

magick "$work/harbour.ppm" -quality 82 -sampling-factor 2x2 photograph.jpg

magick "$work/tall.ppm" -interlace Plane -quality 90 -profile "$work/profile.icc" progressive-rotated.jpg
exiftool -q -overwrite_original -n -Orientation=6 -Make=Tintype -Model='Box camera' progressive-rotated.jpg

# Two APP11 segments of the maximum length, before all others.
magick "$work/small.ppm" -quality 75 "$work/plain.jpg"
python3 - "$work/plain.jpg" large-segments.jpg <<'PY'
import sys
plain = open(sys.argv[1], "rb").read()
segment = b"\xff\xeb\xff\xff" + (b"tintype test padding, nothing to see " * 2000)[:65533]
open(sys.argv[2], "wb").write(plain[:2] + segment * 2 + plain[2:])
PY

magick "$work/tall.ppm" -resize 120x160 -strip photograph.png
magick "$work/tiny.ppm" -depth 16 -evaluate Multiply 0.98 \( -size 64x48 gradient: -depth 16 \) -alpha off -compose CopyOpacity -composite \
    -set Title 'Harbour at dusk' -define png:bit-depth=16 -define png:color-type=6 alpha-16bit.png

magick "$work/harbour.ppm" -resize 200x150 -colors 64 photograph.gif
magick -delay 20 -loop 0 "$work"/frame?.ppm -resize 100x75 -colors 32 animated.gif

cwebp -quiet -q 92 "$work/harbour.ppm" -o photograph.webp
cwebp -quiet -lossless "$work/small.ppm" -o lossless.webp
img2webp -loop 0 -lossy -q 92 -d 200 "$work"/frame?.ppm -o animated.webp >/dev/null

for name in harbour tall; do magick "$work/$name.ppm" "$work/$name.png"; done
avifenc -j 1 -s 6 --min 8 --max 12 "$work/harbour.png" photograph.avif >/dev/null
avifenc -j 1 -s 6 --min 8 --max 12 --grid 2x2 "$work/harbour.png" grid.avif >/dev/null
heif-enc -q 75 -t 64 "$work/tall.png" -o photograph.heic >/dev/null

magick "$work/small.ppm" -type TrueColor BMP3:photograph.bmp
magick "$work/small.ppm" -flip -type TrueColor BMP3:"$work/flipped.bmp"
python3 - "$work/flipped.bmp" top-down.bmp <<'PY'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
struct.pack_into("<i", data, 22, -struct.unpack_from("<i", data, 22)[0])
open(sys.argv[2], "wb").write(data)
PY

# libtiff writes the directory after the pixels.
magick "$work/small.ppm" -compress Zip -define tiff:endian=lsb little-endian.tiff
magick "$work/small.ppm" -compress LZW -define tiff:endian=msb big-endian.tiff
